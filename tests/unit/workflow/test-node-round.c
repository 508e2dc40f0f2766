/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Work on several nodes at the same time: each once, one report for all errors, each step told once; and what
 * is advised for an error. */
#include "app/workflow/nodes/advice.h"
#include "app/workflow/nodes/node-round.h"
#include "sample-cluster.h"

#define MANY (3 * NODE_MAX_THREADS)

typedef struct {
  int n_calls[MANY]; /* atomic */
  int n_now, n_most; /* atomic */
} Calls;

static gboolean
count_call(const NodeTurn *turn, gpointer user_data, GError **error)
{
  Calls *calls = user_data;
  g_atomic_int_inc(&calls->n_calls[turn->index]);
  int now = g_atomic_int_add(&calls->n_now, 1) + 1;
  int most = g_atomic_int_get(&calls->n_most);
  while (now > most && !g_atomic_int_compare_and_exchange(&calls->n_most, most, now))
    most = g_atomic_int_get(&calls->n_most);
  g_thread_yield();
  g_atomic_int_add(&calls->n_now, -1);
  return TRUE;
}

/* A round of N_NODES without anything to ask or to tell; none of them may fail. */
static void
run_round(guint n_nodes, NodeFunc func, gpointer user_data)
{
  const NodeRound round = {0};
  GError **errors = g_new0(GError *, n_nodes);
  node_round_run(&round, n_nodes, func, user_data, errors);
  g_assert_true(node_errors_check((const GError *const *)errors, n_nodes, NULL));
  node_errors_free(errors, n_nodes);
}

static void
test_each_once(void)
{
  static const guint numbers[] = {0, 1, 2, NODE_MAX_THREADS, NODE_MAX_THREADS + 1, MANY};
  for (gsize i = 0; i < G_N_ELEMENTS(numbers); i++) {
    Calls calls = {0};
    run_round(numbers[i], count_call, &calls);
    for (guint j = 0; j < MANY; j++)
      g_assert_cmpint(calls.n_calls[j], ==, j < numbers[i] ? 1 : 0);
    g_assert_cmpint(calls.n_most, <=, NODE_MAX_THREADS);
  }
}

static gboolean
keep_thread(const NodeTurn *turn, gpointer user_data, GError **error)
{
  *(GThread **)user_data = g_thread_self();
  return TRUE;
}

static gboolean
wait_at_barrier(const NodeTurn *turn, gpointer barrier, GError **error)
{
  sample_barrier_wait(barrier);
  return TRUE;
}

/* So many nodes are worked on at once; a single one needs no thread. */
static void
test_threads(void)
{
  GThread *thread = NULL;
  run_round(1, keep_thread, &thread);
  g_assert_true(thread == g_thread_self());
  SampleBarrier *barrier = sample_barrier_new(NODE_MAX_THREADS);
  run_round(NODE_MAX_THREADS, wait_at_barrier, barrier);
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

/* --- failures, nodes that are left out, the end of a cancelled round --- */

static gboolean
fail_on_odd_nodes(const NodeTurn *turn, gpointer n_calls, GError **error)
{
  g_atomic_int_inc((int *)n_calls);
  if (turn->index % 2 == 0)
    return TRUE;
  g_set_error(error, CTL_ERROR, CTL_ERROR_REMOTE, "Node %u", turn->index);
  return FALSE;
}

static void
test_failures(void)
{
  const gboolean left_out[5] = {FALSE, FALSE, FALSE, TRUE, TRUE};
  const NodeRound round = {.left_out = left_out};
  GError **errors = g_new0(GError *, 5);
  int n_calls = 0;
  node_round_run(&round, 5, fail_on_odd_nodes, &n_calls, errors);
  g_assert_cmpint(n_calls, ==, 3);
  for (guint i = 0; i < 5; i++)
    g_assert_true((errors[i] != NULL) == (i == 1));
  g_assert_cmpstr(node_errors_find_worst((const GError *const *)errors, 5)->message, ==, "Node 1");
  node_errors_free(errors, 5);
}

static gboolean
cancel_round(const NodeTurn *turn, gpointer n_calls, GError **error)
{
  g_atomic_int_inc((int *)n_calls);
  g_cancellable_cancel(turn->cancellable);
  return TRUE;
}

/* Nodes whose turn comes after the cancellation are not worked on. */
static void
test_cancelled(void)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new();
  const NodeRound round = {.cancellable = cancellable};
  GError **errors = g_new0(GError *, MANY);
  int n_calls = 0;
  guint n_cancelled = 0;
  node_round_run(&round, MANY, cancel_round, &n_calls, errors);
  g_assert_cmpint(n_calls, <=, NODE_MAX_THREADS);
  for (guint i = 0; i < MANY; i++)
    n_cancelled += g_error_matches(errors[i], CTL_ERROR, CTL_ERROR_CANCELLED) ? 1 : 0;
  g_assert_cmpuint(n_cancelled + (guint)n_calls, ==, MANY);
  node_errors_free(errors, MANY);
}

