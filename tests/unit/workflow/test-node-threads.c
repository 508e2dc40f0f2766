/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Work on several nodes at the same time: each once, one report for all errors, each step told once; and what
 * is advised for an error. */
#include "app/workflow/advice.h"
#include "app/workflow/node-threads.h"
#include "app/workflow/shared-progress.h"
#include "sample-cluster.h"

#define MANY (3 * NODE_MAX_THREADS)

typedef struct {
  int n_calls[MANY]; /* atomic */
  int n_now, n_most; /* atomic */
} Calls;

static void
count_call(guint index, gpointer user_data)
{
  Calls *calls = user_data;
  g_atomic_int_inc(&calls->n_calls[index]);
  int now = g_atomic_int_add(&calls->n_now, 1) + 1;
  int most = g_atomic_int_get(&calls->n_most);
  while (now > most && !g_atomic_int_compare_and_exchange(&calls->n_most, most, now))
    most = g_atomic_int_get(&calls->n_most);
  g_thread_yield();
  g_atomic_int_add(&calls->n_now, -1);
}

static void
test_each_once(void)
{
  static const guint numbers[] = {0, 1, 2, NODE_MAX_THREADS, NODE_MAX_THREADS + 1, MANY};
  for (gsize i = 0; i < G_N_ELEMENTS(numbers); i++) {
    Calls calls = {0};
    node_threads_run(numbers[i], count_call, &calls);
    for (guint j = 0; j < MANY; j++)
      g_assert_cmpint(calls.n_calls[j], ==, j < numbers[i] ? 1 : 0);
    g_assert_cmpint(calls.n_most, <=, NODE_MAX_THREADS);
  }
}

static void
keep_thread(guint index, gpointer user_data)
{
  *(GThread **)user_data = g_thread_self();
}

static void
wait_at_barrier(guint index, gpointer barrier)
{
  sample_barrier_wait(barrier);
}

/* So many nodes are worked on at once; a single one needs no thread. */
static void
test_threads(void)
{
  GThread *thread = NULL;
  node_threads_run(1, keep_thread, &thread);
  g_assert_true(thread == g_thread_self());
  SampleBarrier *barrier = sample_barrier_new(NODE_MAX_THREADS);
  node_threads_run(NODE_MAX_THREADS, wait_at_barrier, barrier);
  sample_barrier_free(barrier);
}

static void
test_errors(void)
{
  static const struct {
    int codes[3]; /* -1: none */
    int code;
    const char *message;
  } cases[] = {
      {{-1, -1, -1}, -1, NULL},
      {{-1, CTL_ERROR_REJECTED, -1}, CTL_ERROR_REJECTED, "Node 1"},
      {{CTL_ERROR_REJECTED, -1, CTL_ERROR_UNREACHABLE},
       CTL_ERROR_UNREACHABLE,
       "2 of 3 nodes failed; Node 0; Node 2"},
      {{CTL_ERROR_UNREACHABLE, CTL_ERROR_REJECTED, CTL_ERROR_REMOTE},
       CTL_ERROR_UNREACHABLE,
       "3 of 3 nodes failed; Node 0; Node 1; Node 2"},
      {{CTL_ERROR_NO_SPACE, CTL_ERROR_DAMAGED, -1}, CTL_ERROR_DAMAGED, "2 of 3 nodes failed; Node 0; Node 1"},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    GError *errors[3] = {NULL, NULL, NULL};
    g_autoptr(GError) error = NULL;
    for (int j = 0; j < 3; j++)
      if (cases[i].codes[j] >= 0)
        errors[j] = g_error_new(CTL_ERROR, cases[i].codes[j], "Node %d", j);
    gboolean good = node_errors_check((const GError *const *)errors, 3, &error);
    g_assert_true(good == (cases[i].code < 0));
    if (!good)
      g_assert_error(error, CTL_ERROR, cases[i].code);
    g_assert_cmpstr(error != NULL ? error->message : NULL, ==, cases[i].message);
    for (int j = 0; j < 3; j++)
      g_clear_error(&errors[j]);
  }
}

static void
on_progress(const char *step, double fraction, gpointer user_data)
{
  g_assert_cmpfloat(fraction, <, 0);
  g_string_append_printf(user_data, "%s. ", step);
}

/* The steps of several jobs come mixed; each is told once, without its fraction. */
static void
test_shared_progress(void)
{
  g_autoptr(GString) told = g_string_new(NULL);
  const Progress next = {.func = on_progress, .user_data = told};
  SharedProgress *shared = shared_progress_new(&next);
  progress_step(shared_progress_get(shared), "Asking pub");
  progress_step(shared_progress_get(shared), "Asking sub1");
  progress_fraction(shared_progress_get(shared), "Asking pub", 1, 2);
  progress_step(shared_progress_get(shared), "Asking sub1");
  g_assert_cmpstr(told->str, ==, "Asking pub. Asking sub1. ");
  shared_progress_free(shared);
  shared_progress_free(NULL);
  SharedProgress *silent = shared_progress_new(NULL);
  progress_step(shared_progress_get(silent), "Asking pub");
  shared_progress_free(silent);
}

/* What can be done next is told where a person can do something about it. */
static void
test_advice(void)
{
  static const struct {
    CtlError code;
    const char *words;
  } cases[] = {
      {CTL_ERROR_NO_TOKEN, "Plug the token in"},
      {CTL_ERROR_TOKEN_REMOVED, "Plug the token in"},
      {CTL_ERROR_WRONG_PIN, "Too many wrong ones in a row lock a token for good"},
      {CTL_ERROR_PIN_LOCKED, "Sign with another token of the list"},
      {CTL_ERROR_UNREACHABLE, "Check the host and the port"},
      {CTL_ERROR_HOST_KEY_UNKNOWN, "Ask the administrator of the publisher for the fingerprint"},
      {CTL_ERROR_HOST_KEY_CHANGED, "Do not go on before the administrator"},
      {CTL_ERROR_LOGIN_REFUSED, "Unified CM locks an account"},
      {CTL_ERROR_NO_SPACE, "Free some space on the publisher"},
  };
  static const CtlError others[] = {CTL_ERROR_USAGE,    CTL_ERROR_CANCELLED, CTL_ERROR_FILE,
                                    CTL_ERROR_REJECTED, CTL_ERROR_REMOTE,    CTL_ERROR_SIGNATURE};
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(GError) error = g_error_new_literal(CTL_ERROR, (int)cases[i].code, "It failed");
    g_assert_true(sample_says(advice_for_error(error), cases[i].words));
  }
  for (gsize i = 0; i < G_N_ELEMENTS(others); i++) {
    g_autoptr(GError) error = g_error_new_literal(CTL_ERROR, (int)others[i], "It failed");
    g_assert_null(advice_for_error(error));
  }
  g_autoptr(GError) foreign = g_error_new_literal(G_IO_ERROR, (int)CTL_ERROR_NO_TOKEN, "It failed");
  g_assert_null(advice_for_error(foreign));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/node-threads/each-once", test_each_once);
  g_test_add_func("/node-threads/threads", test_threads);
  g_test_add_func("/node-threads/errors", test_errors);
  g_test_add_func("/node-threads/shared-progress", test_shared_progress);
  g_test_add_func("/node-threads/advice", test_advice);
  return g_test_run();
}
