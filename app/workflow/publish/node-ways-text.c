/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/publish/node-ways.h"

#include "app/base/error.h"
#include "app/workflow/nodes/node-round.h"

#include <glib/gi18n.h>

const char *
node_way_get_word(NodeWay way)
{
  static const char *const words[] = {
      [NODE_WAY_SFTP] = "sftp", [NODE_WAY_CLI] = "cli", [NODE_WAY_WEB] = "web", [NODE_WAY_SERVED] = "served"};
  return words[way];
}

const char *
node_way_get_title(NodeWay way)
{
  switch (way) {
  case NODE_WAY_SFTP:
    return _("SFTP");
  case NODE_WAY_CLI:
    return _("platform CLI");
  case NODE_WAY_WEB:
    return _("OS Administration");
  case NODE_WAY_SERVED:
    /* TRANSLATORS: as the others, what is tried on a node: reading what it serves to phones */
    return _("what phones get");
  }
  return NULL;
}

const char *
way_state_get_word(WayState state)
{
  static const char *const words[] = {[WAY_NOT_TRIED] = "not-tried",
                                      [WAY_WORKS] = "works",
                                      [WAY_REFUSED] = "refused",
                                      [WAY_NOT_REACHED] = "not-reached"};
  return words[state];
}

const char *
way_state_describe(WayState state)
{
  switch (state) {
  case WAY_NOT_TRIED:
    return C_("way into a node", "not tried");
  case WAY_WORKS:
    return C_("way into a node", "works");
  case WAY_REFUSED:
    return C_("way into a node", "refused");
  case WAY_NOT_REACHED:
    return C_("way into a node", "not reached");
  }
  return NULL;
}

const WayFound *
node_ways_get_own(const NodeWays *node)
{
  static const NodeWay ways[] = {[DELIVER_BY_SFTP] = NODE_WAY_SFTP,
                                 [DELIVER_BY_WEB] = NODE_WAY_WEB,
                                 [DELIVER_BY_HAND] = NODE_WAY_SERVED};
  return &node->ways[ways[node->address->way]];
}

static gboolean
works(const NodeWays *node, NodeWay way)
{
  return node->ways[way].state == WAY_WORKS;
}

/* The node lets nobody put a file there. A wrong password says nothing of that. */
static gboolean
takes_none(const NodeWays *node, NodeWay way)
{
  const WayFound *found = &node->ways[way];
  return (found->state == WAY_REFUSED && !g_error_matches(found->why, CTL_ERROR, CTL_ERROR_LOGIN_REFUSED)) ||
         found->state == WAY_NOT_REACHED;
}

/* FALSE: NODE does not tell. */
static gboolean
propose(const NodeWays *node, DeliveryWay *way)
{
  gboolean takes_no_file = takes_none(node, NODE_WAY_SFTP) && takes_none(node, NODE_WAY_WEB);
  *way = works(node, NODE_WAY_SFTP)  ? DELIVER_BY_SFTP
         : works(node, NODE_WAY_WEB) ? DELIVER_BY_WEB
                                     : DELIVER_BY_HAND;
  return *way != DELIVER_BY_HAND ||
         (takes_no_file && (works(node, NODE_WAY_CLI) || works(node, NODE_WAY_SERVED)));
}

gboolean
node_ways_propose(const GPtrArray *nodes, DeliveryWay *way)
{
  for (guint i = 0; i < nodes->len; i++)
    if (propose(g_ptr_array_index(nodes, i), way))
      return TRUE;
  return FALSE;
}

/* Why files do not get in: what its own way says, or else the refusal after which that was not tried. */
static const GError *
find_obstacle(const NodeWays *node)
{
  const WayFound *own = node_ways_get_own(node);
  for (gsize i = 0; own->state == WAY_NOT_TRIED && i < N_NODE_WAYS; i++)
    if (node->ways[i].state == WAY_REFUSED &&
        g_error_matches(node->ways[i].why, CTL_ERROR, CTL_ERROR_LOGIN_REFUSED))
      return node->ways[i].why;
  return own->why;
}

gboolean
node_ways_check(const GPtrArray *nodes, gboolean *all, GError **error)
{
  g_autofree const GError **errors = g_new0(const GError *, nodes->len);
  *all = TRUE;
  for (guint i = 0; i < nodes->len; i++) {
    const NodeWays *node = g_ptr_array_index(nodes, i);
    errors[i] = find_obstacle(node);
    *all = *all && node_ways_get_own(node)->state == WAY_WORKS;
  }
  return node_errors_check((const GError *const *)errors, nodes->len, error);
}

char *
node_ways_describe_proposal(const AddressBookEntry *entry, DeliveryWay way)
{
  if (way == entry->address->way)
    return g_strdup_printf(_("The saved way fits: %s."), delivery_way_get_word(way));
  switch (way) {
  case DELIVER_BY_SFTP:
    return g_strdup(_("SFTP works: save the publisher with --deliver sftp and the URL of the list there."));
  case DELIVER_BY_WEB:
    return g_strdup(_("OS Administration takes files and SFTP does not: save the publisher with --deliver "
                      "web."));
  case DELIVER_BY_HAND:
    return g_strdup(
        _("Neither SFTP nor OS Administration takes files with this account: save the publisher with "
          "--deliver hand, or with another user."));
  }
  return NULL;
}
