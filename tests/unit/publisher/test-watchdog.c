/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/watchdog.h"

#include <sys/socket.h>
#include <unistd.h>

/* What the watchdog does takes less, on any machine; what it does not do takes longer. */
#define PROMPT_MS 10000.0
#define LONG_MS 60000

typedef struct {
  int fds[2];
} Pair;

static void
set_up(Pair *pair, gconstpointer data)
{
  g_assert_cmpint(socketpair(AF_UNIX, SOCK_STREAM, 0, pair->fds), ==, 0);
}

static void
tear_down(Pair *pair, gconstpointer data)
{
  close(pair->fds[0]);
  close(pair->fds[1]);
}

/* A call that blocks until the watchdog ends it; the time it took in ms. */
static double
block(Watchdog *watchdog, Pair *pair)
{
  char byte = 0;
  gint64 start = g_get_monotonic_time();
  watchdog_call_begins(watchdog);
  g_assert_cmpint(read(pair->fds[0], &byte, 1), ==, 0);
  watchdog_call_ended(watchdog);
  return (double)(g_get_monotonic_time() - start) / 1000.0;
}

static void
test_timeout(Pair *pair, gconstpointer data)
{
  g_autoptr(Watchdog) watchdog = watchdog_new(pair->fds[0], 200);
  double ms = block(watchdog, pair);
  g_assert_cmpfloat(ms, >=, 199);
  g_assert_cmpfloat(ms, <, PROMPT_MS);
  g_assert_true(watchdog_timed_out(watchdog));
}

static gpointer
cancel_later(gpointer cancellable)
{
  g_usleep(100 * 1000);
  g_cancellable_cancel(cancellable);
  return NULL;
}

static void
check_cancel(Pair *pair, guint grace_ms)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new();
  g_autoptr(Watchdog) watchdog = watchdog_new(pair->fds[0], LONG_MS);
  watchdog_set_cancellable(watchdog, cancellable, grace_ms);
  gint64 start_us = g_get_monotonic_time();
  GThread *thread = g_thread_new("cancel", cancel_later, cancellable);
  block(watchdog, pair);
  double ms = (double)(g_get_monotonic_time() - start_us) / 1000.0;
  g_thread_join(thread);
  g_assert_cmpfloat(ms, >=, 99 + grace_ms);
  g_assert_cmpfloat(ms, <, PROMPT_MS);
  g_assert_false(watchdog_timed_out(watchdog));
}

static void
test_cancel_at_once(Pair *pair, gconstpointer data)
{
  check_cancel(pair, 0);
}

static void
test_cancel_with_grace(Pair *pair, gconstpointer data)
{
  check_cancel(pair, 300);
}

/* Cancelled beforehand: the next call still gets its grace, to clean up. */
static void
test_grace_of_later_call(Pair *pair, gconstpointer data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new();
  g_cancellable_cancel(cancellable);
  g_autoptr(Watchdog) watchdog = watchdog_new(pair->fds[0], LONG_MS);
  watchdog_set_cancellable(watchdog, cancellable, 200);
  g_usleep(300 * 1000);
  double ms = block(watchdog, pair);
  g_assert_cmpfloat(ms, >=, 199);
  g_assert_cmpfloat(ms, <, PROMPT_MS);
}

/* Between calls nothing is watched, and a cancellable that was taken away has no say. */
static void
test_idle(Pair *pair, gconstpointer data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new();
  g_autoptr(Watchdog) watchdog = watchdog_new(pair->fds[0], 500);
  watchdog_set_cancellable(watchdog, cancellable, 0);
  g_usleep(700 * 1000);
  watchdog_set_cancellable(watchdog, NULL, 0);
  g_cancellable_cancel(cancellable);
  watchdog_call_begins(watchdog);
  g_assert_cmpint(write(pair->fds[1], "x", 1), ==, 1);
  char byte = 0;
  g_assert_cmpint(read(pair->fds[0], &byte, 1), ==, 1);
  watchdog_call_ended(watchdog);
  g_usleep(700 * 1000);
  g_assert_false(watchdog_timed_out(watchdog));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add("/publisher/watchdog/timeout", Pair, NULL, set_up, test_timeout, tear_down);
  g_test_add("/publisher/watchdog/cancel-at-once", Pair, NULL, set_up, test_cancel_at_once, tear_down);
  g_test_add("/publisher/watchdog/cancel-with-grace", Pair, NULL, set_up, test_cancel_with_grace, tear_down);
  g_test_add("/publisher/watchdog/grace-of-later-call", Pair, NULL, set_up, test_grace_of_later_call,
             tear_down);
  g_test_add("/publisher/watchdog/idle", Pair, NULL, set_up, test_idle, tear_down);
  return g_test_run();
}
