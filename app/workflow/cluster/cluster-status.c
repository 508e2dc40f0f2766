/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/cluster/cluster-status.h"

#include "app/base/error.h"
#include "app/publisher/cli/platform-cli.h"
#include "app/workflow/judge/judge-node.h"
#include "app/workflow/nodes/cluster-services.h"
#include "app/workflow/nodes/node-round.h"

#include <glib/gi18n.h>

/* What the threads share. */
typedef struct {
  const ClusterStatusRequest *request;
  ClusterStatus *status;
} Asking;

static void
node_status_free(gpointer data)
{
  NodeStatus *node = data;
  g_free(node->host);
  g_clear_error(&node->error);
  g_free(node->warnings);
  g_free(node->version);
  platform_list_facts_clear(&node->ctl);
  served_list_clear(&node->served);
  g_free(node);
}

void
cluster_status_free(ClusterStatus *status)
{
  if (status == NULL)
    return;
  g_ptr_array_unref(status->nodes);
  g_ptr_array_unref(status->unasked);
  g_ptr_array_unref(status->unread);
  g_free(status);
}

static NodeStatus *
node_status_new(const PublisherAddress *address)
{
  NodeStatus *node = g_new0(NodeStatus, 1);
  node->host = g_strdup(address->host);
  node->mode = CLUSTER_MODE_UNKNOWN;
  node->ctl.len = -1;
  return node;
}

static ClusterStatus *
status_new(const GPtrArray *addresses)
{
  ClusterStatus *status = g_new0(ClusterStatus, 1);
  status->nodes = g_ptr_array_new_with_free_func(node_status_free);
  status->unasked = g_ptr_array_new_with_free_func(g_free);
  status->unread = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < addresses->len; i++)
    g_ptr_array_add(status->nodes, node_status_new(g_ptr_array_index(addresses, i)));
  return status;
}

static gboolean
ask_list(PlatformCli *cli, NodeStatus *node, GCancellable *cancellable, GError **error)
{
  g_autofree char *text = platform_cli_run(cli, "show ctl", PLATFORM_CLI_NO, cancellable, error);
  if (text == NULL)
    return FALSE;
  if (platform_cli_parse_list(text, &node->ctl))
    return TRUE;
  g_set_error(error, CTL_ERROR, CTL_ERROR_REMOTE, _("Node %s: the answer to \"show ctl\" makes no sense"),
              node->host);
  return FALSE;
}

static gboolean
ask_mode(PlatformCli *cli, NodeStatus *node, GCancellable *cancellable, GError **error)
{
  g_autofree char *text = platform_cli_run(cli, PLATFORM_CLI_ASK_MODE, PLATFORM_CLI_NO, cancellable, error);
  node->mode = text != NULL ? platform_cli_parse_mode(text) : CLUSTER_MODE_UNKNOWN;
  return text != NULL;
}

/* A command that a node may refuse without harm; NULL then as well. FALSE when the session broke. */
static gboolean
ask_optional(PlatformCli *cli, const char *command, char **text, GCancellable *cancellable, GError **error)
{
  g_autoptr(GError) refusal = NULL;
  *text = platform_cli_run(cli, command, PLATFORM_CLI_NO, cancellable, &refusal);
  if (*text != NULL || g_error_matches(refusal, CTL_ERROR, CTL_ERROR_REMOTE))
    return TRUE;
  g_propagate_error(error, g_steal_pointer(&refusal));
  return FALSE;
}

static gboolean
ask_version(PlatformCli *cli, NodeStatus *node, GCancellable *cancellable, GError **error)
{
  g_autofree char *text = NULL;
  if (!ask_optional(cli, "show version active", &text, cancellable, error))
    return FALSE;
  node->version = text != NULL ? platform_cli_parse_version(text) : NULL;
  return TRUE;
}

static gboolean
is_asked(const GPtrArray *addresses, const PlatformNode *node)
{
  for (guint i = 0; i < addresses->len; i++)
    if (platform_node_is(node, ((const PublisherAddress *)g_ptr_array_index(addresses, i))->host))
      return TRUE;
  return FALSE;
}

