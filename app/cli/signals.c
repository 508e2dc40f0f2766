/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/cli/signals.h"

#include "app/base/clock.h"
#include "app/base/terminal-echo.h"

#include <signal.h>

static const int WATCHED[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGCONT};

/* Closing a terminal, or a service manager, sends two requests to end at once, which mean one. */
#define ONE_REQUEST_MS 1000

/* What the program was told to ignore (nohup, a shell's background jobs) stays ignored. */
static void
fill_set(sigset_t *set)
{
  sigemptyset(set);
  for (gsize i = 0; i < G_N_ELEMENTS(WATCHED); i++) {
    struct sigaction action = {0};
    if (sigaction(WATCHED[i], NULL, &action) == 0 && action.sa_handler != SIG_IGN)
      sigaddset(set, WATCHED[i]);
  }
}

/* What the signal does to a program that knows nothing of it. It may do nothing: the first process of a
 * container is not ended, and one that nobody could continue is not stopped. */
static void
let_it_act(int number)
{
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, number);
  terminal_echo_pause();
  raise(number); /* for this thread, which has it blocked until here */
  pthread_sigmask(SIG_UNBLOCK, &set, NULL);
  pthread_sigmask(SIG_BLOCK, &set, NULL);
  terminal_echo_resume();
}

/* Jobs block their own thread, and a cancellable must not be cancelled from a signal handler. */
static gpointer
wait_for_signals(gpointer data)
{
  GCancellable *cancellable = data;
  gint64 cancelled_us = CLOCK_NEVER;
  sigset_t set;
  fill_set(&set);
  for (;;) {
    int number = 0;
    if (sigwait(&set, &number) != 0)
      continue;
    gboolean again = cancelled_us != CLOCK_NEVER &&
                     (number == SIGINT || clock_now_us() - cancelled_us >= ONE_REQUEST_MS * 1000);
    if (number == SIGCONT)
      terminal_echo_resume();
    else if (number == SIGTSTP || number == SIGQUIT || again)
      let_it_act(number);
    else if (cancelled_us == CLOCK_NEVER) {
      cancelled_us = clock_now_us();
      g_cancellable_cancel(cancellable);
    }
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
