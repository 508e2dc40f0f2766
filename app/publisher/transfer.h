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
 * the connection broke, a later push removes it, when it is an hour old.
 *
 * A symbolic link is followed and stays. An owner or group that cannot be kept is no harm as long as all who
 * could read the old file can read the new one; otherwise the push is refused, since the TFTP service would
 * lose the file. Cancelling has no effect once the step "Putting ... in place" was told. Errors:
 * CTL_ERROR_REMOTE (also: the file exists and the server cannot rename atomically), _NO_SPACE, _UNREACHABLE
 * (the message says when it is not known which file is there), _CANCELLED. */
gboolean publisher_replace_file(PublisherSession *session, GBytes *contents, const Progress *progress,
                                GCancellable *cancellable, GError **error);
