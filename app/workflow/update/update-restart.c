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
  g_autofree char *path = update_path(update, UPDATE_OLD_LIST);
  if (!update->begun || !g_file_test(path, G_FILE_TEST_EXISTS)) {
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

static const NodeStatus *
find_status(const Update *update, const char *host)
{
  const ClusterStatus *status = update->status; /* NULL in a job that goes on */
  for (guint i = 0; status != NULL && i < status->nodes->len; i++) {
    const NodeStatus *node = g_ptr_array_index(status->nodes, i);
    if (g_str_equal(node->host, host))
      return node;
  }
  return NULL;
}

/* What the node itself wants restarted, besides those that ALREADY are. */
static void
add_own(GStrvBuilder *names, const NodeStatus *node, char **already)
{
  g_auto(GStrv) all = cluster_services_list();
  for (char **name = all; *name != NULL; name++)
    if (node_facts_want_restart(&node->facts, *name) && !g_strv_contains((const char *const *)already, *name))
      g_strv_builder_add(names, *name);
}

/* Those of one node, with NULL behind the last: after another list, on a node that still serves the one of
 * before, or that the node itself wants. */
static char **
list_services(const Update *update, const char *host, RenewedCertificates renewed)
{
  static char *none[] = {NULL};
  const NodeStatus *node = find_status(update, host);
  gboolean after_list = update->replaced || (node != NULL && node->stale);
  g_auto(GStrv) services = after_list ? cluster_services_after(renewed) : g_strdupv(none);
  g_autoptr(GStrvBuilder) names = g_strv_builder_new();
  g_strv_builder_addv(names, (const char **)services);
  if (node != NULL)
    add_own(names, node, services);
  return g_strv_builder_end(names);
}

/* For each node that has to be restarted (char *), its services (char **). */
static GHashTable *
list_restarts(const Update *update, RenewedCertificates renewed)
{
  GHashTable *restarts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_strfreev);
  for (guint i = 0; i < update->cli_nodes->len; i++) {
    const PublisherAddress *node = g_ptr_array_index(update->cli_nodes, i);
    g_auto(GStrv) services = list_services(update, node->host, renewed);
    if (*services != NULL)
      g_hash_table_insert(restarts, g_strdup(node->host), g_steal_pointer(&services));
  }
  return restarts;
}

/* One node at a time, each with a yes; those that are done are remembered. */
static gboolean
restart_nodes(Update *update, GHashTable *restarts, const UpdateRun *run, GError **error)
{
  for (guint i = 0; i < update->cli_nodes->len; i++) {
    const PublisherAddress *node = g_ptr_array_index(update->cli_nodes, i);
    char **services = g_hash_table_lookup(restarts, node->host);
    if (services == NULL || g_hash_table_contains(update->restarted, node->host))
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

static void
add_line(GString *text, const char *line)
{
  g_string_append_printf(text, "%s%s", text->len > 0 ? "\n" : "", line);
}

/* A line for each node that was restarted. The caller frees it. */
static char *
describe_all(const Update *update)
{
  g_autoptr(GString) text = g_string_new(NULL);
  for (guint i = 0; i < update->cli_nodes->len; i++) {
    const PublisherAddress *node = g_ptr_array_index(update->cli_nodes, i);
    const char *done = g_hash_table_lookup(update->restarted, node->host);
    if (done != NULL)
      add_line(text, done);
  }
  return g_strdup(text->str);
}

/* What somebody has to do on the platform CLIs: the same on all nodes after another list. */
static char *
describe_to_do(const Update *update, GHashTable *restarts, RenewedCertificates renewed)
{
  g_autofree char *commands = cluster_services_describe_commands(renewed);
  if (update->replaced)
    return g_strdup_printf(_("On each node that runs them, one node at a time: %s."), commands);
  g_autoptr(GString) text = g_string_new(NULL);
  for (guint i = 0; i < update->cli_nodes->len; i++) {
    const PublisherAddress *node = g_ptr_array_index(update->cli_nodes, i);
    char **services = g_hash_table_lookup(restarts, node->host);
    g_autofree char *own = services != NULL ? cluster_services_join_commands(services) : NULL;
    /* TRANSLATORS: a node, and commands for its platform CLI */
    g_autofree char *line = own != NULL ? g_strdup_printf(_("On %s: %s."), node->host, own) : NULL;
    if (line != NULL)
      add_line(text, line);
  }
  return g_strdup(text->str);
}

gboolean
update_restart(Update *update, UpdateStep *step, const UpdateRun *run, GError **error)
{
  const UpdateSetup *setup = update->setup;
  RenewedCertificates renewed = 0;
  if (setup->restarted && !setup->restart && !update->put_now) {
    step->found = g_strdup(_("The services were restarted elsewhere."));
    step->state = UPDATE_DONE;
    update->replaced = FALSE;
    return TRUE;
  }
  if (update->replaced && !find_renewed(update, &renewed, run, error))
    return FALSE;
  g_autoptr(GHashTable) restarts = list_restarts(update, renewed);
  if (g_hash_table_size(restarts) == 0) {
    step->found = g_strdup(_("Not needed: no node has got another list."));
    step->state = UPDATE_DONE;
    return TRUE;
  }
  if (!setup->restart) {
    step->to_do = describe_to_do(update, restarts, renewed);
    step->state = UPDATE_WAITING;
    return TRUE;
  }
  if (!restart_nodes(update, restarts, run, error))
    return FALSE;
  step->found = describe_all(update);
  step->state = UPDATE_DONE;
  update->replaced = FALSE;
  return TRUE;
}