/* --- what is told --- */

typedef struct {
  GString *steps, *fractions;
  guint n_watched[2], n_ends[2];
} Told;

static void
on_progress(const char *step, double fraction, gpointer user_data)
{
  Told *told = user_data;
  g_string_append(fraction < 0 ? told->steps : told->fractions, step);
  g_string_append(fraction < 0 ? told->steps : told->fractions, ". ");
}

static void
on_watch(guint index, const char *step, gpointer user_data)
{
  Told *told = user_data;
  told->n_watched[index] += step != NULL ? 1 : 0;
  told->n_ends[index] += step == NULL ? 1 : 0;
}

/* One after the other, so that the order is known. */
static gboolean
tell_steps(const NodeTurn *turn, gpointer lock, GError **error)
{
  g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(lock);
  progress_step(turn->progress, "Asking");
  progress_fraction(turn->progress, "Asking", 1, 2);
  progress_step(turn->progress, "Reading");
  return TRUE;
}

static Told
tell_round(guint n_nodes)
{
  Told told = {.steps = g_string_new(NULL), .fractions = g_string_new(NULL)};
  const Progress next = {.func = on_progress, .user_data = &told};
  const NodeRound round = {.progress = &next, .watch = on_watch, .watch_data = &told};
  GError **errors = g_new0(GError *, n_nodes);
  GMutex lock;
  g_mutex_init(&lock);
  node_round_run(&round, n_nodes, tell_steps, &lock, errors);
  g_mutex_clear(&lock);
  node_errors_free(errors, n_nodes);
  return told;
}

/* The steps of several nodes come mixed: each is told once, without its fraction. The watch hears all of
 * them. */
static void
test_progress(void)
{
  static const struct {
    guint n_nodes;
    const char *fractions;
  } cases[] = {{1, "Asking. "}, {2, ""}};
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    Told told = tell_round(cases[i].n_nodes);
    g_assert_cmpstr(told.steps->str, ==, "Asking. Reading. ");
    g_assert_cmpstr(told.fractions->str, ==, cases[i].fractions);
    for (guint j = 0; j < cases[i].n_nodes; j++)
      g_assert_true(told.n_watched[j] == 2 && told.n_ends[j] == 1);
    g_string_free(told.steps, TRUE);
    g_string_free(told.fractions, TRUE);
  }
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
      {CTL_ERROR_LOGIN_REFUSED, "Unified CM may lock an account"},
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
  g_test_add_func("/node-round/each-once", test_each_once);
  g_test_add_func("/node-round/threads", test_threads);
  g_test_add_func("/node-round/errors", test_errors);
  g_test_add_func("/node-round/failures", test_failures);
  g_test_add_func("/node-round/cancelled", test_cancelled);
  g_test_add_func("/node-round/progress", test_progress);
  g_test_add_func("/node-round/advice", test_advice);
  return g_test_run();
}
