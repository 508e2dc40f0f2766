/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/plan/plan-list.h"

#include "app/base/error.h"
#include "app/trustlist/verify.h"
#include "app/workflow/list/list-file.h"

#include <glib/gi18n.h>

static TrustList *
read_list(GBytes *bytes, GError **error)
{
  g_autoptr(TrustList) list = trust_list_parse(bytes, error);
  return list != NULL && trust_list_verify(list, NULL, error) ? g_steal_pointer(&list) : NULL;
}

static gboolean
check_served(const NodeStatus *node, GError **error)
{
  if (node->served.bytes == NULL)
    g_set_error(
        error, CTL_ERROR, CTL_ERROR_REMOTE,
        _("Node %s has a list, and neither HTTP nor TFTP gives it; fetch it in another way and give it "
          "with --list FILE"),
        node->host);
  else if (!platform_list_facts_match(&node->ctl, node->served.md5, node->served.sha1))
    g_set_error(
        error, CTL_ERROR, CTL_ERROR_REMOTE,
        _("Node %s serves another list to phones than it holds (MD5 %s served, %s held); restart Cisco "
          "Tftp there, or give the list that it holds with --list FILE"),
        node->host, node->served.md5,
        node->ctl.md5 != NULL ? node->ctl.md5 : C_("fact of a list", "unknown"));
  else
    return TRUE;
  return FALSE;
}

gboolean
plan_find_list(const ClusterStatus *status, TrustList **list, GError **error)
{
  const NodeStatus *first = g_ptr_array_index(status->nodes, 0);
  *list = NULL;
  if (first->error != NULL) {
    g_propagate_error(error, g_error_copy(first->error));
    return FALSE;
  }
  if (!first->ctl.found)
    return TRUE;
  if (!check_served(first, error))
    return FALSE;
  *list = read_list(first->served.bytes, error);
  return *list != NULL;
}

TrustList *
plan_take_list(const ClusterStatus *status, GBytes *bytes, gboolean *other, GError **error)
{
  const NodeStatus *first = g_ptr_array_index(status->nodes, 0);
  g_autofree char *md5 = NULL;
  g_autofree char *sha1 = NULL;
  list_checksums(bytes, &md5, &sha1);
  *other = !platform_list_facts_match(&first->ctl, md5, sha1);
  return read_list(bytes, error);
}
