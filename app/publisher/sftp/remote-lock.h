/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/base/progress.h"
#include "app/publisher/sftp/target.h"

/* Comparing a file and renaming another over it are two steps over SFTP. Pushes of this program are kept
 * apart in between by a file beside the target, which is made exclusively (SFTP's open with CREAT and EXCL)
 * and removed at the end:
 *
 *   .CTLFile.tlv.etoken-ctl-lock
 *
 * It holds lines for people and for other pushes: owner (user@host), program, time, and a random id. One that
 * a push has left that was cut off stays until somebody takes it over or removes it. */
typedef struct _RemoteLock RemoteLock;

typedef struct {
  gboolean take_over; /* a lock that somebody left is removed: one older than half a minute at once, another
                       * when it has not changed for as long as is waited */
  gint64 server_time; /* what the server's clock says, for the age of a lock; -1: not known */
  const Progress *progress;
} RemoteLockRequest;

/* Takes the lock of TARGET. One that is held is waited for, some seconds and with a word about its owner;
 * then FALSE with CTL_ERROR_IN_USE. *HELD_BEFORE (may be NULL) gets who was waited for, which the caller
 * frees, or NULL. A server that does not refuse to make a file that is there already keeps nobody apart: the
 * session gets a warning. Errors: CTL_ERROR_REMOTE (no file can be made there), _IN_USE, _UNREACHABLE,
 * _CANCELLED. */
RemoteLock *remote_lock_take(PublisherSession *session, const RemoteTarget *target,
                             const RemoteLockRequest *request, char **held_before, GError **error);

/* Is it still there, and not taken over by somebody? Otherwise FALSE with CTL_ERROR_IN_USE. */
gboolean remote_lock_check(RemoteLock *lock, GError **error);

/* The server's clock when the lock was made, or -1. */
gint64 remote_lock_get_time(const RemoteLock *lock);

/* Removes the lock if it is still this one, and frees LOCK. */
void remote_lock_release(RemoteLock *lock);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RemoteLock, remote_lock_release)

/* Who holds the lock of TARGET, as a phrase; NULL when there is none. The caller frees it. */
char *remote_lock_describe(PublisherSession *session, const RemoteTarget *target);
