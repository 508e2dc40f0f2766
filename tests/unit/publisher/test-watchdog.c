/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* When the watchdog ends a call: which moment it waits for is asked of the clock that the test moves, and the
 * end itself is waited for on a real socket. */

#include "app/publisher/ssh/watchdog.h"

#include "tests/unit/base/fake-clock.h"

#include <sys/socket.h>
#include <unistd.h>

#define TIMEOUT_MS 60000

typedef struct {
  int fds[2];
  GCancellable *cancellable;
  Watchdog *watchdog;
} Fixture;

static void
set_up(Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint(socketpair(AF_UNIX, SOCK_STREAM, 0, fixture->fds), ==, 0);
  fixture->cancellable = g_cancellable_new();
  fixture->watchdog = watchdog_new(fixture->fds[0], TIMEOUT_MS);
}

static void
tear_down(Fixture *fixture, gconstpointer data)
{
  watchdog_free(fixture->watchdog);
  g_object_unref(fixture->cancellable);
  close(fixture->fds[0]);
  close(fixture->fds[1]);
}

static gboolean
is_shut_down(const Fixture *fixture)
{
  GPollFD fd = {.fd = fixture->fds[0], .events = G_IO_IN};
  return g_poll(&fd, 1, 0) == 1;
}

/* Waits for the end of the call: nobody writes, so there is nothing else to come. */
static void
expect_end(Fixture *fixture)
{
  char byte = 0;
  g_assert_cmpint(read(fixture->fds[0], &byte, 1), ==, 0);
  watchdog_call_ended(fixture->watchdog);
}

/* The watchdog lets MS more go by, and no less. */
static void
expect_patience(Fixture *fixture, guint ms)
{
  fake_clock_await(clock_in_ms(ms));
  fake_clock_advance_ms(ms - 1);
  fake_clock_await(clock_in_ms(1));
  g_assert_false(is_shut_down(fixture));
  fake_clock_advance_ms(1);
  expect_end(fixture);
}

static void
test_timeout(Fixture *fixture, gconstpointer data)
{
  watchdog_call_begins(fixture->watchdog);
  expect_patience(fixture, TIMEOUT_MS);
  g_assert_cmpint(watchdog_get_reason(fixture->watchdog), ==, WATCHDOG_SILENCE);
}

/* Each call has all of the time. */
static void
test_second_call(Fixture *fixture, gconstpointer data)
{
  watchdog_call_begins(fixture->watchdog);
  fake_clock_advance_ms(TIMEOUT_MS - 1);
  watchdog_call_ended(fixture->watchdog);
  g_assert_cmpint(watchdog_get_reason(fixture->watchdog), ==, WATCHDOG_CONTENT);
  watchdog_call_begins(fixture->watchdog);
  expect_patience(fixture, TIMEOUT_MS);
}

static void
test_cancel_at_once(Fixture *fixture, gconstpointer data)
{
  watchdog_set_cancellable(fixture->watchdog, fixture->cancellable, 0);
  watchdog_call_begins(fixture->watchdog);
  fake_clock_await(clock_in_ms(TIMEOUT_MS));
  g_cancellable_cancel(fixture->cancellable);
  expect_end(fixture); /* though the clock stands still */
  g_assert_cmpint(watchdog_get_reason(fixture->watchdog), ==, WATCHDOG_CANCELLED);
}

static void
test_cancel_with_grace(Fixture *fixture, gconstpointer data)
{
  watchdog_set_cancellable(fixture->watchdog, fixture->cancellable, 300);
  watchdog_call_begins(fixture->watchdog);
  fake_clock_advance_ms(1000);
  g_cancellable_cancel(fixture->cancellable);
  expect_patience(fixture, 300);
  g_assert_cmpint(watchdog_get_reason(fixture->watchdog), ==, WATCHDOG_CANCELLED);
}

/* A grace is no more time than there is. */
static void
test_grace_beyond_timeout(Fixture *fixture, gconstpointer data)
{
  watchdog_set_cancellable(fixture->watchdog, fixture->cancellable, 300);
  watchdog_call_begins(fixture->watchdog);
  fake_clock_advance_ms(TIMEOUT_MS - 200);
  g_cancellable_cancel(fixture->cancellable);
  expect_patience(fixture, 200);
  g_assert_cmpint(watchdog_get_reason(fixture->watchdog), ==, WATCHDOG_SILENCE);
}

