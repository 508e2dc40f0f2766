/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

/* Ends calls that would block for ever. libssh's own time limits cannot be relied upon: its SFTP calls start
 * to wait anew when one has passed (0.10.6), nothing in it can be cancelled, and nothing limits what is
 * received. A thread of the watchdog watches the calls between watchdog_call_begins() and
 * watchdog_call_ended() and shuts the socket down when one lasts too long, which makes it fail at once. */
typedef struct _Watchdog Watchdog;

/* Why it has ended a call. */
typedef enum {
  WATCHDOG_CONTENT, /* it has not */
  WATCHDOG_SILENCE, /* the call took longer than a call may */
  WATCHDOG_JOB_TOO_LONG,
  WATCHDOG_FLOOD, /* more came in one call than any answer has */
  WATCHDOG_CANCELLED,
} WatchdogReason;

/* FD is the socket, which stays the caller's and has to outlive the watchdog. A call may take TIMEOUT_MS. */
Watchdog *watchdog_new(int fd, guint timeout_ms);
void watchdog_free(Watchdog *watchdog);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Watchdog, watchdog_free)

/* A new job, without a limit. When CANCELLABLE (may be NULL) is cancelled, all calls together may last
 * GRACE_MS more, and each that begins then a tenth of a second. */
void watchdog_set_cancellable(Watchdog *watchdog, GCancellable *cancellable, guint grace_ms);

/* The job has to be done in LIMIT_MS from now: a server could give each call the shortest of answers. */
void watchdog_set_limit(Watchdog *watchdog, guint limit_ms);

void watchdog_call_begins(Watchdog *watchdog);
void watchdog_call_ended(Watchdog *watchdog);

WatchdogReason watchdog_get_reason(Watchdog *watchdog);
guint watchdog_get_timeout_ms(const Watchdog *watchdog);
