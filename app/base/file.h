/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

/* Reads the whole regular file PATH ("-" is standard input), at most MAX_LEN bytes. A folder, a device or
 * a larger file is an error. *MTIME (may be NULL) gets the time of the last change in seconds since 1970, or
 * -1 for standard input. Errors: CTL_ERROR_FILE, CTL_ERROR_DAMAGED when it is too large, CTL_ERROR_CANCELLED.
 */
GBytes *file_read(const char *path, gsize max_len, gint64 *mtime, GCancellable *cancellable, GError **error);

/* Puts CONTENTS into PATH so that after any failure or crash either the old file or the new one is there
 * whole: written under a temporary name in the same folder, synced, renamed. An existing PATH must be a
 * regular file; it keeps its mode. A symbolic link is followed where the system follows it (not another
 * user's in a folder that all may write to: proc(5), protected_symlinks, which is held to also where the
 * system does not). Errors: CTL_ERROR_FILE. */
gboolean file_replace(const char *path, GBytes *contents, GError **error);

/* TRUE when file_replace() has a chance: PATH is absent or a regular file, and its folder is there and can be
 * written to. Asked before slow work whose result would be lost. Errors: CTL_ERROR_FILE. */
gboolean file_check_replaceable(const char *path, GError **error);
