/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

/* Ends calls that would block for ever. libssh's own time limits cannot be relied upon: its SFTP calls start
 * to wait anew when one has passed (0.10.6), and nothing in it can be cancelled. A thread of the watchdog
 * watches the calls between watchdog_call_begins() and watchdog_call_ended() and shuts the socket down when
 * one lasts too long, which makes it fail at once. */
typedef struct _Watchdog Watchdog;

/* FD is the socket, which stays the caller's and has to outlive the watchdog. A call may take TIMEOUT_MS. */
Watchdog *watchdog_new(int fd, guint timeout_ms);
void watchdog_free(Watchdog *watchdog);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Watchdog, watchdog_free)

/* From now on, when CANCELLABLE (may be NULL) is cancelled, a call may last GRACE_MS more. */
void watchdog_set_cancellable(Watchdog *watchdog, GCancellable *cancellable, guint grace_ms);

void watchdog_call_begins(Watchdog *watchdog);
void watchdog_call_ended(Watchdog *watchdog);

/* TRUE when a call was ended because it took longer than the time limit. */
gboolean watchdog_timed_out(Watchdog *watchdog);
guint watchdog_get_timeout_ms(const Watchdog *watchdog);
