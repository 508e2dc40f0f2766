/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/cluster/cluster-status.h"

#include "app/base/error.h"
#include "app/publisher/cli/platform-cli.h"
#include "app/workflow/cluster/node-facts-text.h"
#include "app/workflow/nodes/node-logins.h"

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
  own_certificates_clear(&node->own);
  node_facts_clear(&node->facts);
  g_free(node);
}

void
cluster_status_free(ClusterStatus *status)
{
  if (status == NULL)
    return;
  g_ptr_array_unref(status->nodes);
  g_ptr_array_unref(status->members);
  g_ptr_array_unref(status->unasked);
  g_ptr_array_unref(status->unread);
  g_ptr_array_unref(status->others);
  g_strfreev(status->left_out);
  g_free(status);
}

static NodeStatus *
node_status_new(const PublisherAddress *address, gboolean is_publisher)
{
  NodeStatus *node = g_new0(NodeStatus, 1);
  node->host = g_strdup(address->host);
  node->is_publisher = is_publisher;
  node->mode = CLUSTER_MODE_UNKNOWN;
  node->ctl.len = -1;
  return node;
}

static ClusterStatus *
status_new(const ClusterStatusRequest *request)
{
  const GPtrArray *addresses = request->nodes;
  ClusterStatus *status = g_new0(ClusterStatus, 1);
  status->nodes = g_ptr_array_new_with_free_func(node_status_free);
  status->members = g_ptr_array_new_with_free_func((GDestroyNotify)platform_node_free);
  status->unasked = g_ptr_array_new_with_free_func(g_free);
  status->unread = g_ptr_array_new_with_free_func(g_free);
  status->others = g_ptr_array_new_with_free_func(g_free);
  status->left_out = g_strdupv((char **)request->left_out);
  for (guint i = 0; i < addresses->len; i++)
    g_ptr_array_add(status->nodes, node_status_new(g_ptr_array_index(addresses, i), i == 0));
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

static gboolean
ask_version(PlatformCli *cli, NodeStatus *node, GCancellable *cancellable, GError **error)
{
  g_autofree char *text = NULL;
  if (!platform_cli_ask(cli, "show version active", &text, cancellable, error))
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

gboolean
cluster_status_is_left_out(const ClusterStatus *status, const PlatformNode *member)
{
  for (char **host = status->left_out; host != NULL && *host != NULL; host++)
    if (platform_node_is(member, *host))
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
  if (!platform_cli_ask(cli, PLATFORM_CLI_ASK_NODES, &text, cancellable, error))
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

/* Only nodes of Unified CM have a list. */
static void
add_other(ClusterStatus *status, const GPtrArray *addresses, const PlatformNode *node)
{
  if (is_asked(addresses, node) || cluster_status_is_left_out(status, node))
    return;
  if (node->product == PLATFORM_PRODUCT_CALLMANAGER)
    g_ptr_array_add(status->unasked, g_strdup(node->name));
  else if (node->product == PLATFORM_PRODUCT_UNKNOWN)
    g_ptr_array_add(status->unread, g_strdup(node->name));
}

/* Which nodes the cluster has besides those that are asked. */
static gboolean
ask_others(PlatformCli *cli, const GPtrArray *addresses, ClusterStatus *status, GCancellable *cancellable,
           GError **error)
{
  g_autofree char *text = NULL;
  if (!platform_cli_ask(cli, "show network cluster", &text, cancellable, error))
    return FALSE;
  g_autoptr(GPtrArray) nodes = platform_cli_parse_cluster(text != NULL ? text : "", status->unread);
  for (guint i = 0; i < nodes->len; i++)
    add_other(status, addresses, g_ptr_array_index(nodes, i));
  g_ptr_array_extend_and_steal(status->members, g_steal_pointer(&nodes));
  gboolean done =
      status->members->len + status->unread->len > 0 || ask_names(cli, status, cancellable, error);
  drop_asked(status->unread, addresses);
  return done;
}

/* Nothing is said where the node tells no checksum. */
static gboolean
is_stale(const NodeStatus *node)
{
  return node->served.by != NULL && node->ctl.found && (node->ctl.md5 != NULL || node->ctl.sha1 != NULL) &&
         !platform_list_facts_match(&node->ctl, node->served.md5, node->served.sha1);
}

/* What phones are served is told where it can be had; that it cannot is no failure of the node. */
static void
ask_served(const AddressBookEntry *entry, const NodeTurn *turn, NodeStatus *node)
{
  if (entry == NULL)
    return;
  progress_step(turn->progress, _("Reading what %s serves to phones"), node->host);
  served_list_ask(&node->served, entry, node->host, turn->cancellable);
  node->stale = is_stale(node);
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
         (!asking->request->certificates || own_certificates_ask(&node->own, cli, cancellable, error)) &&
         (!asking->request->facts ||
          node_facts_ask_cli(&node->facts, cli, turn->index == 0, cancellable, error)) &&
         (turn->index > 0 || ask_others(cli, asking->request->nodes, asking->status, cancellable, error));
}

static void
ask_facts(const ClusterStatusRequest *request, const NodeTurn *turn, NodeStatus *node)
{
  if (!request->facts)
    return;
  progress_step(turn->progress, _("Asking the services of %s"), node->host);
  node_facts_ask_services(&node->facts, request->entry, node->host, &node->own, request->old_tls,
                          turn->cancellable);
}

static gboolean
on_node(const NodeTurn *turn, gpointer user_data, GError **error)
{
  const Asking *asking = user_data;
  NodeStatus *node = g_ptr_array_index(asking->status->nodes, turn->index);
  if (!ask_cli(asking, turn, node, error))
    return FALSE;
  ask_served(asking->request->entry, turn, node);
  ask_facts(asking->request, turn, node);
  return TRUE;
}

static gboolean
same_list(const PlatformListFacts *one, const PlatformListFacts *other)
{
  return one->found == other->found && one->len == other->len && g_strcmp0(one->md5, other->md5) == 0 &&
         g_strcmp0(one->sha1, other->sha1) == 0;
}

gboolean
node_status_knows_list(const NodeStatus *node)
{
  return !node->ctl.found || node->ctl.md5 != NULL || node->ctl.sha1 != NULL;
}

gboolean
node_status_is_determined(const NodeStatus *node)
{
  return node->error != NULL || (node->mode != CLUSTER_MODE_UNKNOWN && node_status_knows_list(node));
}

/* What is not known is not another. */
static void
compare_node(NodeStatus *node, const NodeStatus *first)
{
  node->other_mode =
      node->mode != first->mode && node->mode != CLUSTER_MODE_UNKNOWN && first->mode != CLUSTER_MODE_UNKNOWN;
  node->other_list =
      node_status_knows_list(node) && node_status_knows_list(first) && !same_list(&node->ctl, &first->ctl);
  node->differs = node->other_mode || node->other_list || node->stale;
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
    if (node->error == NULL)
      compare_node(node, first);
    status->same = status->same && node->error == NULL && !node->differs && node_status_is_determined(node);
  }
}

static NodeLogin *
list_logins(const ClusterStatusRequest *request)
{
  NodeLogin *logins = g_new0(NodeLogin, request->nodes->len);
  for (guint i = 0; i < request->nodes->len; i++)
    logins[i] = (NodeLogin){g_ptr_array_index(request->nodes, i), request->login};
  return logins;
}

/* TRUE when the publisher says that HOST is a node, and that it runs another product than Unified CM. */
static gboolean
runs_other_product(const ClusterStatus *status, const char *host)
{
  for (guint i = 0; i < status->members->len; i++) {
    const PlatformNode *member = g_ptr_array_index(status->members, i);
    if (platform_node_is(member, host))
      return member->product != PLATFORM_PRODUCT_CALLMANAGER && member->product != PLATFORM_PRODUCT_UNKNOWN;
  }
  return FALSE;
}

/* Whatever such a node answers to questions about lists means nothing. The publisher is asked in any case. */
static void
set_others_apart(ClusterStatus *status)
{
  for (guint i = 1; i < status->nodes->len;) {
    const NodeStatus *node = g_ptr_array_index(status->nodes, i);
    if (!runs_other_product(status, node->host)) {
      i++;
      continue;
    }
    g_ptr_array_add(status->others, g_strdup(node->host));
    g_ptr_array_remove_index(status->nodes, i);
  }
}

ClusterStatus *
cluster_status_ask(const ClusterStatusRequest *request, CtlPrompt *prompt, const Progress *progress,
                   GCancellable *cancellable, GError **error)
{
  g_autoptr(ClusterStatus) status = status_new(request);
  const NodeRound round = {.prompt = prompt, .progress = progress, .cancellable = cancellable};
  Asking asking = {.request = request, .status = status};
  g_autofree GError **errors = g_new0(GError *, request->nodes->len);
  g_autofree NodeLogin *logins = list_logins(request);
  node_logins_run(&round, logins, request->nodes->len, on_node, &asking, errors);
  for (guint i = 0; i < request->nodes->len; i++)
    ((NodeStatus *)g_ptr_array_index(status->nodes, i))->error = errors[i];
  if (ctl_cancelled(cancellable, error))
    return NULL;
  set_others_apart(status);
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

static void
add_undetermined_of_node(GPtrArray *facts, const NodeStatus *node)
{
  if (node->error == NULL && node->mode == CLUSTER_MODE_UNKNOWN)
    g_ptr_array_add(facts, g_strdup_printf(_("the security mode on %s"), node->host));
  if (node->error == NULL && !node_status_knows_list(node))
    g_ptr_array_add(facts, g_strdup_printf(_("the list on %s"), node->host));
}

/* What could not be determined (of char *), empty when all could. */
static GPtrArray *
list_undetermined(const ClusterStatus *status)
{
  GPtrArray *facts = g_ptr_array_new_with_free_func(g_free);
  /* TRANSLATORS: this and the next ones are parts of "What could not be determined of the cluster of ...:
   * ..." */
  if (status->unknown)
    g_ptr_array_add(facts, g_strdup(_("which nodes it has")));
  for (guint i = 0; i < status->unread->len; i++)
    g_ptr_array_add(facts,
                    g_strdup_printf(_("what %s runs"), (const char *)g_ptr_array_index(status->unread, i)));
  for (guint i = 0; i < status->nodes->len; i++)
    add_undetermined_of_node(facts, g_ptr_array_index(status->nodes, i));
  return facts;
}

gboolean
cluster_status_check_determined(const ClusterStatus *status, GError **error)
{
  g_autoptr(GPtrArray) facts = list_undetermined(status);
  if (facts->len == 0)
    return TRUE;
  g_ptr_array_add(facts, NULL);
  g_autofree char *text = g_strjoinv("; ", (char **)facts->pdata);
  g_set_error(error, CTL_ERROR, CTL_ERROR_REMOTE, _("What could not be determined of the cluster of %s: %s"),
              ((const NodeStatus *)g_ptr_array_index(status->nodes, 0))->host, text);
  return FALSE;
}

gboolean
cluster_status_is_whole(const ClusterStatus *status)
{
  const NodeStatus *publisher = g_ptr_array_index(status->nodes, 0); /* who alone tells of the others */
  return publisher->error == NULL && status->unasked->len == 0 && status->unread->len == 0 &&
         !status->unknown;
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
    if (node_status_is_for_other_mode(g_ptr_array_index(status->nodes, i)) ||
        !node_facts_are_well(g_ptr_array_index(status->nodes, i)))
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
