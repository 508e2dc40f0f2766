/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <json-glib/json-glib.h>

/* Prints a part of the one object, which the caller puts together himself. */
void json_output_print_part(const char *text);

/* Prints the object that BUILDER holds to standard output. */
void json_output_print(JsonBuilder *builder);

/* Prints the object as one line, for commands that print one after the other. */
void json_output_print_line(JsonBuilder *builder);

/* Prints {"error": {"code": ..., "message": ...}}, unless an object was printed already: output is one
 * object. */
void json_output_print_error(const GError *error);

/* That member of it, for an object that has more to say. */
void json_add_error(JsonBuilder *builder, const GError *error);

/* Every text gets into JSON here, as an element of an array or as a member's value: bytes that are no valid
 * UTF-8 become \xNN (text_valid()), the rest stays; command_print_json() takes care of terminals. */
void json_add_text(JsonBuilder *builder, const char *text);

/* An array of texts (char *), also when it is empty. */
void json_add_texts(JsonBuilder *builder, const char *name, const GPtrArray *values);

/* The same; nothing at all when it is empty. */
void json_add_strings(JsonBuilder *builder, const char *name, const GPtrArray *values);

/* Short forms of the builder's calls; a NULL text becomes null. */
void json_add_string(JsonBuilder *builder, const char *name, const char *value);
void json_add_int(JsonBuilder *builder, const char *name, gint64 value);
/* A record's number, counted from 1; G_MAXUINT as INDEX (no record) becomes null. */
void json_add_record_number(JsonBuilder *builder, const char *name, guint index);
void json_add_boolean(JsonBuilder *builder, const char *name, gboolean value);
/* The member "verified" of a list that trust_list_verify() said WHY of, NULL for a right one; null when its
 * signature cannot be checked here. */
void json_add_verified(JsonBuilder *builder, const GError *why);
