/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The list of an update is the one that the plan makes. */
#include "app/base/error.h"
#include "app/publisher/cli/platform-cli.h"
#include "app/workflow/list/list-file.h"
#include "app/workflow/plan/plan-text.h"
#include "app/workflow/update/update-private.h"

#include <glib/gi18n.h>
#include <string.h>

static Plan *
make_plan(const Update *update, TrustList *list, const GPtrArray *tokens)
{
  const PlanQuestion question = {.status = update->status,
                                 .list = list,
                                 .goal = update->setup->goal,
                                 .tokens = tokens,
                                 .is_other = update->today_is_other};
  return plan_make(&question);
}

static void
add_obstacle(Update *update, const char *text)
{
  findings_add_obstacle(update->findings, JUDGE_NOT_DETERMINED, g_strdup(text),
                        N_("find it out, or go on: what is not known stays as it is in today's list"));
}

static gboolean
holds_list(const ClusterStatus *status)
{
  return ((const NodeStatus *)g_ptr_array_index(status->nodes, 0))->ctl.found;
}

/* What is not known does not change; a person has to want a list all the same by name. */
static gboolean
check_determined(Update *update, const Plan *plan, GError **error)
{
  update_begin_judgement(update, JUDGE_N_RULES);
  if (update->today_is_other && holds_list(update->status))
    add_obstacle(update, _("The publisher does not hold the list that was given"));
  if (plan->failure != NULL)
    add_obstacle(update, plan->failure->message);
  for (guint i = 0; i < plan->unknown->len; i++) {
    g_autofree char *sentence = g_strdup(g_ptr_array_index(plan->unknown, i));
    gsize len = strlen(sentence);
    if (len > 0 && sentence[len - 1] == '.')
      sentence[len - 1] = '\0'; /* as all findings are */
    add_obstacle(update, sentence);
  }
  return consent_check(update->consent, update->findings, error);
}

gboolean
update_make_plan(Update *update, const GPtrArray *tokens, GError **error)
{
  plan_free(update->plan);
  update->plan = make_plan(update, update->today, tokens);
  return check_determined(update, update->plan, error);
}

static gboolean
is_same(TrustList *one, TrustList *other)
{
  return other != NULL && g_bytes_equal(trust_list_get_bytes(one), trust_list_get_bytes(other));
}

/* TRUE when the publisher has got a list since that is not of this job, or another one was given. */
static gboolean
has_been_replaced(const Update *update, TrustList *signed_list)
{
  if (update->today == NULL || is_same(update->today, signed_list))
    return FALSE;
  g_autoptr(TrustList) old =
      update->has_before ? update_load_list(update, UPDATE_OLD_LIST, NULL, NULL) : NULL;
  return !is_same(update->today, old) && !update_may_replace(update, update->today);
}

/* What the publisher itself holds, whatever list was given. */
static gboolean
is_held(const Update *update, const TrustList *list)
{
  const NodeStatus *publisher = g_ptr_array_index(update->status->nodes, 0);
  g_autofree char *md5 = NULL;
  g_autofree char *sha1 = NULL;
  list_checksums(trust_list_get_bytes(list), &md5, &sha1);
  return platform_list_facts_match(&publisher->ctl, md5, sha1);
}

static gboolean
holds_own(const Update *update, const TrustList *signed_list)
{
  g_autoptr(TrustList) old =
      update->has_before ? update_load_list(update, UPDATE_OLD_LIST, NULL, NULL) : NULL;
  return is_held(update, signed_list) || (old != NULL && is_held(update, old));
}

static void
make_again(Update *update, UpdateStep *step, const char *why)
{
  char *found = g_strdup_printf("%s\n%s", step->found, why);
  g_free(step->found);
  step->found = found;
  update_forget(update, UPDATE_TOKENS);
}

/* The job begins anew, also for a run that stops at once: the publisher's list is the one of before. */
static gboolean
begin_anew(Update *update, const TrustList *signed_list, GError **error)
{
  if (holds_own(update, signed_list))
    return TRUE;
  update->begun = FALSE;
  return update_save(update, error);
}

gboolean
update_review(Update *update, UpdateStep *step, GError **error)
{
  gboolean is_signed = update->steps[UPDATE_SIGN].state == UPDATE_DONE;
  if (!is_signed && !update->begun)
    return TRUE;
  g_autoptr(TrustList) signed_list = update_load_list(update, UPDATE_NEW_LIST, NULL, error);
  if (signed_list == NULL)
    return FALSE;
  if (has_been_replaced(update, signed_list)) {
    make_again(update, step,
               _("The publisher has got another list since an earlier run has signed one; the list is made "
                 "again from that."));
    return begin_anew(update, signed_list, error);
  }
  if (!is_signed)
    return TRUE; /* it is made again anyway */
  g_autoptr(Plan) plan = make_plan(update, signed_list, NULL);
  if (!check_determined(update, plan, error))
    return FALSE;
  if (!plan_needs_list(plan)) {
    g_clear_pointer(&update->plan, plan_free);
    update->plan = g_steal_pointer(&plan);
    return TRUE;
  }
  make_again(update, step,
             _("The list that was signed in an earlier run is not the one that the cluster needs now; it is "
               "made again."));
  return TRUE;
}

ListDraft *
update_make_draft(const Update *update, GString *changes, GCancellable *cancellable, GError **error)
{
  for (guint i = 0; i < update->plan->records->len; i++) {
    const PlanRecord *record = g_ptr_array_index(update->plan->records, i);
    g_autofree char *text = record->action != PLAN_KEEP ? plan_record_describe(record) : NULL;
    if (text != NULL)
      g_string_append_printf(changes, "%s\n", text);
  }
  for (guint i = 0; i < update->plan->notes->len; i++)
    g_string_append_printf(changes, "%s\n", (const char *)g_ptr_array_index(update->plan->notes, i));
  return plan_make_draft(update->plan, update->today, cancellable, error);
}

/* A second plan, of the cluster as it is now, has nothing to do any more, or says what. */
char *
update_describe_rest(Update *update, const UpdateRun *run, GError **error)
{
  g_autoptr(TrustList) list = update_load_list(update, UPDATE_NEW_LIST, run->cancellable, error);
  ClusterStatus *status = list != NULL ? update_ask_cluster(update, run, error) : NULL;
  if (status == NULL)
    return NULL;
  cluster_status_free(update->status);
  update->status = status;
  update->today_is_other = FALSE;
  g_autoptr(Plan) plan = make_plan(update, list, NULL);
  g_autoptr(GPtrArray) rest = g_ptr_array_new();
  const GPtrArray *all[] = {plan->to_do, plan->unknown};
  for (gsize i = 0; i < G_N_ELEMENTS(all); i++)
    for (guint j = 0; j < all[i]->len; j++)
      g_ptr_array_add(rest, g_ptr_array_index(all[i], j));
  if (plan_needs_list(plan))
    g_ptr_array_add(rest,
                    (gpointer)_("The cluster has changed meanwhile and needs another list: run the same "
                                "command again."));
  g_ptr_array_add(rest, NULL); /* why nodes could not be asked is told in what there is to do */
  return g_strjoinv("\n", (char **)rest->pdata);
}
