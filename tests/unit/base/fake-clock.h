/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/base/clock.h"

/* The core's clock in a test that links fake_clock: it stands still until it is told to move, however busy
 * the machine is. What is there to wait for comes from other threads or from real descriptors, as ever. */

/* Moves the clock on by MS. Whoever waits for a moment until then goes on, in no particular order. */
void fake_clock_advance_ms(guint64 ms);

/* Returns when some thread or timer waits for the moment UNTIL_US, as clock_in_ms(500) says it, or for
 * CLOCK_NEVER. The test fails when none does, naming the moments that are waited for instead. */
void fake_clock_await(gint64 until_us);

/* How long until the first moment that timers and those in clock_sleep() and clock_poll() wait for, or -1.
 * Who is in clock_wait() comes and goes: fake_clock_await() is for them. */
gint64 fake_clock_next_ms(void);

/* From now on, whenever N_THREADS threads are in clock_wait() and clock_sleep(), the clock moves on to the
 * first moment that one of them waits for. Who waits for descriptors does not count: something may come. 0
 * ends it. */
void fake_clock_jump(guint n_threads);

/* Moves the clock on like that N_JUMPS times, and returns when all wait again. */
void fake_clock_run(guint n_threads, guint n_jumps);

/* How many moments of clock_wait() and clock_sleep() have come by jumps. */
guint fake_clock_count_jumps(void);

/* Sets the clock on the wall, which otherwise goes with the other one from FAKE_CLOCK_START on. */
#define FAKE_CLOCK_START G_GINT64_CONSTANT(1767323045) /* 2026-01-02 03:04:05 UTC */
void fake_clock_set_unix_time(gint64 seconds);
