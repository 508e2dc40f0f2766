/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/publisher/ssh/connection-private.h"

/* Whose a lock file on a publisher is. */
typedef struct {
  char *text;   /* all of it, to tell one lock from another; empty when it cannot be read */
  char *owner;  /* fit for a terminal, or NULL */
  gint64 since; /* by its owner's clock, or -1 */
  gint64 mtime; /* by the server's clock, or -1 */
} LockHolder;

/* The text for a lock of this program's own. The caller frees it. */
char *lock_holder_new_text(GError **error);

/* Reads the lock at PATH. NULL when there is none (any more); one that cannot be read has no owner but the
 * number of a user. The caller frees it. Errors: CTL_ERROR_REMOTE, _UNREACHABLE, _CANCELLED; none is set when
 * there is no lock. */
LockHolder *lock_holder_read(PublisherSession *session, const char *path, GError **error);
void lock_holder_free(LockHolder *holder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LockHolder, lock_holder_free)

/* Seconds that the lock is old when the server's clock says SERVER_TIME (-1: not known, the clock here counts
 * then); -1 when it cannot be told. */
gint64 lock_holder_get_age(const LockHolder *holder, gint64 server_time);

/* "alice@desk since 2026-11-30 02:15:32 UTC (for 3 minutes)". The caller frees it. */
char *lock_holder_describe(const LockHolder *holder, gint64 server_time);