static gboolean
is_host(const GPtrArray *addresses, const char *name)
{
  for (guint i = 0; i < addresses->len; i++)
    if (g_ascii_strcasecmp(((const PublisherAddress *)g_ptr_array_index(addresses, i))->host, name) == 0)
      return TRUE;
  return FALSE;
}

/* Where the publisher does not tell its nodes, its database has their names and nothing else. */
static gboolean
ask_names(PlatformCli *cli, ClusterStatus *status, GCancellable *cancellable, GError **error)
{
  g_autofree char *text = NULL;
  if (!ask_optional(cli, PLATFORM_CLI_ASK_NODES, &text, cancellable, error))
    return FALSE;
  g_auto(GStrv) names = platform_cli_parse_node_names(text != NULL ? text : "");
  for (char **name = names; *name != NULL; name++)
    g_ptr_array_add(status->unread, g_strdup(*name));
  status->unknown = *names == NULL;
  return TRUE;
}

static void
drop_asked(GPtrArray *names, const GPtrArray *addresses)
{
  for (guint i = names->len; i-- > 0;)
    if (is_host(addresses, g_ptr_array_index(names, i)))
      g_ptr_array_remove_index(names, i);
}

/* Which nodes the cluster has besides those that are asked. */
static gboolean
ask_others(PlatformCli *cli, const GPtrArray *addresses, ClusterStatus *status, GCancellable *cancellable,
           GError **error)
{
  g_autofree char *text = NULL;
  if (!ask_optional(cli, "show network cluster", &text, cancellable, error))
    return FALSE;
  g_autoptr(GPtrArray) nodes = platform_cli_parse_cluster(text != NULL ? text : "", status->unread);
  for (guint i = 0; i < nodes->len; i++) {
    const PlatformNode *node = g_ptr_array_index(nodes, i);
    if (node->is_callmanager && !is_asked(addresses, node))
      g_ptr_array_add(status->unasked, g_strdup(node->name));
  }
  gboolean done = nodes->len + status->unread->len > 0 || ask_names(cli, status, cancellable, error);
  drop_asked(status->unread, addresses);
  return done;
}

/* What phones are served is told where it can be had; that it cannot is no failure of the node. */
static void
ask_served(const AddressBookEntry *publisher, const NodeTurn *turn, NodeStatus *node)
{
  if (publisher == NULL)
    return;
  progress_step(turn->progress, _("Reading what %s serves to phones"), node->host);
  served_list_ask(&node->served, publisher, node->host, turn->cancellable);
  node->stale = node->served.by != NULL && node->ctl.found && g_strcmp0(node->served.md5, node->ctl.md5) != 0;
}

static void
keep_warnings(PlatformCli *cli, NodeStatus *node)
{
  const GPtrArray *warnings = platform_cli_get_warnings(cli);
  g_autoptr(GString) text = g_string_new(NULL);
  for (guint i = 0; i < warnings->len; i++)
    g_string_append_printf(text, "%s%s", i > 0 ? "; " : "", (const char *)g_ptr_array_index(warnings, i));
  node->warnings = text->len > 0 ? g_strdup(text->str) : NULL;
}

/* What the node's platform CLI says; only the publisher's turn touches what belongs to no node. */
static gboolean
ask_cli(const Asking *asking, const NodeTurn *turn, NodeStatus *node, GError **error)
{
  const PublisherAddress *address = g_ptr_array_index(asking->request->nodes, turn->index);
  GCancellable *cancellable = turn->cancellable;
  g_autoptr(PlatformCli) cli =
      platform_cli_open(address, asking->request->login, turn->prompt, turn->progress, cancellable, error);
  if (cli == NULL)
    return FALSE;
  progress_step(turn->progress, _("Asking %s"), address->host);
  keep_warnings(cli, node);
  return ask_list(cli, node, cancellable, error) && ask_mode(cli, node, cancellable, error) &&
         ask_version(cli, node, cancellable, error) &&
         (turn->index > 0 || ask_others(cli, asking->request->nodes, asking->status, cancellable, error));
}

static gboolean
on_node(const NodeTurn *turn, gpointer user_data, GError **error)
{
  const Asking *asking = user_data;
  NodeStatus *node = g_ptr_array_index(asking->status->nodes, turn->index);
  if (!ask_cli(asking, turn, node, error))
    return FALSE;
  ask_served(asking->request->publisher, turn, node);
  return TRUE;
}

