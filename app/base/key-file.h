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
