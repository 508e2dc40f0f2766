/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which nodes a cluster has, and which of them a record is of. */
#include "app/workflow/plan/plan-private.h"

#include <string.h>

static const PlatformNode *
find_member(const ClusterStatus *status, const char *host)
{
  for (guint i = 0; i < status->members->len; i++) {
    const PlatformNode *member = g_ptr_array_index(status->members, i);
    if (platform_node_is(member, host))
      return member;
  }
  return NULL;
}

/* The publisher may have been asked by an address that the cluster does not know, as behind NAT. */
static const PlatformNode *
find_publisher(const ClusterStatus *status)
{
  for (guint i = 0; i < status->members->len; i++) {
    const PlatformNode *member = g_ptr_array_index(status->members, i);
    if (member->role == PLATFORM_ROLE_PUBLISHER)
      return member;
  }
  return NULL;
}

static gboolean
has_records(const PlatformNode *member)
{
  return member == NULL || member->product == PLATFORM_PRODUCT_CALLMANAGER ||
         member->product == PLATFORM_PRODUCT_UNKNOWN;
}

static gboolean
is_listed(const GArray *nodes, const PlatformNode *member)
{
  for (guint i = 0; i < nodes->len; i++)
    if (g_array_index(nodes, PlanNode, i).member == member)
      return TRUE;
  return FALSE;
}

GArray *
plan_nodes_list(const ClusterStatus *status)
{
  GArray *nodes = g_array_new(FALSE, TRUE, sizeof(PlanNode));
  for (guint i = 0; i < status->nodes->len; i++) {
    const NodeStatus *asked = g_ptr_array_index(status->nodes, i);
    PlanNode node = {.status = asked, .member = find_member(status, asked->host)};
    if (i == 0 && node.member == NULL)
      node.member = find_publisher(status);
    gboolean again = node.member != NULL && is_listed(nodes, node.member); /* saved by name and by address */
    if (has_records(node.member) && !again)
      g_array_append_val(nodes, node);
  }
  for (guint i = 0; i < status->members->len; i++) {
    PlanNode node = {.member = g_ptr_array_index(status->members, i)};
    if (has_records(node.member) && !is_listed(nodes, node.member))
      g_array_append_val(nodes, node);
  }
  return nodes;
}

const char *
plan_node_get_name(const PlanNode *node)
{
  return node->status != NULL ? node->status->host : node->member->name;
}

const char *
plan_node_get_address(const PlanNode *node)
{
  const char *host = node->member != NULL ? node->member->address : node->status->host;
  g_autoptr(GInetAddress) literal = g_inet_address_new_from_string(host);
  gboolean dotted = literal != NULL && g_inet_address_get_family(literal) == G_SOCKET_FAMILY_IPV4;
  return dotted ? host : NULL;
}

/* A short name that the node is saved by may be another cluster's too, where the node has a full one. */
gboolean
plan_node_has_record(const PlanNode *node, const RecordTraits *traits)
{
  const PlatformNode *member = node->member;
  const char *name = member != NULL && member->full_name != NULL ? member->full_name
                     : member != NULL                            ? member->name
                                                                 : node->status->host;
  if (record_traits_on_host(traits, name) ||
      (member != NULL && record_traits_on_host(traits, member->address)))
    return TRUE;
  const char *saved = node->status != NULL ? node->status->host : NULL;
  return saved != NULL && strpbrk(saved, ".:") != NULL && record_traits_on_host(traits, saved);
}

gboolean
plan_nodes_have_record(const GArray *nodes, const RecordTraits *traits)
{
  for (guint i = 0; i < nodes->len; i++)
    if (plan_node_has_record(&g_array_index(nodes, PlanNode, i), traits))
      return TRUE;
  return FALSE;
}
