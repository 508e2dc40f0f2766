/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

/* Reads URL (tftp: or http:) whole, at most MAX_LEN bytes, within TIMEOUT_S; a small program of its own does
 * it, see url-helper/. *CONTENTS stays NULL when there is no such file, which is no error; a redirection or
 * a web page is one (_REMOTE). *MTIME gets the last change, or -1 for none and for nonsense. SUBJECT stands
 * for the server in messages. Any thread. Errors: CTL_ERROR_UNREACHABLE, _REMOTE, _DAMAGED (too large),
 * _FAILED (no helper), _CANCELLED. */
gboolean url_fetch(const char *url, const char *subject, gsize max_len, guint timeout_s, GBytes **contents,
                   gint64 *mtime, GCancellable *cancellable, GError **error);
