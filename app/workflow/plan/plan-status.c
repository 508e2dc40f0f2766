/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Source: that the cluster itself renews a tokenless list, TN214231 ("Regenerate Certificates in UCM"). */
#include "app/workflow/plan/plan-status.h"

#include "app/base/error.h"
#include "app/publisher/cli/platform-cli-answers.h"
#include "app/trustlist/token-issuer.h"
#include "app/workflow/judge/judge-node.h"
#include "app/workflow/plan/plan-list.h"
#include "app/workflow/plan/plan-text.h"

#include <glib/gi18n.h>

static PlanStatus *
plan_status_alloc(void)
{
  PlanStatus *plan = g_new0(PlanStatus, 1);
  plan->changes = g_ptr_array_new_with_free_func(g_free);
  return plan;
}

void
plan_status_free(PlanStatus *plan)
{
  if (plan == NULL)
    return;
  g_ptr_array_unref(plan->changes);
  g_free(plan->what);
  g_free(plan->elsewhere);
  g_free(plan);
}

const char *
list_state_get_word(ListState state)
{
  static const char *const words[] = {[LIST_NOT_JUDGED] = "not-judged",
                                      [LIST_NOT_KNOWN] = "not-known",
                                      [LIST_RIGHT] = "right",
                                      [LIST_WRONG] = "wrong"};
  return words[state];
}

static gboolean
is_tokenless(const TrustList *list)
{
  return !token_issuer_matches(trust_list_get_header(list)->signer_ca_name);
}

static void
add_changes(PlanStatus *short_plan, const Plan *plan)
{
  for (guint i = 0; i < plan->records->len; i++) {
    const PlanRecord *record = g_ptr_array_index(plan->records, i);
    if (record->action != PLAN_KEEP)
      g_ptr_array_add(short_plan->changes, plan_record_describe(record));
  }
}

static char *
join_unknown(const Plan *plan)
{
  g_autoptr(GPtrArray) words = g_ptr_array_new();
  for (guint i = 0; i < plan->unknown->len; i++)
    g_ptr_array_add(words, g_ptr_array_index(plan->unknown, i));
  g_autofree char *failure = plan->failure != NULL ? g_strconcat(plan->failure->message, ".", NULL) : NULL;
  if (failure != NULL)
    g_ptr_array_add(words, failure);
  g_ptr_array_add(words, NULL);
  return g_strjoinv(" ", (char **)words->pdata);
}

static char *
describe_update(const char *updater)
{
  /* TRANSLATORS: "etoken-ctl update", or the name of a button */
  return g_strdup_printf(_("The cluster needs another list: %s makes it."), updater);
}

static gboolean
can_update(const ClusterStatus *status, gboolean tokenless)
{
  const NodeStatus *first = g_ptr_array_index(status->nodes, 0);
  return !tokenless && (first->version == NULL || platform_cli_version_supports_tokens(first->version));
}

/* What makes the list that the cluster needs. The caller frees it. */
static char *
describe_need(const ClusterStatus *status, gboolean tokenless)
{
  const NodeStatus *first = g_ptr_array_index(status->nodes, 0);
  if (tokenless)
    return g_strdup(_("The cluster needs another list: run \"utils ctl update CTLFile\" "
                      "on the publisher's platform CLI."));
  if (can_update(status, tokenless))
    return describe_update("etoken-ctl update");
  g_autofree char *release = judge_describe_release(first->version);
  return g_strdup_printf(_("The cluster needs another list, see etoken-ctl plan. %s."), release);
}

/* The list is right, but not on every node. */
static void
find_elsewhere(PlanStatus *short_plan, const ClusterStatus *status, gboolean tokenless)
{
  g_autoptr(GPtrArray) hosts = g_ptr_array_new();
  for (guint i = 0; i < status->nodes->len; i++) {
    const NodeStatus *node = g_ptr_array_index(status->nodes, i);
    if (node->other_list || node->stale)
      g_ptr_array_add(hosts, node->host);
  }
  short_plan->n_elsewhere = hosts->len;
  if (hosts->len == 0)
    return;
  g_ptr_array_add(hosts, NULL);
  short_plan->elsewhere = g_strjoinv(", ", (char **)hosts->pdata);
  short_plan->by_update = can_update(status, tokenless);
}

