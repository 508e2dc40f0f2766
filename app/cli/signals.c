/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/cli/signals.h"

#include "app/base/terminal-echo.h"

#include <signal.h>

static const int WATCHED[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGCONT};

static void
fill_set(sigset_t *set)
{
  sigemptyset(set);
  for (gsize i = 0; i < G_N_ELEMENTS(WATCHED); i++)
    sigaddset(set, WATCHED[i]);
}

/* What the signal does to a program that knows nothing of it. */
static void
die_by(int number)
{
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, number);
  terminal_echo_pause();
  signal(number, SIG_DFL);
  pthread_sigmask(SIG_UNBLOCK, &set, NULL);
  raise(number);
}

/* SIGCONT, which wakes the program up, is waited for as well. */
static void
stop(void)
{
  terminal_echo_pause();
  raise(SIGSTOP);
}

/* Jobs block their own thread, and a cancellable must not be cancelled from a signal handler. */
static gpointer
wait_for_signals(gpointer data)
{
  GCancellable *cancellable = data;
  sigset_t set;
  fill_set(&set);
  for (;;) {
    int number = 0;
    if (sigwait(&set, &number) != 0)
      continue;
    if (number == SIGTSTP)
      stop();
    else if (number == SIGCONT)
      terminal_echo_resume();
    else if (number == SIGQUIT || g_cancellable_is_cancelled(cancellable))
      die_by(number);
    else
      g_cancellable_cancel(cancellable);
  }
  return NULL;
}

void
signals_watch(GCancellable *cancellable)
{
  sigset_t set;
  fill_set(&set);
  pthread_sigmask(SIG_BLOCK, &set, NULL);
  g_thread_unref(g_thread_new("signals", wait_for_signals, g_object_ref(cancellable)));
}