/* Calls that begin one after the other share the grace... */
static void
test_grace_of_all_calls(Fixture *fixture, gconstpointer data)
{
  watchdog_set_cancellable(fixture->watchdog, fixture->cancellable, 700);
  watchdog_call_begins(fixture->watchdog);
  g_cancellable_cancel(fixture->cancellable);
  fake_clock_advance_ms(400);
  watchdog_call_ended(fixture->watchdog);
  watchdog_call_begins(fixture->watchdog);
  expect_patience(fixture, 300);
  g_assert_cmpint(watchdog_get_reason(fixture->watchdog), ==, WATCHDOG_CANCELLED);
}

/* ... and one that begins when it is over gets a little of it still, to clean up. */
static void
test_grace_of_later_call(Fixture *fixture, gconstpointer data)
{
  g_cancellable_cancel(fixture->cancellable);
  watchdog_set_cancellable(fixture->watchdog, fixture->cancellable, 200);
  fake_clock_advance_ms(300);
  watchdog_call_begins(fixture->watchdog);
  expect_patience(fixture, 100);
}

/* A job of many short calls has an end, too, and the next job begins anew. */
static void
test_limit(Fixture *fixture, gconstpointer data)
{
  watchdog_set_cancellable(fixture->watchdog, NULL, 0);
  watchdog_set_limit(fixture->watchdog, 2 * TIMEOUT_MS);
  for (int i = 0; i < 3; i++) {
    watchdog_call_begins(fixture->watchdog);
    fake_clock_advance_ms(TIMEOUT_MS - 1000);
    watchdog_call_ended(fixture->watchdog);
    if (i == 1)
      watchdog_set_cancellable(fixture->watchdog, NULL, 0);
    if (i == 1)
      watchdog_set_limit(fixture->watchdog, TIMEOUT_MS);
  }
  watchdog_call_begins(fixture->watchdog);
  expect_patience(fixture, 1000);
  g_assert_cmpint(watchdog_get_reason(fixture->watchdog), ==, WATCHDOG_JOB_TOO_LONG);
}

/* Between calls nothing is watched, and a cancellable that was taken away has no say. */
static void
test_idle(Fixture *fixture, gconstpointer data)
{
  watchdog_set_cancellable(fixture->watchdog, fixture->cancellable, 0);
  fake_clock_await(CLOCK_NEVER);
  fake_clock_advance_ms(2 * TIMEOUT_MS);
  watchdog_set_cancellable(fixture->watchdog, NULL, 0);
  g_cancellable_cancel(fixture->cancellable);
  watchdog_call_begins(fixture->watchdog);
  fake_clock_await(clock_in_ms(TIMEOUT_MS));
  watchdog_call_ended(fixture->watchdog);
  fake_clock_await(CLOCK_NEVER);
  fake_clock_advance_ms(2 * TIMEOUT_MS);
  g_assert_false(is_shut_down(fixture));
  g_assert_cmpint(watchdog_get_reason(fixture->watchdog), ==, WATCHDOG_CONTENT);
}

static void
add(const char *path, void (*func)(Fixture *, gconstpointer))
{
  g_test_add(path, Fixture, NULL, set_up, func, tear_down);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  add("/publisher/watchdog/timeout", test_timeout);
  add("/publisher/watchdog/second-call", test_second_call);
  add("/publisher/watchdog/cancel-at-once", test_cancel_at_once);
  add("/publisher/watchdog/cancel-with-grace", test_cancel_with_grace);
  add("/publisher/watchdog/grace-beyond-timeout", test_grace_beyond_timeout);
  add("/publisher/watchdog/grace-of-later-call", test_grace_of_later_call);
  add("/publisher/watchdog/grace-of-all-calls", test_grace_of_all_calls);
  add("/publisher/watchdog/limit", test_limit);
  add("/publisher/watchdog/idle", test_idle);
  return g_test_run();
}
