/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/nodes/cluster-services.h"
#include "app/workflow/nodes/service-restart.h"
#include "app/workflow/update/update-private.h"

#include <glib/gi18n.h>

/* The step that restarts services. Which, and in which order: cluster-services.c. */

/* What the new list has renewed in the old one; *RENEWED is not set on failure. */
static gboolean
find_renewed(const Update *update, RenewedCertificates *renewed, const UpdateRun *run, GError **error)
{
  if (!update->has_before || !update->begun) {
    *renewed = 0; /* the first list of the cluster, or the one that it had */
    return TRUE;
  }
  g_autoptr(TrustList) old = update_load_list(update, UPDATE_OLD_LIST, run->cancellable, error);
  g_autoptr(TrustList) new =
      old != NULL ? update_load_list(update, UPDATE_NEW_LIST, run->cancellable, error) : NULL;
  if (new == NULL)
    return FALSE;
  *renewed = cluster_services_renewed(old, new);
  return TRUE;
}

/* One node at a time, each with a yes; those that are done are remembered. */
static gboolean
restart_nodes(Update *update, char **services, const UpdateRun *run, GError **error)
{
  for (guint i = 0; i < update->setup->cli_nodes->len; i++) {
    const PublisherAddress *node = g_ptr_array_index(update->setup->cli_nodes, i);
    if (g_hash_table_contains(update->restarted, node->host))
      continue;
    const ServiceRestart restart = {.node = node, .login = update->setup->login, .services = services};
    char *done = service_restart_run(&restart, run->prompt, run->progress, run->cancellable, error);
    if (done == NULL)
      return FALSE;
    g_hash_table_insert(update->restarted, g_strdup(node->host), done);
    if (!update_save(update, error))
      return FALSE;
  }
  return TRUE;
}

/* A line for each node. The caller frees it. */
static char *
describe_all(const Update *update)
{
  g_autoptr(GString) text = g_string_new(NULL);
  for (guint i = 0; i < update->setup->cli_nodes->len; i++) {
    const PublisherAddress *node = g_ptr_array_index(update->setup->cli_nodes, i);
    g_string_append_printf(text, "%s%s", i > 0 ? "\n" : "",
                           (const char *)g_hash_table_lookup(update->restarted, node->host));
  }
  return g_strdup(text->str);
}

/* TRUE when a node serves another list than it holds, as one does whose Cisco Tftp was not restarted. */
static gboolean
is_stale(const ClusterStatus *status)
{
  for (guint i = 0; status != NULL && i < status->nodes->len; i++)
    if (((const NodeStatus *)g_ptr_array_index(status->nodes, i))->stale)
      return TRUE;
  return FALSE;
}

gboolean
update_restart(Update *update, UpdateStep *step, const UpdateRun *run, GError **error)
{
  const UpdateSetup *setup = update->setup;
  RenewedCertificates renewed = 0;
  if (setup->restarted && !setup->restart) {
    step->found = g_strdup(_("The services were restarted elsewhere."));
    step->state = UPDATE_DONE;
    return TRUE;
  }
  if (!update->replaced && !is_stale(update->status)) {
    step->found = g_strdup(_("Not needed: no node has got another list."));
    step->state = UPDATE_DONE;
    return TRUE;
  }
  if (!find_renewed(update, &renewed, run, error))
    return FALSE;
  g_auto(GStrv) services = cluster_services_after(renewed);
  if (!setup->restart) {
    g_autofree char *commands = cluster_services_describe_commands(renewed);
    step->to_do = g_strdup_printf(_("On each node that runs them, one node at a time: %s."), commands);
    step->state = UPDATE_WAITING;
    return TRUE;
  }
  if (!restart_nodes(update, services, run, error))
    return FALSE;
  step->found = describe_all(update);
  step->state = UPDATE_DONE;
  return TRUE;
}
