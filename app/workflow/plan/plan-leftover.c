/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The records of today's list that are none of those that it should have. What is not certainly of no use any
 * more stays. */
#include "app/workflow/plan/plan-match.h"

#include <glib/gi18n.h>

/* TRUE for a SAST record of a certificate that one of the nodes has. */
static gboolean
is_own_server(const Planning *planning, guint index)
{
  g_autoptr(X509) held = plan_dup_certificate(planning, index);
  for (guint i = 0; held != NULL && i < planning->nodes->len; i++) {
    const NodeStatus *node = g_array_index(planning->nodes, PlanNode, i).status;
    for (guint unit = 0; node != NULL && unit < OWN_N_UNITS; unit++)
      if (node->own.units[unit].certificate != NULL &&
          X509_NAME_cmp(X509_get_subject_name(held),
                        X509_get_subject_name(node->own.units[unit].certificate)) == 0)
        return TRUE;
  }
  return FALSE;
}

/* Certificates of servers are, unless a CA signed them; those of tokens never are. */
static gboolean
is_self_signed(const Planning *planning, guint index)
{
  g_autoptr(X509) held = plan_dup_certificate(planning, index);
  return held != NULL && X509_NAME_cmp(X509_get_subject_name(held), X509_get_issuer_name(held)) == 0;
}

static void
decide_sast(Planning *planning, guint index)
{
  const PlanNode *publisher = planning->nodes->len > 0 ? &g_array_index(planning->nodes, PlanNode, 0) : NULL;
  const char *version = publisher != NULL && publisher->status != NULL ? publisher->status->version : NULL;
  gboolean named = planning->question->tokens != NULL;
  if (plan_is_token(planning, index)) {
    plan_add_record(planning, named ? PLAN_REMOVE : PLAN_KEEP, index,
                    named ? g_strdup(_("the token is not one of those that were named")) : NULL);
    return;
  }
  if (named && !is_own_server(planning, index) && !is_self_signed(planning, index)) {
    PlanRecord *record = plan_add_record(planning, PLAN_KEEP, index, g_strdup(_("whose it is is not known")));
    plan_tell(planning->plan->unknown,
              _("Whether record %u, %s, is a token's or a server's could not be determined; if it is a token "
                "that is lost, remove it (build --from --remove)."),
              record->old_number, record->label);
    return;
  }
  if (plan_has_tokens(planning) && is_own_server(planning, index) &&
      plan_servers_of_release(version) == PLAN_SERVERS_NONE) {
    plan_add_record(planning, PLAN_REMOVE, index,
                    g_strdup(_("lists of this release that tokens sign have no SAST records of servers")));
    return;
  }
  plan_add_record(planning, PLAN_KEEP, index, NULL);
}

/* Those that the cluster itself would write: of ASA firewalls (function CCM) and others it knows nothing. */
static gboolean
is_of_cluster(guint function)
{
  return function == FUNCTION_CCM_TFTP || function == FUNCTION_CAPF;
}

/* TRUE when the publisher has told each of its nodes with its address. */
static gboolean
all_are_known(const ClusterStatus *status)
{
  return status->members->len > 0 && status->unread->len == 0;
}

static gboolean
has_record(const Planning *planning, const PlanNode *node)
{
  for (guint i = 0; i < planning->traits->len; i++) {
    const RecordTraits *traits = record_traits_at(planning->traits, i);
    if (traits->function == FUNCTION_CCM_TFTP && plan_node_has_record(node, traits))
      return TRUE;
  }
  return FALSE;
}

/* A node whose certificates are not known and whose record cannot be found: it may stand under an address
 * that the node had before. NULL when there is none. */
static const PlanNode *
find_lost(const Planning *planning)
{
  for (guint i = 0; i < planning->nodes->len; i++) {
    const PlanNode *node = &g_array_index(planning->nodes, PlanNode, i);
    gboolean is_known = node->status != NULL && node->status->error == NULL;
    if (!is_known && !has_record(planning, node))
      return node;
  }
  return NULL;
}

/* The node whose record it is, when that has told nothing; NULL when it has, or there is none. */
static const PlanNode *
find_silent(const Planning *planning, const RecordTraits *traits)
{
  const PlanNode *silent = NULL;
  for (guint i = 0; i < planning->nodes->len; i++) {
    const PlanNode *node = &g_array_index(planning->nodes, PlanNode, i);
    if (!plan_node_has_record(node, traits))
      continue;
    if (node->status != NULL && node->status->error == NULL)
      return NULL;
    silent = node;
  }
  return silent;
}

static void
keep_of_node(Planning *planning, guint index, const PlanNode *silent)
{
  const char *reason = silent == NULL           ? NULL
                       : silent->status == NULL ? _("its node was not asked")
                                                : _("its node could not be asked");
  plan_add_record(planning, PLAN_KEEP, index, g_strdup(reason))->not_compared = silent != NULL;
}

static void
decide_server(Planning *planning, guint index)
{
  const RecordTraits *traits = record_traits_at(planning->traits, index);
  if (!is_of_cluster(traits->function) || plan_nodes_have_record(planning->nodes, traits)) {
    keep_of_node(planning, index, is_of_cluster(traits->function) ? find_silent(planning, traits) : NULL);
    return;
  }
  const PlanNode *lost = find_lost(planning);
  if (lost != NULL) {
    plan_add_record(planning, PLAN_KEEP, index,
                    g_strdup_printf(_("no node has this name or address, but nothing is known of %s, whose "
                                      "record it may be"),
                                    plan_node_get_name(lost)));
    return;
  }
  if (all_are_known(planning->question->status)) {
    plan_add_record(planning, PLAN_REMOVE, index,
                    g_strdup(_("no node of the cluster has this name or address")));
    return;
  }
  PlanRecord *record =
      plan_add_record(planning, PLAN_KEEP, index, g_strdup(_("whether such a node is there is not known")));
  plan_tell(planning->plan->unknown,
            _("Whether the cluster still has the node of %s could not be determined."), record->label);
}

/* The record that has the certificate of today of what record INDEX, which has another one, is of. NULL:
 * there is none. */
static const PlanWanted *
find_successor(const Planning *planning, guint index)
{
  const RecordTraits *traits = record_traits_at(planning->traits, index);
  for (guint i = 0; i < planning->wanted->len; i++) {
    const PlanWanted *wanted = g_ptr_array_index(planning->wanted, i);
    if (wanted->index != RECORD_NONE && traits->certificate != NULL && !plan_holds(planning, index, wanted) &&
        plan_is_same_thing(planning, index, wanted))
      return wanted;
  }
  return NULL;
}

static void
remove_older(Planning *planning, guint index, const PlanWanted *successor)
{
  plan_add_record(planning, PLAN_REMOVE, index,
                  g_strdup_printf(successor->node != NULL
                                      ? _("an older certificate of the server of record %u")
                                      : _("an older certificate of the token of record %u"),
                                  successor->index + 1));
}

void
plan_add_leftover(Planning *planning)
{
  for (guint i = 0; i < planning->traits->len; i++) {
    const PlanWanted *successor = planning->claimed[i] ? NULL : find_successor(planning, i);
    if (planning->claimed[i])
      continue;
    if (successor != NULL)
      remove_older(planning, i, successor);
    else if (record_traits_at(planning->traits, i)->function == FUNCTION_SAST)
      decide_sast(planning, i);
    else
      decide_server(planning, i);
  }
}
