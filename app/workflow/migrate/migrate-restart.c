/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sources: those of cluster-services.c; what the platform CLI answers: public logs, and the texts that the
 * command itself prints. */
#include "app/base/error.h"
#include "app/publisher/cli/platform-cli-answers.h"
#include "app/publisher/cli/platform-cli-text.h"
#include "app/publisher/cli/platform-cli.h"
#include "app/workflow/migrate/migrate-private.h"
#include "app/workflow/nodes/cluster-services.h"

#include <glib/gi18n.h>

/* The step that restarts services. Which, and in which order: cluster-services.c. */

#define RESTART_DETAIL                                                                                       \
  N_("This runs \"utils service restart\" there for each of them that is activated. Phones that are "        \
     "registered there lose their registration for a while.")

/* What became of the services of a node. */
typedef struct {
  const PublisherAddress *node;
  PlatformCli *cli;
  char *list;             /* the answer to "utils service list", or NULL */
  GString *restarted;     /* names, with commas between them */
  GString *not_activated; /* likewise */
} NodeRestart;

static void
append_name(GString *names, const char *name)
{
  g_string_append_printf(names, "%s%s", names->len > 0 ? ", " : "", name);
}

/* FALSE when the session broke; a node may refuse the command without harm. */
static gboolean
ask_which(NodeRestart *restart, GCancellable *cancellable, GError **error)
{
  g_autoptr(GError) refusal = NULL;
  restart->list =
      platform_cli_run(restart->cli, "utils service list", PLATFORM_CLI_NO, cancellable, &refusal);
  if (restart->list != NULL || g_error_matches(refusal, CTL_ERROR, CTL_ERROR_REMOTE))
    return TRUE;
  g_propagate_error(error, g_steal_pointer(&refusal));
  return FALSE;
}

/* Only a service that the answer calls started was restarted. */
static gboolean
judge_answer(NodeRestart *restart, const char *service, const char *answer, GError **error)
{
  switch (platform_cli_parse_service(answer, service)) {
  case PLATFORM_SERVICE_STARTED:
    append_name(restart->restarted, service);
    return TRUE;
  case PLATFORM_SERVICE_NOT_ACTIVATED:
    append_name(restart->not_activated, service);
    return TRUE;
  case PLATFORM_SERVICE_NOT_STARTED:
  case PLATFORM_SERVICE_UNKNOWN:
    break;
  }
  g_autofree char *line = platform_cli_last_line(answer);
  g_set_error(
      error, CTL_ERROR, CTL_ERROR_REMOTE,
      _("Node %s does not say that %s was started again; its last words are \"%s\". Look at the service "
        "there, then give the same command again"),
      restart->node->host, service, line);
  return FALSE;
}

static gboolean
restart_service(NodeRestart *restart, const char *service, const MigrateRun *run, GError **error)
{
  if (restart->list != NULL &&
      platform_cli_parse_service(restart->list, service) == PLATFORM_SERVICE_NOT_ACTIVATED) {
    append_name(restart->not_activated, service);
    return TRUE;
  }
  g_autofree char *command = g_strconcat("utils service restart ", service, NULL);
  progress_step(run->progress, _("Restarting %s on %s"), service, restart->node->host);
  g_autofree char *answer = platform_cli_run(restart->cli, command, PLATFORM_CLI_NO, run->cancellable, error);
  return answer != NULL && judge_answer(restart, service, answer, error);
}

static gboolean
restart_all(NodeRestart *restart, const MigrateRun *run, GError **error)
{
  g_auto(GStrv) services = cluster_services_after(0);
  if (!ask_which(restart, run->cancellable, error))
    return FALSE;
  for (char **service = services; *service != NULL; service++)
    if (!restart_service(restart, *service, run, error))
      return FALSE;
  return TRUE;
}

/* A line for the node. The caller frees it. */
static char *
describe(const NodeRestart *restart)
{
  const char *host = restart->node->host;
  if (restart->not_activated->len == 0)
    return g_strdup_printf(_("%s: restarted %s."), host, restart->restarted->str);
  if (restart->restarted->len == 0)
    return g_strdup_printf(_("%s: nothing had to be restarted, since these are not activated there: %s."),
                           host, restart->not_activated->str);
  return g_strdup_printf(_("%s: restarted %s; not activated there, which is no failure: %s."), host,
                         restart->restarted->str, restart->not_activated->str);
}

/* What was done on NODE, as a line. The caller frees it; NULL with an error. */
static char *
restart_services(const Migration *migration, const PublisherAddress *node, const MigrateRun *run,
                 GError **error)
{
  g_autoptr(PlatformCli) cli =
      platform_cli_open(node, migration->setup->login, run->prompt, run->progress, run->cancellable, error);
  if (cli == NULL)
    return NULL;
  NodeRestart restart = {
      .node = node, .cli = cli, .restarted = g_string_new(NULL), .not_activated = g_string_new(NULL)};
  char *done = restart_all(&restart, run, error) ? describe(&restart) : NULL;
  g_string_free(restart.restarted, TRUE);
  g_string_free(restart.not_activated, TRUE);
  g_free(restart.list);
  return done;
}

static gboolean
confirm(const PublisherAddress *node, const MigrateRun *run, GError **error)
{
  g_autofree char *services = cluster_services_describe(0);
  g_autofree char *message =
      /* TRANSLATORS: a question; the question mark is added. */
      g_strdup_printf(_("Restart %s on %s now"), services, node->host);
  return migrate_confirm(run, message, _(RESTART_DETAIL), error);
}

/* One node at a time, each with a yes; those that are done are remembered. */
static gboolean
restart_nodes(Migration *migration, const MigrateRun *run, GError **error)
{
  for (guint i = 0; i < migration->setup->cli_nodes->len; i++) {
    const PublisherAddress *node = g_ptr_array_index(migration->setup->cli_nodes, i);
    if (g_hash_table_contains(migration->restarted, node->host))
      continue;
    char *done = confirm(node, run, error) ? restart_services(migration, node, run, error) : NULL;
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
  if (!migration->setup->restart && !migration->setup->restarted) {
    g_autofree char *commands = cluster_services_describe_commands(0);
    step->to_do = g_strdup_printf(_("On each node that runs them, one node at a time: %s."), commands);
    step->state = MIGRATE_WAITING;
    return TRUE;
  }
  if (migration->setup->restart && !restart_nodes(migration, run, error))
    return FALSE;
  step->found = migration->setup->restart ? describe_all(migration)
                                          : g_strdup(_("The services were restarted elsewhere."));
  step->state = MIGRATE_DONE;
  return TRUE;
}
