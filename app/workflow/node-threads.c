/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/node-threads.h"

#include "app/base/error.h"

#include <glib/gi18n.h>

typedef struct {
  NodeFunc func;
  gpointer user_data;
  guint n_nodes;
  int next; /* the node that is taken next; atomic */
} Work;

/* Takes one node after the other until none is left. */
static gpointer
take_nodes(gpointer data)
{
  Work *work = data;
  for (;;) {
    guint i = (guint)g_atomic_int_add(&work->next, 1);
    if (i >= work->n_nodes)
      return NULL;
    work->func(i, work->user_data);
  }
}

/* A single node needs no thread of its own. The others are joined, not left to a GThreadPool, which keeps its
 * threads: what OpenSSL allocated for a thread is freed when the thread ends. */
void
node_threads_run(guint n_nodes, NodeFunc func, gpointer user_data)
{
  Work work = {.func = func, .user_data = user_data, .n_nodes = n_nodes};
  guint n_threads = MIN(n_nodes, (guint)NODE_MAX_THREADS);
  g_autoptr(GPtrArray) threads = g_ptr_array_new();
  for (guint i = 1; i < n_threads; i++) {
    GThread *thread = g_thread_try_new("node", take_nodes, &work, NULL);
    if (thread != NULL)
      g_ptr_array_add(threads, thread);
  }
  take_nodes(&work);
  for (guint i = 0; i < threads->len; i++)
    g_thread_join(g_ptr_array_index(threads, i));
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
  const GError *worst = NULL;
  guint n_failed = 0;
  for (guint i = 0; i < n_nodes; i++) {
    if (errors[i] == NULL)
      continue;
    n_failed++;
    if (worst == NULL || ctl_error_exit_status(errors[i]) > ctl_error_exit_status(worst))
      worst = errors[i];
  }
  if (n_failed == 1)
    g_propagate_error(error, g_error_copy(worst));
  else if (n_failed > 1)
    set_all(errors, n_nodes, n_failed, worst, error);
  return n_failed == 0;
}