static gboolean
same_list(const PlatformListFacts *one, const PlatformListFacts *other)
{
  return one->found == other->found && one->len == other->len && g_strcmp0(one->md5, other->md5) == 0 &&
         g_strcmp0(one->sha1, other->sha1) == 0;
}

static void
compare(ClusterStatus *status)
{
  const NodeStatus *first = NULL;
  status->same = TRUE;
  for (guint i = 0; i < status->nodes->len; i++) {
    NodeStatus *node = g_ptr_array_index(status->nodes, i);
    if (node->error == NULL && first == NULL)
      first = node;
    node->differs = node->error == NULL &&
                    (node->mode != first->mode || !same_list(&node->ctl, &first->ctl) || node->stale);
    status->same = status->same && node->error == NULL && !node->differs;
  }
}

ClusterStatus *
cluster_status_ask(const ClusterStatusRequest *request, CtlPrompt *prompt, const Progress *progress,
                   GCancellable *cancellable, GError **error)
{
  g_autoptr(ClusterStatus) status = status_new(request->nodes);
  const NodeRound round = {.prompt = prompt, .progress = progress, .cancellable = cancellable};
  Asking asking = {.request = request, .status = status};
  g_autofree GError **errors = g_new0(GError *, request->nodes->len);
  node_round_run(&round, request->nodes->len, on_node, &asking, errors);
  for (guint i = 0; i < request->nodes->len; i++)
    ((NodeStatus *)g_ptr_array_index(status->nodes, i))->error = errors[i];
  if (ctl_cancelled(cancellable, error))
    return NULL;
  compare(status);
  return g_steal_pointer(&status);
}

gboolean
cluster_status_check(const ClusterStatus *status, GError **error)
{
  g_autofree const GError **errors = g_new0(const GError *, status->nodes->len);
  for (guint i = 0; i < status->nodes->len; i++)
    errors[i] = ((const NodeStatus *)g_ptr_array_index(status->nodes, i))->error;
  return node_errors_check(errors, status->nodes->len, error);
}

gboolean
cluster_status_is_whole(const ClusterStatus *status)
{
  return status->unasked->len == 0 && status->unread->len == 0 && !status->unknown;
}

/* Source: the format page, "non-secure mode": a list for it has no certificate in the records of TFTP
 * servers. What is not shown counts for neither. */
gboolean
node_status_is_for_other_mode(const NodeStatus *node)
{
  if (node->error != NULL || node->ctl.n_servers == 0)
    return FALSE;
  return node->mode == CLUSTER_MODE_MIXED
             ? node->ctl.n_certificates == 0
             : node->mode == CLUSTER_MODE_NON_SECURE && node->ctl.n_certificates > 0;
}

gboolean
cluster_status_is_well(const ClusterStatus *status)
{
  for (guint i = 0; i < status->nodes->len; i++)
    if (node_status_is_for_other_mode(g_ptr_array_index(status->nodes, i)))
      return FALSE;
  return status->same && cluster_status_is_whole(status);
}

const char *
cluster_mode_get_word(ClusterMode mode)
{
  switch (mode) {
  case CLUSTER_MODE_NON_SECURE:
    return "non-secure";
  case CLUSTER_MODE_MIXED:
    return "mixed";
  case CLUSTER_MODE_UNKNOWN:
    break;
  }
  return "unknown";
}

const char *
cluster_mode_text(ClusterMode mode)
{
  switch (mode) {
  case CLUSTER_MODE_NON_SECURE:
    return C_("mode", "non-secure");
  case CLUSTER_MODE_MIXED:
    return C_("mode", "mixed");
  case CLUSTER_MODE_UNKNOWN:
    break;
  }
  return C_("mode", "unknown");
}

static void add(GPtrArray *advice, const char *format, ...) G_GNUC_PRINTF(2, 3);
static void
add(GPtrArray *advice, const char *format, ...)
{
  va_list args;
  va_start(args, format);
  g_ptr_array_add(advice, g_strdup_vprintf(format, args));
  va_end(args);
}

