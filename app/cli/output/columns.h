/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* How many columns of a terminal TEXT (UTF-8) takes. */
guint columns_of(const char *text);

/* The same for the widest of the N translations of TEXTS, which are marked with N_(). */
guint columns_of_widest(const char *const *texts, gsize n);

/* TEXT with spaces behind it until it takes WIDTH columns. The caller frees it. */
char *columns_pad(const char *text, guint width);

/* Lines "Name    value" whose values stand below one another, however long the names are in the session's
 * language. */
typedef struct {
  GPtrArray *names;  /* of char * */
  GPtrArray *values; /* of char *; NULL where the name is a line by itself */
} NamedLines;

NamedLines *named_lines_new(void);
void named_lines_free(NamedLines *lines);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(NamedLines, named_lines_free)

void named_lines_add(NamedLines *lines, const char *name, const char *value);

/* A line of its own among them. */
void named_lines_add_line(NamedLines *lines, const char *text);

/* All lines, INDENT before each. Values begin COLUMN columns behind the names' beginning, or later where a
 * name is too long for that. The caller frees it. */
char *named_lines_to_text(const NamedLines *lines, const char *indent, guint column);
