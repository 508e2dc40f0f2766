/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which nodes a cluster has, and which of them a record is of. */
#include "app/workflow/plan/plan-private.h"

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
    if (has_records(node.member))
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
  if (node->member != NULL)
    return node->member->address;
  g_autoptr(GInetAddress) literal = g_inet_address_new_from_string(node->status->host);
  gboolean dotted = literal != NULL && g_inet_address_get_family(literal) == G_SOCKET_FAMILY_IPV4;
  return dotted ? node->status->host : NULL;
}

gboolean
plan_node_has_record(const PlanNode *node, const RecordTraits *traits)
{
  const PlatformNode *member = node->member;
  if (node->status != NULL && record_traits_on_host(traits, node->status->host))
    return TRUE;
  return member != NULL &&
         (record_traits_on_host(traits, member->address) || record_traits_on_host(traits, member->name) ||
          (member->full_name != NULL && record_traits_on_host(traits, member->full_name)));
}

gboolean
plan_nodes_have_record(const GArray *nodes, const RecordTraits *traits)
{
  for (guint i = 0; i < nodes->len; i++)
    if (plan_node_has_record(&g_array_index(nodes, PlanNode, i), traits))
      return TRUE;
  return FALSE;
}
