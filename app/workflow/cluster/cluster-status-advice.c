/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/cluster/cluster-status.h"

#include "app/workflow/cluster/node-facts-text.h"
#include "app/workflow/judge/judge-node.h"
#include "app/workflow/nodes/cluster-services.h"

#include <glib/gi18n.h>

/* What an administrator has to do about the state of a cluster. */

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
  if (node->other_mode)
    add(advice,
        _("%s says that the cluster is in %s mode, %s that it is in %s mode: check the database "
          "replication."),
        node->host, cluster_mode_text(node->mode), first->host, cluster_mode_text(first->mode));
  if (node->other_list)
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

static void
add_unknown_advice(GPtrArray *advice, const NodeStatus *node)
{
  if (node->error == NULL && node->mode == CLUSTER_MODE_UNKNOWN)
    add(advice,
        _("%s does not say in which security mode the cluster is, so it is not known whether its list fits."),
        node->host);
  if (node->error == NULL && !node_status_knows_list(node))
    add(advice,
        _("%s does not say the checksum of its list (show ctl), so it is not known which list it holds."),
        node->host);
}

/* Sources: what phones ask for, Security Guide 12.5(1)SU1, "CTL Client Setup"; how a list comes to stand in a
 * non-secure cluster, TN118893. That phones cannot register encrypted is deduced. */
static void
add_mode_advice(GPtrArray *advice, const NodeStatus *node, const NodeStatus *first)
{
  gboolean told = node != first && (node->other_mode || !node->other_list);
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

/* The first node that answered, or NULL. */
static const NodeStatus *
find_first(const ClusterStatus *status)
{
  for (guint i = 0; i < status->nodes->len; i++)
    if (((const NodeStatus *)g_ptr_array_index(status->nodes, i))->error == NULL)
      return g_ptr_array_index(status->nodes, i);
  return NULL;
}

GPtrArray *
cluster_status_get_to_do(const ClusterStatus *status)
{
  const NodeStatus *first = find_first(status);
  GPtrArray *advice = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < status->nodes->len; i++) {
    const NodeStatus *node = g_ptr_array_index(status->nodes, i);
    add_node_advice(advice, node, first != NULL ? first : node);
    add_mode_advice(advice, node, first != NULL ? first : node);
    add_unknown_advice(advice, node);
    node_facts_add_advice(advice, node);
  }
  if (first != NULL && first->mode == CLUSTER_MODE_MIXED && !first->ctl.found)
    add(advice, _("No CTL File exists on the server but the Call Manager Cluster Security Mode is in Secure "
                  "Mode: create one and push it."));
  add_cluster_advice(advice, status);
  return advice;
}

char *
cluster_status_describe_release(const ClusterStatus *status)
{
  const NodeStatus *first = find_first(status);
  if (first == NULL || first->version == NULL || platform_cli_version_supports_tokens(first->version))
    return NULL;
  g_autofree char *words = judge_describe_release(first->version);
  return g_strdup_printf("%s.", words);
}

GPtrArray *
cluster_status_describe_others(const ClusterStatus *status)
{
  GPtrArray *sentences = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < status->others->len; i++)
    add(sentences,
        _("%s runs another product than Unified CM (show network cluster) and serves no lists: it is left "
          "out; take it out of the publisher's nodes."),
        (const char *)g_ptr_array_index(status->others, i));
  return sentences;
}

GPtrArray *
cluster_status_get_advice(const ClusterStatus *status)
{
  GPtrArray *advice = cluster_status_get_to_do(status);
  g_ptr_array_extend_and_steal(advice, cluster_status_describe_others(status));
  char *release = cluster_status_describe_release(status);
  if (release != NULL)
    g_ptr_array_add(advice, release);
  return advice;
}
