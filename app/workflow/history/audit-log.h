/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

/* Adds LINES, each with its end, to the log PATH: all of them or, on failure, none. A log that has reached
 * MAX_LEN bytes becomes PATH.1 (in place of an older one) and begins anew. Another program that adds lines at
 * the moment is waited for. Errors: CTL_ERROR_FILE. */
gboolean audit_log_append(const char *path, const char *lines, goffset max_len, GError **error);
