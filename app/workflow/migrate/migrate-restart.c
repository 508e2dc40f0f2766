/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/migrate/migrate-private.h"
#include "app/workflow/nodes/cluster-services.h"
#include "app/workflow/nodes/service-restart.h"

#include <glib/gi18n.h>

/* The step that restarts services. Which, and in which order: cluster-services.c. */

/* What the new list has renewed in the old one; *RENEWED is not set on failure. */
static gboolean
find_renewed(const Migration *migration, RenewedCertificates *renewed, const MigrateRun *run, GError **error)
{
  g_autoptr(TrustList) old = migrate_load_list(migration, MIGRATE_OLD_LIST, run->cancellable, error);
  g_autoptr(TrustList) new =
      old != NULL ? migrate_load_list(migration, MIGRATE_NEW_LIST, run->cancellable, error) : NULL;
  if (new == NULL)
    return FALSE;
  *renewed = cluster_services_renewed(old, new);
  return TRUE;
}

/* One node at a time, each with a yes; those that are done are remembered. */
static gboolean
restart_nodes(Migration *migration, char **services, const MigrateRun *run, GError **error)
{
  for (guint i = 0; i < migration->setup->cli_nodes->len; i++) {
    const PublisherAddress *node = g_ptr_array_index(migration->setup->cli_nodes, i);
    if (g_hash_table_contains(migration->restarted, node->host))
      continue;
    const ServiceRestart restart = {.node = node, .login = migration->setup->login, .services = services};
    char *done = service_restart_run(&restart, run->prompt, run->progress, run->cancellable, error);
    if (done == NULL)
      return FALSE;
    g_hash_table_insert(migration->restarted, g_strdup(node->host), done);
    if (!migrate_save(migration, error))
      return FALSE;
  }
  return TRUE;
}

/* A line for each node. The caller frees it. */
static char *
describe_all(const Migration *migration)
{
  g_autoptr(GString) text = g_string_new(NULL);
  for (guint i = 0; i < migration->setup->cli_nodes->len; i++) {
    const PublisherAddress *node = g_ptr_array_index(migration->setup->cli_nodes, i);
    g_string_append_printf(text, "%s%s", i > 0 ? "\n" : "",
                           (const char *)g_hash_table_lookup(migration->restarted, node->host));
  }
  return g_strdup(text->str);
}

gboolean
migrate_restart(Migration *migration, MigrateStep *step, const MigrateRun *run, GError **error)
{
  const MigrateSetup *setup = migration->setup;
  RenewedCertificates renewed = 0;
  if (setup->restarted && !setup->restart) {
    step->found = g_strdup(_("The services were restarted elsewhere."));
    step->state = MIGRATE_DONE;
    return TRUE;
  }
  if (!find_renewed(migration, &renewed, run, error))
    return FALSE;
  g_auto(GStrv) services = cluster_services_after(renewed);
  if (!setup->restart) {
    g_autofree char *commands = cluster_services_describe_commands(renewed);
    step->to_do = g_strdup_printf(_("On each node that runs them, one node at a time: %s."), commands);
    step->state = MIGRATE_WAITING;
    return TRUE;
  }
  if (!restart_nodes(migration, services, run, error))
    return FALSE;
  step->found = describe_all(migration);
  step->state = MIGRATE_DONE;
  return TRUE;
}
