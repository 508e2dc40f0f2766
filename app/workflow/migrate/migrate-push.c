/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/base/error.h"
#include "app/workflow/migrate/migrate-private.h"
#include "app/workflow/nodes/node-round.h"
#include "app/workflow/publish/publish-nodes.h"

/* What the last round has found against the list and on the nodes, each once. */
static void
keep_findings(Migration *migration, const PublishNodes *nodes)
{
  const GPtrArray *all = publish_nodes_get(nodes);
  g_ptr_array_set_size(migration->findings, 0);
  findings_extend(migration->findings, publish_nodes_get_findings(nodes));
  for (guint i = 0; i < all->len; i++) {
    const PublishNode *node = g_ptr_array_index(all, i);
    if (node->found.judgement != NULL)
      findings_extend(migration->findings, node->found.judgement->findings);
  }
}

static void
keep_warnings(Migration *migration, const PublishNodes *nodes)
{
  const GPtrArray *all = publish_nodes_get(nodes);
  for (guint i = 0; i < all->len; i++) {
    const PublishNode *node = g_ptr_array_index(all, i);
    for (guint j = 0; j < node->warnings->len; j++)
      g_ptr_array_add(migration->setup->warnings, g_strdup(g_ptr_array_index(node->warnings, j)));
  }
}

/* FALSE when a node failed; ERROR tells of all that did. */
static gboolean
check_nodes(const PublishNodes *nodes, GError **error)
{
  const GPtrArray *all = publish_nodes_get(nodes);
  g_autofree const GError **errors = g_new0(const GError *, all->len);
  for (guint i = 0; i < all->len; i++)
    errors[i] = ((const PublishNode *)g_ptr_array_index(all, i))->error;
  return node_errors_check(errors, all->len, error);
}

/* A node that cannot be reached does not hold up the others; TRUE when one was refused, which does. */
static gboolean
leave_out_failed(PublishNodes *nodes)
{
  const GPtrArray *all = publish_nodes_get(nodes);
  gboolean refused = FALSE;
  for (guint i = 0; i < all->len; i++) {
    PublishNode *node = g_ptr_array_index(all, i);
    refused = refused || publish_node_is_refused(node);
    node->left_out = node->error != NULL;
  }
  return refused;
}

/* FALSE when the list itself is refused; what becomes of the nodes stands with them. */
static gboolean
run(Migration *migration, PublishNodes *nodes, const PublishOrder *order, const MigrateRun *how,
    GError **error)
{
  g_autoptr(GError) why = NULL;
  publish_nodes_run(nodes, order, migration->setup->warnings, how->prompt, how->progress, how->cancellable,
                    &why);
  keep_findings(migration, nodes);
  if (!publish_nodes_refused_list(nodes))
    return TRUE;
  g_propagate_error(error, g_steal_pointer(&why));
  return FALSE;
}

/* All nodes are looked at before anything is written to one of them. */
static gboolean
push_to_all(Migration *migration, PublishNodes *nodes, PublishOrder *order, const MigrateRun *how,
            GError **error)
{
  order->dry_run = TRUE;
  if (!run(migration, nodes, order, how, error))
    return FALSE;
  if (leave_out_failed(nodes))
    return check_nodes(nodes, error);
  order->dry_run = FALSE;
  return run(migration, nodes, order, how, error) && !ctl_cancelled(how->cancellable, error) &&
         check_nodes(nodes, error);
}

gboolean
migrate_push_list(Migration *migration, const TrustList *list, const MigrateRun *run, GError **error)
{
  g_autoptr(GPtrArray) expected = g_ptr_array_new_with_free_func((GDestroyNotify)trust_list_unref);
  static const char *const names[] = {MIGRATE_OLD_LIST, MIGRATE_NEW_LIST};
  for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
    TrustList *known = migrate_load_list(migration, names[i], run->cancellable, NULL);
    if (known != NULL)
      g_ptr_array_add(expected, known);
  }
  g_autoptr(PublishNodes) nodes = publish_nodes_new();
  publish_nodes_add(nodes, migration->setup->publisher, migration->setup->login);
  publish_nodes_set_tvs_identity(nodes, migration->tvs); /* who it was in the step that asked it */
  PublishOrder order = {.list = list,
                        .consent = migration->consent,
                        .expected = expected,
                        .version = migration->version,
                        .take_over = migration->setup->take_over};
  gboolean done = push_to_all(migration, nodes, &order, run, error);
  keep_warnings(migration, nodes);
  return done;
}
