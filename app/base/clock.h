/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

/* The one place where the core learns what time it is and waits for a time to come. Tests link
 * tests/unit/base/fake-clock.c instead of clock.c, whose time moves only when they say so. A moment is a
 * number of microseconds of the clock that nobody sets (g_get_monotonic_time()). Every call may be made from
 * any thread. */

/* A moment that never comes. */
#define CLOCK_NEVER G_MAXINT64

/* This moment, and the one MS milliseconds from now. */
gint64 clock_now_us(void);
gint64 clock_in_ms(guint64 ms);

/* What the clock on the wall says: seconds since 1970, and the same with all its digits in UTC, which the
 * caller unrefs. */
gint64 clock_unix_time(void);
GDateTime *clock_dup_utc(void);

/* As g_cond_wait_until(): FALSE when UNTIL_US has come, and TRUE when COND was signalled or for no reason. */
gboolean clock_wait(GCond *cond, GMutex *mutex, gint64 until_us);

/* Does nothing until UNTIL_US. FALSE as soon as CANCELLABLE (may be NULL) is cancelled. */
gboolean clock_sleep(gint64 until_us, GCancellable *cancellable);

/* As g_poll(), until UNTIL_US: how many of FDS are ready, 0 when the time is over, -1 with errno. */
int clock_poll(GPollFD *fds, guint n_fds, gint64 until_us);

/* FUNC is called once at DUE_US, in the default main context (its result does not matter). The number is for
 * g_source_remove(), as long as FUNC was not called. */
guint clock_call_at(gint64 due_us, GSourceFunc func, gpointer user_data);
