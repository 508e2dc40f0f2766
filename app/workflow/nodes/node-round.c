/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/nodes/node-round.h"

#include "app/base/error.h"
#include "app/workflow/nodes/node-prompt.h"

#include <glib/gi18n.h>

/* What the threads of a round share. */
typedef struct {
  const NodeRound *round;
  guint n_nodes;
  NodeFunc func;
  gpointer user_data;
  GError **errors;
  CtlPrompt *prompt;
  guint n_wanted;   /* nodes that are not left out */
  int next;         /* the node that is taken next; atomic */
  GMutex lock;      /* of what is told, and what follows */
  GHashTable *told; /* steps (char *) */
} Work;

/* A node's turn, with what its progress needs. */
typedef struct {
  Work *work;
  guint index;
  char *last_step;
} Turn;

/* --- progress --- */

static void
tell_round(Work *work, const char *step, double fraction)
{
  const Progress *next = work->round->progress;
  if (next == NULL || next->func == NULL)
    return;
  if (work->n_wanted == 1)
    next->func(step, fraction, next->user_data);
  else if (g_hash_table_add(work->told, g_strdup(step)))
    progress_step(next, "%s", step);
}

static void
on_progress(const char *step, double fraction, gpointer user_data)
{
  Turn *turn = user_data;
  Work *work = turn->work;
  g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&work->lock);
  if (work->round->watch != NULL && g_strcmp0(turn->last_step, step) != 0)
    work->round->watch(turn->index, step, work->round->watch_data);
  g_free(turn->last_step);
  turn->last_step = g_strdup(step);
  tell_round(work, step, fraction);
}

static void
tell_end(Work *work, guint index)
{
  g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&work->lock);
  if (work->round->watch != NULL)
    work->round->watch(index, NULL, work->round->watch_data);
}

/* --- turns --- */

static gboolean
is_left_out(const NodeRound *round, guint index)
{
  return round->left_out != NULL && round->left_out[index];
}

static void
take_turn(Work *work, guint index)
{
  GCancellable *cancellable = work->round->cancellable;
  GError **error = &work->errors[index];
  if (is_left_out(work->round, index) || ctl_cancelled(cancellable, error))
    return;
  Turn turn = {.work = work, .index = index};
  const Progress progress = {.func = on_progress, .user_data = &turn};
  const NodeTurn told = {index, work->prompt, &progress, cancellable};
  work->func(&told, work->user_data, error);
  tell_end(work, index);
  g_free(turn.last_step);
}

/* Takes one node after the other until none is left. */
static gpointer
take_turns(gpointer data)
{
  Work *work = data;
  for (;;) {
    guint i = (guint)g_atomic_int_add(&work->next, 1);
    if (i >= work->n_nodes)
      return NULL;
    take_turn(work, i);
  }
}

/* A single node needs no thread of its own. The others are joined, not left to a GThreadPool, which keeps its
 * threads: what OpenSSL allocated for a thread is freed when the thread ends. */
static void
run_threads(Work *work)
{
  guint n_threads = MIN(work->n_wanted, (guint)NODE_MAX_THREADS);
  g_autoptr(GPtrArray) threads = g_ptr_array_new();
  for (guint i = 1; i < n_threads; i++) {
    GThread *thread = g_thread_try_new("node", take_turns, work, NULL);
    if (thread != NULL)
      g_ptr_array_add(threads, thread);
  }
  take_turns(work);
  for (guint i = 0; i < threads->len; i++)
    g_thread_join(g_ptr_array_index(threads, i));
}

void
node_round_run(const NodeRound *round, guint n_nodes, NodeFunc func, gpointer user_data, GError **errors)
{
  g_autoptr(CtlNodePrompt) one_at_a_time = round->prompt != NULL ? node_prompt_new(round->prompt) : NULL;
  g_autoptr(GHashTable) told = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  Work work = {.round = round,
               .n_nodes = n_nodes,
               .func = func,
               .user_data = user_data,
               .errors = errors,
               .prompt = one_at_a_time != NULL ? CTL_PROMPT(one_at_a_time) : NULL,
               .told = told};
  for (guint i = 0; i < n_nodes; i++)
    work.n_wanted += is_left_out(round, i) ? 0 : 1;
  g_mutex_init(&work.lock);
  run_threads(&work);
  g_mutex_clear(&work.lock);
}

/* --- errors --- */

const GError *
node_errors_find_worst(const GError *const *errors, guint n_nodes)
{
  const GError *worst = NULL;
  for (guint i = 0; i < n_nodes; i++)
    if (errors[i] != NULL &&
        (worst == NULL || ctl_error_exit_status(errors[i]) > ctl_error_exit_status(worst)))
      worst = errors[i];
  return worst;
}

static void
set_all(const GError *const *errors, guint n_nodes, guint n_failed, const GError *worst, GError **error)
{
  g_autoptr(GString) text = g_string_new(NULL);
  g_string_append_printf(text, _("%u of %u nodes failed"), n_failed, n_nodes);
  for (guint i = 0; i < n_nodes; i++)
    if (errors[i] != NULL)
      g_string_append_printf(text, "; %s", errors[i]->message);
  g_set_error_literal(error, worst->domain, worst->code, text->str);
}

gboolean
node_errors_check(const GError *const *errors, guint n_nodes, GError **error)
{
  const GError *worst = node_errors_find_worst(errors, n_nodes);
  guint n_failed = 0;
  for (guint i = 0; i < n_nodes; i++)
    n_failed += errors[i] != NULL ? 1 : 0;
  if (n_failed == 1)
    g_propagate_error(error, g_error_copy(worst));
  else if (n_failed > 1)
    set_all(errors, n_nodes, n_failed, worst, error);
  return n_failed == 0;
}

void
node_errors_free(GError **errors, guint n_nodes)
{
  for (guint i = 0; i < n_nodes; i++)
    g_clear_error(&errors[i]);
  g_free(errors);
}
