/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

/* Settings and states in a file that people can read and edit: GLib's key files, kept as whole as any other.
 */

/* Reads PATH, at most 1 MiB, with its comments. A file that is not there is an empty one. Errors: those of
 * file_read(), CTL_ERROR_DAMAGED when it is no key file. */
GKeyFile *key_file_load(const char *path, GError **error);

/* Puts FILE into PATH as file_replace() does, and makes its folder, for the user alone, when there is none.
 * Errors: CTL_ERROR_FILE. */
gboolean key_file_store(const char *path, GKeyFile *file, GError **error);

/* The same with BYTES, a key file as text. */
gboolean key_file_store_bytes(const char *path, GBytes *bytes, GError **error);

/* What KEY says. TRUE without changing the number, or with NULL, when there is no such key; FALSE with
 * CTL_ERROR_DAMAGED, naming the key and the value, when it says something that cannot be. The caller frees
 * the texts. */
gboolean key_file_get_text(GKeyFile *file, const char *group, const char *key, char **text, GError **error);
gboolean key_file_get_texts(GKeyFile *file, const char *group, const char *key, char ***texts,
                            GError **error);
gboolean key_file_get_number(GKeyFile *file, const char *group, const char *key, guint min, guint max,
                             guint *number, GError **error);

/* Puts "KEY=VALUE: " before the message, with what stands in the file; nothing where the key is not there. */
void key_file_prefix_error(GKeyFile *file, const char *group, const char *key, GError **error);
