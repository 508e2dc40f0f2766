/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/cli/signals.h"
#include "tests/unit/base/fake-clock.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

/* Not taken yet by the thread that waits for it. */
static gboolean
is_pending(int number)
{
  sigset_t set;
  sigpending(&set);
  return sigismember(&set, number) == 1;
}

static void
send_one(int number, GCancellable *cancellable)
{
  kill(getpid(), number);
  while (is_pending(number) || !g_cancellable_is_cancelled(cancellable))
    g_thread_yield();
}

/* What becomes of a process that is sent FIRST and, PAUSE_MS later, SECOND (0: none), while a job goes on
 * that never looks whether it was cancelled. One that SURVIVES ends with 0. */
static int
send_signals(int first, guint pause_ms, int second, gboolean survives)
{
  pid_t child = fork();
  if (child == 0) {
    g_autoptr(GCancellable) cancellable = g_cancellable_new();
    signals_watch(cancellable);
    send_one(first, cancellable);
    fake_clock_advance_ms(pause_ms);
    if (second != 0)
      send_one(second, cancellable);
    while (!survives)
      pause();
    _exit(0);
  }
  int status = 0;
  g_assert_cmpint(waitpid(child, &status, 0), ==, child);
  return status;
}

static void
assert_killed(int status, int number)
{
  g_assert_true(WIFSIGNALED(status));
  g_assert_cmpint(WTERMSIG(status), ==, number);
}

static void
test_first(void)
{
  static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
  for (gsize i = 0; i < G_N_ELEMENTS(signals); i++)
    g_assert_cmpint(send_signals(signals[i], 0, 0, TRUE), ==, 0);
}

static void
test_second(void)
{
  assert_killed(send_signals(SIGINT, 0, SIGINT, FALSE), SIGINT);
  assert_killed(send_signals(SIGTERM, 0, SIGINT, FALSE), SIGINT);
  assert_killed(send_signals(SIGINT, 1000, SIGTERM, FALSE), SIGTERM);
  assert_killed(send_signals(SIGTERM, 1000, SIGHUP, FALSE), SIGHUP);
}

/* A terminal that is closed sends its hangup twice, a service manager two kinds of request. */
static void
test_twice_at_once(void)
{
  g_assert_cmpint(send_signals(SIGHUP, 0, SIGHUP, TRUE), ==, 0);
  g_assert_cmpint(send_signals(SIGTERM, 999, SIGHUP, TRUE), ==, 0);
}

static void
test_quit(void)
{
  assert_killed(send_signals(SIGINT, 0, SIGQUIT, FALSE), SIGQUIT);
}

/* As under nohup: what was ignored before is ignored, and does not cancel. */
static void
test_ignored(void)
{
  signal(SIGHUP, SIG_IGN);
  pid_t child = fork();
  if (child == 0) {
    g_autoptr(GCancellable) cancellable = g_cancellable_new();
    signals_watch(cancellable);
    kill(getpid(), SIGHUP);
    gboolean ignored = !is_pending(SIGHUP) && !g_cancellable_is_cancelled(cancellable);
    send_one(SIGTERM, cancellable);
    _exit(ignored ? 0 : 1);
  }
  int status = 0;
  g_assert_cmpint(waitpid(child, &status, 0), ==, child);
  signal(SIGHUP, SIG_DFL);
  g_assert_cmpint(status, ==, 0);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/signals/first", test_first);
  g_test_add_func("/signals/second", test_second);
  g_test_add_func("/signals/twice-at-once", test_twice_at_once);
  g_test_add_func("/signals/quit", test_quit);
  g_test_add_func("/signals/ignored", test_ignored);
  return g_test_run();
}
