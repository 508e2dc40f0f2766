/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/cli/signals.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

/* What becomes of a process that is sent SIGNALS while a job goes on that never looks whether it was
 * cancelled. */
static int
send_signals(const int *signals, guint n)
{
  pid_t child = fork();
  if (child == 0) {
    g_autoptr(GCancellable) cancellable = g_cancellable_new();
    signals_watch(cancellable);
    for (guint i = 0; i < n; i++) {
      kill(getpid(), signals[i]);
      while (i + 1 < n && !g_cancellable_is_cancelled(cancellable))
        g_thread_yield();
    }
    while (n > 1 || !g_cancellable_is_cancelled(cancellable))
      g_thread_yield();
    _exit(0);
  }
  int status = 0;
  g_assert_cmpint(waitpid(child, &status, 0), ==, child);
  return status;
}

static void
test_first(void)
{
  static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
  for (gsize i = 0; i < G_N_ELEMENTS(signals); i++) {
    int status = send_signals(&signals[i], 1);
    g_assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  }
}

static void
test_second(void)
{
  static const int signals[][2] = {{SIGINT, SIGINT}, {SIGINT, SIGTERM}, {SIGTERM, SIGHUP}};
  for (gsize i = 0; i < G_N_ELEMENTS(signals); i++) {
    int status = send_signals(signals[i], 2);
    g_assert_true(WIFSIGNALED(status));
    g_assert_cmpint(WTERMSIG(status), ==, signals[i][1]);
  }
}

static void
test_quit(void)
{
  static const int quit = SIGQUIT;
  int status = send_signals(&quit, 1);
  g_assert_true(WIFSIGNALED(status));
  g_assert_cmpint(WTERMSIG(status), ==, SIGQUIT);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/signals/first", test_first);
  g_test_add_func("/signals/second", test_second);
  g_test_add_func("/signals/quit", test_quit);
  return g_test_run();
}
