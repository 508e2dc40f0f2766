/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What there is to do and to know besides the records. Sources: that a tokenless list comes only after a list
 * that was made with tokens on 12.0(1) or later was loaded by every phone, Security Guide 12.5(1)SU1, "CTL
 * Client Setup", and 12.5(1)SU5, "Security Modes". */
#include "app/trustlist/token-issuer.h"
#include "app/workflow/cluster/node-facts-text.h"
#include "app/workflow/plan/plan-private.h"

#include <glib/gi18n.h>

void
plan_tell(GPtrArray *sentences, const char *format, ...)
{
  va_list args;
  va_start(args, format);
  g_ptr_array_add(sentences, g_strdup_vprintf(format, args));
  va_end(args);
}

gboolean
plan_is_token(const Planning *planning, guint index)
{
  const RecordTraits *traits = record_traits_at(planning->traits, index);
  if (traits->function != FUNCTION_SAST)
    return FALSE;
  g_autoptr(X509) held = plan_dup_certificate(planning, index);
  return held != NULL ? token_issuer_issued(held) : token_issuer_matches(traits->issuer);
}

gboolean
plan_has_tokens(const Planning *planning)
{
  if (planning->question->tokens != NULL)
    return planning->question->tokens->len > 0;
  for (guint i = 0; i < planning->traits->len; i++)
    if (plan_is_token(planning, i))
      return TRUE;
  return FALSE;
}

/* This program cannot make the list before that is done. */
static void
tell_first(Plan *plan, const char *sentence)
{
  plan_tell(plan->to_do, "%s", sentence);
  plan->first = g_ptr_array_index(plan->to_do, plan->to_do->len - 1);
}

static gint64
major_of(const char *version)
{
  return version != NULL ? g_ascii_strtoll(version, NULL, 10) : 0;
}

/* Source: TN118893, "Certificate Regeneration for Tokenless CTL Solution". */
static void
tell_renewal(const Planning *planning)
{
  if (plan_needs_list(planning->plan))
    tell_first(planning->plan,
               _("Only the cluster can sign a tokenless list: run \"utils ctl update CTLFile\" on the "
                 "publisher's platform CLI, then restart the services and reset the phones."));
}

static void
tell_tokenless(const Planning *planning, const PlanNode *publisher)
{
  const char *version = publisher->status != NULL ? publisher->status->version : NULL;
  if (!plan_has_tokens(planning)) {
    plan_tell(planning->plan->notes, _("The list has no token any more: the cluster is tokenless."));
    tell_renewal(planning);
    return;
  }
  plan_tell(planning->plan->to_do,
            _("To go tokenless, first publish this list, signed by a token that phones know, and wait until "
              "every phone has loaded it; then run \"utils ctl update CTLFile\" on the publisher's platform "
              "CLI, restart the services and reset the phones. A phone that has not loaded it by then has to "
              "ask TVS about the new signer, and one without Security by Default will refuse the tokenless "
              "list."));
  if (major_of(version) < 12)
    plan_tell(
        planning->plan->unknown,
        _("The guides describe this way for lists made on 12.0(1) or later only; whether it works on the "
          "release %s is not known."),
        version != NULL ? version : C_("version", "unknown"));
}

/* Sources: the command and that it makes a tokenless list, TN118893, "From Non-Secure Mode to Mixed Mode";
 * that it is there from 10.0(1) on, the same, "Background Information"; before that the CTL Client sets the
 * mode through the CTL Provider, Security Guide 12.5(1)SU1, "CTL Client Setup". */
static void
tell_mode(const Planning *planning, const NodeStatus *publisher)
{
  if (publisher->mode != CLUSTER_MODE_NON_SECURE || planning->question->list != NULL)
    return;
  if (publisher->version == NULL || major_of(publisher->version) >= 10)
    plan_tell(
        planning->plan->to_do,
        _("The cluster is in non-secure mode and has no list: first set it to mixed mode with \"utils ctl "
          "set-cluster mixed-mode\" on the publisher's platform CLI, which releases from 10.0(1) on have. "
          "The command makes a tokenless list; plan again after it, and publish the list that tokens "
          "sign in its place."));
  else
    plan_tell(
        planning->plan->to_do,
        _("The cluster is in non-secure mode and has no list, and the platform CLI of the release %s has "
          "no command to set the mode: only Cisco's CTL Client for Windows does it. Set it to mixed mode "
          "there."),
        publisher->version);
}

