/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/plan/plan.h"

#include "app/base/error.h"
#include "app/trustlist/record-identity.h"
#include "app/workflow/plan/plan-match.h"

#include <glib/gi18n.h>

static void
plan_record_free(gpointer data)
{
  PlanRecord *record = data;
  g_free(record->label);
  g_free(record->reason);
  g_free(record->host);
  g_free(record->address);
  g_clear_pointer(&record->certificate, X509_free);
  g_free(record);
}

static Plan *
plan_new(void)
{
  Plan *plan = g_new0(Plan, 1);
  plan->records = g_ptr_array_new_with_free_func(plan_record_free);
  plan->to_do = g_ptr_array_new_with_free_func(g_free);
  plan->unknown = g_ptr_array_new_with_free_func(g_free);
  plan->unread = g_ptr_array_new_with_free_func(g_free);
  plan->notes = g_ptr_array_new_with_free_func(g_free);
  return plan;
}

void
plan_free(Plan *plan)
{
  if (plan == NULL)
    return;
  g_ptr_array_unref(plan->records);
  g_ptr_array_unref(plan->to_do);
  g_ptr_array_unref(plan->unknown);
  g_ptr_array_unref(plan->unread);
  g_ptr_array_unref(plan->notes);
  g_clear_error(&plan->failure);
  g_free(plan);
}

PlanRecord *
plan_add_record(Planning *planning, PlanAction action, guint index, char *reason)
{
  PlanRecord *record = g_new0(PlanRecord, 1);
  record->action = action;
  record->reason = reason;
  if (index != RECORD_NONE) {
    record->old_number = index + 1;
    record->label = record_dup_label(trust_list_get_record(planning->question->list, index));
    planning->claimed[index] = TRUE;
  }
  g_ptr_array_add(planning->plan->records, record);
  return record;
}

X509 *
plan_dup_certificate(const Planning *planning, guint index)
{
  return trust_list_record_dup_certificate(trust_list_get_record(planning->question->list, index));
}

static void
planning_clear(Planning *planning)
{
  g_ptr_array_unref(planning->wanted);
  g_array_unref(planning->nodes);
  g_array_unref(planning->traits);
  g_free(planning->claimed);
}

static GArray *
traits_of(const TrustList *list)
{
  return list != NULL ? record_traits_of_list(list) : g_array_new(FALSE, FALSE, sizeof(RecordTraits));
}

/* Those that stay as they are keep their place: the draft writes them so. */
static int
compare_records(gconstpointer a, gconstpointer b)
{
  const PlanRecord *one = *(PlanRecord *const *)a;
  const PlanRecord *other = *(PlanRecord *const *)b;
  guint of_one = one->old_number != 0 ? one->old_number : G_MAXUINT;
  guint of_other = other->old_number != 0 ? other->old_number : G_MAXUINT;
  return (of_one > of_other) - (of_one < of_other);
}

Plan *
plan_make(const PlanQuestion *question)
{
  Planning planning = {.question = question,
                       .plan = plan_new(),
                       .nodes = plan_nodes_list(question->status),
                       .traits = traits_of(question->list),
                       .wanted = g_ptr_array_new_with_free_func((GDestroyNotify)plan_wanted_free)};
  planning.claimed = g_new0(gboolean, planning.traits->len);
  plan_add_wanted(&planning);
  plan_add_leftover(&planning);
  plan_add_findings(&planning);
  g_ptr_array_sort(planning.plan->records, compare_records); /* stable, as GLib's sort of arrays is */
  planning_clear(&planning);
  return planning.plan;
}

gboolean
plan_check_determined(const Plan *plan, GError **error)
{
  if (plan->failure != NULL)
    g_propagate_error(error, g_error_copy(plan->failure));
  else if (plan->unknown->len > 0)
    g_set_error_literal(error, CTL_ERROR, CTL_ERROR_REMOTE,
                        _("Not all that the plan needs could be determined"));
  return plan->failure == NULL && plan->unknown->len == 0;
}

gboolean
plan_needs_list(const Plan *plan)
{
  for (guint i = 0; i < plan->records->len; i++)
    if (((const PlanRecord *)g_ptr_array_index(plan->records, i))->action != PLAN_KEEP)
      return TRUE;
  return FALSE;
}

const char *
plan_action_get_word(PlanAction action)
{
  static const char *const words[] = {[PLAN_KEEP] = "keep",
                                      [PLAN_ADD] = "add",
                                      [PLAN_RENEW] = "renew",
                                      [PLAN_READDRESS] = "readdress",
                                      [PLAN_REMOVE] = "remove"};
  return words[action];
}

static const char *const GOAL_WORDS[] = {[PLAN_TO_TOKENS] = "tokens", [PLAN_TO_TOKENLESS] = "tokenless"};

const char *
plan_goal_get_word(PlanGoal goal)
{
  return GOAL_WORDS[goal];
}

gboolean
plan_goal_from_word(const char *word, PlanGoal *goal, GError **error)
{
  *goal = PLAN_TO_TOKENS;
  if (word == NULL || g_str_equal(word, GOAL_WORDS[PLAN_TO_TOKENS]))
    return TRUE;
  *goal = PLAN_TO_TOKENLESS;
  if (g_str_equal(word, GOAL_WORDS[PLAN_TO_TOKENLESS]))
    return TRUE;
  g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE, _("--to \"%s\" is none of tokens, tokenless"), word);
  return FALSE;
}
