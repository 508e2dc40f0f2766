/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/trustlist/signed-file.h"

#include <json-glib/json-glib.h>

/* What is said of a file that a node signed for phones. */

/* Prints the header's facts. */
void signed_file_print(const SignedFile *file);

/* Prints what CHECK found out. ERROR of signed_file_check_to_error() says it where it is no good news. */
void signed_file_check_print(const SignedFileCheck *check);

/* Adds the members kind ("signed file"), encrypted, content_offset and content_length (bytes) and those of
 * json_add_header(). */
void json_add_signed_file(JsonBuilder *builder, const SignedFile *file);

/* Adds the members verdict (a word), list ("phone-ctl", "phone-itl" or null), record (from 1, or null) and
 * reason (text or null). CTL is the one that CHECK was made with, or NULL. */
void json_add_signed_file_check(JsonBuilder *builder, const SignedFileCheck *check, const TrustList *ctl);

/* Why phones do not find the file to be signed by somebody they know, as an error: CTL_ERROR_SIGNATURE,
 * CTL_ERROR_NOT_CHECKED, CTL_ERROR_REJECTED. TRUE when they do. NAME is the file's, for the message. */
gboolean signed_file_check_to_error(const SignedFileCheck *check, const char *name, GError **error);