/* Sources: the refusal, Security Guide 12.5(1)SU1, "CTL Client Setup"; the licence of 11.5, TN118893,
 * "Requirements". The cluster cannot be asked for it beforehand. */
static void
tell_licence(const Planning *planning, const NodeStatus *publisher)
{
  gboolean has_to_run = publisher->mode == CLUSTER_MODE_NON_SECURE ||
                        (planning->question->goal == PLAN_TO_TOKENLESS &&
                         (plan_has_tokens(planning) || plan_needs_list(planning->plan)));
  if (has_to_run && plan_servers_of_release(publisher->version) == PLAN_SERVERS_BOTH)
    plan_tell(planning->plan->notes,
              _("The commands \"utils ctl set-cluster mixed-mode\" and \"utils ctl update CTLFile\" need a "
                "licence, and say so when they are refused: from 12.5 on the cluster has to be registered "
                "with a Smart or Virtual Account that allows export-controlled functionality, and from "
                "11.5(1)SU3 on mixed mode wants an encryption licence."));
}

static void
tell_release_and_others(const Planning *planning)
{
  char *release = cluster_status_describe_release(planning->question->status);
  if (release != NULL)
    g_ptr_array_add(planning->plan->notes, release);
  g_ptr_array_extend_and_steal(planning->plan->notes,
                               cluster_status_describe_others(planning->question->status));
}

/* The address book and the publisher may disagree on who is the publisher. */
static void
check_publisher(const Planning *planning, const PlanNode *first)
{
  if (first->member != NULL && first->member->role == PLATFORM_ROLE_SUBSCRIBER)
    plan_tell(planning->plan->unknown,
              _("%s is saved as the publisher and says that it is a subscriber: save the publisher first, "
                "which alone has ITLRecovery and CAPF."),
              plan_node_get_name(first));
}

/* Their certificates were compared with nothing. */
static void
tell_unasked(const Planning *planning)
{
  for (guint i = 0; i < planning->nodes->len; i++) {
    const PlanNode *node = &g_array_index(planning->nodes, PlanNode, i);
    if (node->status != NULL)
      continue;
    gboolean is_left_out = cluster_status_is_left_out(planning->question->status, node->member);
    planning->plan->is_partial = planning->plan->is_partial || is_left_out;
    if (is_left_out)
      plan_tell(planning->plan->notes,
                _("%s is left out: it was not asked, its records stay, and it gets no list."),
                plan_node_get_name(node));
    else
      plan_tell(planning->plan->unknown, _("The certificates of %s are not known, since it was not asked."),
                plan_node_get_name(node));
  }
}

/* Services, the ITL, the rollback switch: they are told of, and the plan is whole without them. */
static void
tell_unread(const Planning *planning)
{
  const GPtrArray *nodes = planning->question->status->nodes;
  for (guint i = 0; i < nodes->len; i++) {
    char *sentence = node_facts_describe_unread(g_ptr_array_index(nodes, i));
    if (sentence != NULL)
      g_ptr_array_add(planning->plan->unread, sentence);
  }
}

void
plan_add_findings(Planning *planning)
{
  g_autoptr(GPtrArray) advice = cluster_status_get_to_do(planning->question->status);
  g_ptr_array_extend_and_steal(planning->plan->to_do, g_steal_pointer(&advice));
  if (cluster_status_check(planning->question->status, &planning->plan->failure))
    cluster_status_check_determined(planning->question->status, &planning->plan->failure);
  if (!plan_has_tokens(planning) && planning->question->goal == PLAN_TO_TOKENS)
    tell_first(planning->plan,
               planning->question->list != NULL
                   ? _("No token is in the list, and none was named: name those that are to be in it "
                       "(--token, --token-certificate), or keep the list tokenless (--to tokenless).")
                   : _("The cluster has no list, and no token was named: name those that are to be in it "
                       "(--token, --token-certificate)."));
  if (planning->question->is_other)
    plan_tell(planning->plan->to_do,
              _("The publisher does not hold the list that was given: publish the right one."));
  tell_release_and_others(planning);
  tell_unasked(planning);
  tell_unread(planning);
  if (planning->nodes->len == 0)
    return;
  const PlanNode *first = &g_array_index(planning->nodes, PlanNode, 0);
  check_publisher(planning, first);
  if (first->status != NULL && first->status->error == NULL)
    tell_mode(planning, first->status);
  if (first->status != NULL)
    tell_licence(planning, first->status);
  if (planning->question->goal == PLAN_TO_TOKENLESS)
    tell_tokenless(planning, first);
}
