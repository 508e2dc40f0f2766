/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/migrate-nodes.h"

#include "app/base/error.h"
#include "app/workflow/node-threads.h"
#include "app/workflow/publish-prompt.h"
#include "app/workflow/shared-progress.h"

struct _MigrateNodes {
  const Migration *migration;
  const MigrateRun *run;
  MigrateNode *nodes;
  GError **errors;
  guint n_nodes;
};

/* One round: the same for all nodes. */
typedef struct {
  MigrateNodes *nodes;
  MigrateNodeFunc func;
  gpointer user_data;
  MigrateRun run;
} Round;

MigrateNodes *
migrate_nodes_new(const Migration *migration, const MigrateRun *run)
{
  MigrateNodes *nodes = g_new0(MigrateNodes, 1);
  nodes->migration = migration;
  nodes->run = run;
  nodes->n_nodes = migration->setup->nodes->len;
  nodes->nodes = g_new0(MigrateNode, nodes->n_nodes);
  nodes->errors = g_new0(GError *, nodes->n_nodes);
  for (guint i = 0; i < nodes->n_nodes; i++)
    nodes->nodes[i] = (MigrateNode){.index = i,
                                    .address = g_ptr_array_index(migration->setup->nodes, i),
                                    .warnings = g_ptr_array_new_with_free_func(g_free)};
  return nodes;
}

void
migrate_nodes_free(MigrateNodes *nodes)
{
  if (nodes == NULL)
    return;
  for (guint i = 0; i < nodes->n_nodes; i++) {
    g_clear_error(&nodes->errors[i]);
    g_ptr_array_unref(nodes->nodes[i].warnings);
  }
  g_free(nodes->errors);
  g_free(nodes->nodes);
  g_free(nodes);
}

static void
on_node(guint index, gpointer user_data)
{
  Round *round = user_data;
  GError **error = &round->nodes->errors[index];
  if (*error == NULL && !ctl_cancelled(round->run.cancellable, error))
    round->func(&round->nodes->nodes[index], &round->run, round->user_data, error);
}

static void
collect_warnings(MigrateNodes *nodes)
{
  for (guint i = 0; i < nodes->n_nodes; i++) {
    GPtrArray *warnings = nodes->nodes[i].warnings;
    while (warnings->len > 0)
      g_ptr_array_add(nodes->migration->setup->warnings, g_ptr_array_steal_index(warnings, 0));
  }
}

void
migrate_nodes_run(MigrateNodes *nodes, MigrateNodeFunc func, gpointer user_data)
{
  g_autoptr(PublishPrompt) one_at_a_time = publish_prompt_new(nodes->run->prompt);
  g_autoptr(SharedProgress) shared = shared_progress_new(nodes->run->progress);
  Round round = {.nodes = nodes,
                 .func = func,
                 .user_data = user_data,
                 .run = {CTL_PROMPT(one_at_a_time), shared_progress_get(shared), nodes->run->cancellable}};
  node_threads_run(nodes->n_nodes, on_node, &round);
  collect_warnings(nodes);
}

gboolean
migrate_nodes_check(const MigrateNodes *nodes, GError **error)
{
  return !ctl_cancelled(nodes->run->cancellable, error) &&
         node_errors_check((const GError *const *)nodes->errors, nodes->n_nodes, error);
}
