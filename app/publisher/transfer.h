/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/publisher/session.h"

/* Reads the session's file whole, at most MAX_LEN bytes. *CONTENTS stays NULL when there is no such file,
 * which is no error. *MTIME (may be NULL) gets its last change, seconds since 1970, or -1. Errors:
 * CTL_ERROR_REMOTE (no permission, no regular file, folder missing), _DAMAGED (too large), _UNREACHABLE,
 * _CANCELLED. */
gboolean publisher_fetch_file(PublisherSession *session, gsize max_len, GBytes **contents, gint64 *mtime,
                              const Progress *progress, GCancellable *cancellable, GError **error);

/* Replaces the session's file by CONTENTS so that it is the old file or the new one, whole, at any moment:
 * uploads under a temporary name in the same folder, syncs where the server can, reads back and compares,
 * sets owner and mode of the file it replaces, renames atomically (posix-rename@openssh.com), reads the
 * result once more. On failure or cancellation the temporary file is removed and the old file stays; where
 * the connection broke, the next push removes it.
 *
 * A server without posix-rename gets two plain renames, old file to a backup name and new file to its own,
 * the first of which is undone when the second fails. Between them there is no file; a warning of the session
 * says so, and publisher_repair_file() puts right what is left when they are cut off there.
 *
 * A symbolic link is followed and stays. An owner or group that cannot be kept is no harm as long as all who
 * could read the old file can read the new one; otherwise the push is refused, since the TFTP service would
 * lose the file. Cancelling has no effect once the step "Putting ... in place" was told. Errors:
 * CTL_ERROR_REMOTE, _NO_SPACE, _UNREACHABLE
 * (the message says when it is not known which file is there), _CANCELLED. */
gboolean publisher_replace_file(PublisherSession *session, GBytes *contents, const Progress *progress,
                                GCancellable *cancellable, GError **error);

/* The same, and the last KEEP_OLD files that were replaced stay beside the new one, see kept-file.h. One that
 * cannot be kept is a warning of the session, no error. */
gboolean publisher_replace_file_keeping(PublisherSession *session, GBytes *contents, guint keep_old,
                                        const Progress *progress, GCancellable *cancellable, GError **error);

/* Puts right what pushes that were cut off left beside the session's file: a file that is missing since one
 * ended between its two renames gets its name back (*REPAIRED, and a warning of the session), and temporary
 * files are removed. Errors: CTL_ERROR_REMOTE, _UNREACHABLE, _CANCELLED. */
gboolean publisher_repair_file(PublisherSession *session, gboolean *repaired, GCancellable *cancellable,
                               GError **error);