static void
judge(PlanStatus *short_plan, const ClusterStatus *status, TrustList *list)
{
  gboolean tokenless = is_tokenless(list);
  const PlanQuestion question = {
      .status = status, .list = list, .goal = tokenless ? PLAN_TO_TOKENLESS : PLAN_TO_TOKENS};
  g_autoptr(Plan) plan = plan_make(&question);
  add_changes(short_plan, plan);
  if (plan_needs_list(plan)) {
    short_plan->state = LIST_WRONG;
    short_plan->what = describe_need(status, tokenless);
    short_plan->by_update = can_update(status, tokenless);
  } else if (!plan_check_determined(plan, NULL)) {
    short_plan->state = LIST_NOT_KNOWN;
    short_plan->what = join_unknown(plan);
  } else {
    short_plan->state = LIST_RIGHT;
    find_elsewhere(short_plan, status, tokenless);
  }
}

PlanStatus *
plan_status_new(const ClusterStatus *status)
{
  PlanStatus *short_plan = plan_status_alloc();
  const NodeStatus *first = g_ptr_array_index(status->nodes, 0);
  g_autoptr(TrustList) list = NULL;
  g_autoptr(GError) why = NULL;
  if (first->error != NULL || !first->ctl.found || first->mode != CLUSTER_MODE_MIXED)
    return short_plan;
  if (plan_find_list(status, &list, &why)) {
    judge(short_plan, status, list);
    return short_plan;
  }
  short_plan->state = LIST_NOT_KNOWN;
  short_plan->what = g_strconcat(why->message, ".", NULL);
  return short_plan;
}

static char *
describe_right(const PlanStatus *plan, const char *updater)
{
  if (plan->elsewhere == NULL)
    return g_strdup(_("The list is the one that the cluster needs."));
  g_autofree char *where = g_strdup_printf(
      ngettext("The list is the one that the cluster needs, but %s does not serve it.",
               "The list is the one that the cluster needs, but these nodes do not serve it: %s.",
               plan->n_elsewhere),
      plan->elsewhere);
  if (!plan->by_update)
    return g_steal_pointer(&where);
  /* TRANSLATORS: "etoken-ctl update", or the name of a button */
  g_autofree char *how = g_strdup_printf(_("%s sees to that."), updater);
  return g_strdup_printf("%s %s", where, how);
}

char *
plan_status_describe(const PlanStatus *plan, const char *updater)
{
  if (plan->state == LIST_RIGHT)
    return describe_right(plan, updater);
  if (plan->by_update)
    return describe_update(updater);
  if (plan->state == LIST_NOT_KNOWN)
    return g_strdup_printf("%s\n%s", _("Whether the list is the one that the cluster needs is not known."),
                           plan->what);
  return g_strdup(plan->what);
}

char *
plan_status_describe_changes(const PlanStatus *plan)
{
  if (plan->changes->len == 0)
    return NULL;
  g_autoptr(GString) text = g_string_new(NULL);
  for (guint i = 0; i < plan->changes->len; i++)
    g_string_append_printf(text, "%s%s.", i > 0 ? "\n" : "",
                           (const char *)g_ptr_array_index(plan->changes, i));
  return g_strdup(text->str);
}

gboolean
plan_status_check(const PlanStatus *plan, GError **error)
{
  if (plan->state != LIST_NOT_KNOWN)
    return TRUE;
  g_set_error(error, CTL_ERROR, CTL_ERROR_REMOTE,
              _("Whether the list is the one that the cluster needs could not be determined"));
  return FALSE;
}
