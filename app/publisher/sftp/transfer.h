/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/base/progress.h"
#include "app/publisher/ssh/connection.h"

/* Reads the session's file whole, at most MAX_LEN bytes. *CONTENTS stays NULL when there is no such file,
 * which is no error. *MTIME (may be NULL) gets its last change, seconds since 1970, or -1. Errors:
 * CTL_ERROR_REMOTE (no permission, no regular file, folder missing), _DAMAGED (too large), _UNREACHABLE,
 * _CANCELLED. */
gboolean publisher_fetch_file(PublisherSession *session, gsize max_len, GBytes **contents, gint64 *mtime,
                              const Progress *progress, GCancellable *cancellable, GError **error);

typedef struct {
  GBytes *contents;
  GBytes *judged; /* the file that was read and judged before, or NULL: there was none */
  guint keep_old; /* how many of the files that were replaced stay beside the new one, see kept-file.h; one
                   * that cannot be kept is a warning of the session, no error */
  gboolean take_over; /* no other push is at work: a lock that one has left is removed, and temporary files */
} PublisherReplaceRequest;

/* Replaces the session's file by REQUEST's contents so that it is the old file or the new one, whole, at any
 * moment: uploads under a temporary name in the same folder, syncs where the server can, reads back and
 * compares, sets owner and mode of the file it replaces, takes the lock (remote-lock.h), compares the file
 * that is there with the one that was judged, renames atomically (posix-rename@openssh.com), reads the result
 * once more, and lets the lock go. On failure or cancellation the temporary file and the lock are removed and
 * the old file stays; where the connection broke, they stay, and the lock has to be taken over.
 *
 * A file that is not the one that was judged is never replaced (CTL_ERROR_CHANGED), unless it is the new one
 * already, which is a warning; a file that came where there was none is not replaced either. Other programs
 * know nothing of the lock: for them a gap of one packet is left.
 *
 * A server without posix-rename gets two plain renames, old file to a backup name and new file to its own,
 * the first of which is undone when the second fails. Between them there is no file; a warning of the session
 * says so, and publisher_repair_file() puts right what is left when they are cut off there.
 *
 * A symbolic link is followed and stays. An owner or group that cannot be kept is no harm as long as all who
 * could read the old file can read the new one; otherwise the push is refused, since the TFTP service would
 * lose the file. Cancelling has no effect once the step "Putting ... in place" was told, unless the server
 * does not answer then. Errors: CTL_ERROR_CHANGED, _IN_USE (another push holds the lock), _REMOTE, _NO_SPACE,
 * _UNREACHABLE (the message says when it is not known which file is there), _CANCELLED. */
gboolean publisher_replace_file(PublisherSession *session, const PublisherReplaceRequest *request,
                                const Progress *progress, GCancellable *cancellable, GError **error);

/* Puts right what pushes that were cut off left beside the session's file: a file that is missing since one
 * ended between its two renames gets its name back (*REPAIRED, and a warning of the session), and temporary
 * files that no push is at work with are removed. Under the lock, with TAKE_OVER as for a replacement; when
 * there is nothing to put right no lock is needed. Errors: CTL_ERROR_IN_USE, _REMOTE, _UNREACHABLE,
 * _CANCELLED. */
gboolean publisher_repair_file(PublisherSession *session, gboolean take_over, gboolean *repaired,
                               const Progress *progress, GCancellable *cancellable, GError **error);