static void
add_node_advice(GPtrArray *advice, const NodeStatus *node, const NodeStatus *first)
{
  g_autofree char *services = cluster_services_describe(0);
  if (node->error != NULL) {
    add(advice, _("%s could not be asked: %s."), node->host, node->error->message);
    return;
  }
  if (node->mode != first->mode)
    add(advice,
        _("%s says that the cluster is in %s mode, %s that it is in %s mode: check the database "
          "replication."),
        node->host, cluster_mode_text(node->mode), first->host, cluster_mode_text(first->mode));
  if (!same_list(&node->ctl, &first->ctl))
    add(advice,
        node->ctl.found
            ? _("%s serves another list than the publisher: push the list to it, then restart "
                "%s on it and reset its phones.")
            : _("%s has no list: push the list to it, then restart %s on it and reset its phones."),
        node->host, services);
  else if (node->stale)
    add(advice,
        _("%s still serves another list to phones (MD5 %s by %s) than it holds: restart %s on it and reset "
          "its "
          "phones."),
        node->host, node->served.md5, node->served.by, services);
  if (node->ctl.found && !node->ctl.verified)
    add(advice, _("%s does not accept its own list (its verification failed): push a list that verifies."),
        node->host);
}

/* Sources: what phones ask for, Security Guide 12.5(1)SU1, "CTL Client Setup"; how a list comes to stand in a
 * non-secure cluster, TN118893. That phones cannot register encrypted is deduced. */
static void
add_mode_advice(GPtrArray *advice, const NodeStatus *node, const NodeStatus *first)
{
  gboolean told = node != first && (node->mode != first->mode || same_list(&node->ctl, &first->ctl));
  if (told || !node_status_is_for_other_mode(node))
    return;
  if (node->mode == CLUSTER_MODE_MIXED)
    add(advice,
        _("The cluster is in mixed mode, and the list on %s is one for non-secure mode, without certificates "
          "of "
          "TFTP servers: phones that hold it and no ITL ask for unsigned files, and none can register with "
          "encryption. "
          "Push a "
          "list with the servers' certificates."),
        node->host);
  else
    add(advice,
        _("The cluster is in non-secure mode, and the list on %s has certificates of TFTP servers: phones "
          "that "
          "hold it ask for signed files. It was left there when the mode was changed, or pushed since; push "
          "a list "
          "for non-secure mode (build --non-secure), or set the cluster to mixed mode."),
        node->host);
}

static void
add_cluster_advice(GPtrArray *advice, const ClusterStatus *status)
{
  for (guint i = 0; i < status->unasked->len; i++)
    add(advice, _("%s belongs to the cluster and was not asked; add it to the publisher's nodes."),
        (const char *)g_ptr_array_index(status->unasked, i));
  for (guint i = 0; i < status->unread->len; i++)
    add(advice,
        _("%s belongs to the cluster, and the publisher does not say whether it runs CallManager or TFTP: "
          "find out "
          "which list it has, and add it to the publisher's nodes."),
        (const char *)g_ptr_array_index(status->unread, i));
  if (status->unknown)
    add(advice,
        _("The publisher does not say which nodes the cluster has (show network cluster), so others than "
          "these may hold another list."));
}

GPtrArray *
cluster_status_get_advice(const ClusterStatus *status)
{
  const NodeStatus *first = NULL;
  GPtrArray *advice = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < status->nodes->len; i++) {
    const NodeStatus *node = g_ptr_array_index(status->nodes, i);
    first = first == NULL && node->error == NULL ? node : first;
    add_node_advice(advice, node, first != NULL ? first : node);
    add_mode_advice(advice, node, first != NULL ? first : node);
  }
  if (first != NULL && first->mode == CLUSTER_MODE_MIXED && !first->ctl.found)
    add(advice, _("No CTL File exists on the server but the Call Manager Cluster Security Mode is in Secure "
                  "Mode: create one and push it."));
  if (first != NULL && first->version != NULL && !platform_cli_version_supports_tokens(first->version)) {
    g_autofree char *words = judge_describe_release(first->version);
    add(advice, "%s.", words);
  }
  add_cluster_advice(advice, status);
  return advice;
}
