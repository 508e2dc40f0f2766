/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sources of what is told of clusters: those of app/workflow/plan. */
#include "app/cli/command.h"

#include "app/base/clock.h"
#include "app/base/error.h"
#include "app/cli/build-parts.h"
#include "app/cli/cluster-ask.h"
#include "app/cli/options/judge-options.h"
#include "app/cli/output/node-facts-report.h"
#include "app/cli/output/plan-report.h"
#include "app/workflow/list/list-file.h"
#include "app/workflow/plan/plan-list.h"
#include "app/workflow/plan/plan.h"

#include <glib/gi18n.h>

static struct {
  char *to;
  char *list;
  char *cli_user;
} flags;

static const GOptionEntry entries[] = {
    {"to", 0, 0, G_OPTION_ARG_STRING, &flags.to, N_("tokens (default) or tokenless"), N_("GOAL")},
    {"token", 't', 0, G_OPTION_ARG_CALLBACK, build_parts_take,
     N_("Token that the list is to have, and no others but those that are named"), N_("TOKEN")},
    {"token-certificate", 0, G_OPTION_FLAG_FILENAME, G_OPTION_ARG_CALLBACK, build_parts_take,
     N_("The same, by the file of its certificate"), N_("FILE")},
    {"list", 0, 0, G_OPTION_ARG_FILENAME, &flags.list,
     N_("Today's list, where the publisher does not serve it"), N_("FILE")},
    {"cli-user", 0, 0, G_OPTION_ARG_STRING, &flags.cli_user,
     N_("User of the platform CLI, where it is not the one saved with the publisher"), N_("NAME")},
    G_OPTION_ENTRY_NULL,
};

/* All that is found, and what was made of it. */
typedef struct {
  ClusterStatus *status;
  TrustList *list;
  gboolean is_other; /* it was given, and is not the one that the publisher holds */
  GPtrArray *tokens; /* of X509, or NULL */
  Plan *plan;
  GPtrArray *findings; /* of Finding: against the list that the plan makes */
} Planned;

static void
planned_clear(Planned *planned)
{
  g_clear_pointer(&planned->status, cluster_status_free);
  g_clear_pointer(&planned->list, trust_list_unref);
  g_clear_pointer(&planned->tokens, g_ptr_array_unref);
  g_clear_pointer(&planned->plan, plan_free);
  g_clear_pointer(&planned->findings, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Planned, planned_clear)

/* --- what is asked --- */

/* What costs nothing is looked at before the cluster is asked. */
static gboolean
read_tokens(CommandContext *context, Planned *planned, GError **error)
{
  if (!build_parts_are_any())
    return TRUE;
  g_autoptr(GPtrArray) names = g_ptr_array_new();
  build_parts_add_token_names(names);
  g_ptr_array_add(names, NULL);
  const TokenListRequest wanted = {.names = (const char *const *)names->pdata, .brief = TRUE};
  g_autoptr(TokenList) list = command_load_tokens(context, &wanted, error);
  planned->tokens = list != NULL ? build_parts_read_tokens(context, list, error) : NULL;
  return planned->tokens != NULL;
}

static gboolean
ask_cluster(CommandContext *context, const AddressBookEntry *entry, Planned *planned, GError **error)
{
  g_autoptr(CtlPrompt) prompt = common_options_make_prompt(&context->options, context->cancellable, error);
  if (prompt != NULL)
    planned->status = cluster_ask(context, entry, flags.cli_user, prompt, error);
  return planned->status != NULL;
}

static gboolean
find_list(const ListFile *given, Planned *planned, GError **error)
{
  if (given == NULL)
    return plan_find_list(planned->status, &planned->list, error);
  planned->list = plan_take_list(planned->status, given->bytes, &planned->is_other, error);
  return planned->list != NULL;
}

static PlanReport
report_of(const Planned *planned, PlanGoal goal)
{
  return (PlanReport){
      .list = planned->list, .plan = planned->plan, .goal = goal, .findings = planned->findings};
}

static void
print_json(const char *publisher, const ClusterStatus *status, const PlanReport *report)
{
  g_autoptr(JsonBuilder) json = json_builder_new();
  json_builder_begin_object(json);
  json_add_string(json, "publisher", publisher);
  json_add_plan(json, report);
  json_add_findings(json, report->findings, NULL);
  json_add_nodes_facts(json, status);
  json_builder_end_object(json);
  json_output_print(json);
}

static gboolean
make_plan(CommandContext *context, PlanGoal goal, Planned *planned, GError **error)
{
  PlanQuestion question = {.status = planned->status,
                           .list = planned->list,
                           .goal = goal,
                           .tokens = planned->tokens,
                           .is_other = planned->is_other};
  planned->plan = plan_make(&question);
  g_autoptr(ListDraft) draft = plan_make_draft(planned->plan, planned->list, context->cancellable, error);
  if (draft == NULL)
    return FALSE;
  planned->findings = list_draft_judge(draft, NULL, DIGEST_SHA1, clock_unix_time(), error);
  return planned->findings != NULL;
}

/* --- the command --- */

static gboolean
run_plan(CommandContext *context, char **arguments, GError **error)
{
  g_auto(Planned) planned = {0};
  PlanGoal goal = PLAN_TO_TOKENS;
  if (!plan_goal_from_word(flags.to, &goal, error))
    return FALSE;
  g_autoptr(ListFile) given =
      flags.list != NULL ? list_file_load(flags.list, context->cancellable, error) : NULL;
  if (flags.list != NULL && given == NULL)
    return FALSE;
  g_autoptr(AddressBookEntry) entry = command_find_entry(arguments[0], error);
  if (entry == NULL || !read_tokens(context, &planned, error) ||
      !ask_cluster(context, entry, &planned, error))
    return FALSE;
  cluster_note_warnings(planned.status);
  if (!find_list(given, &planned, error) || !make_plan(context, goal, &planned, error))
    return FALSE;
  const PlanReport report = report_of(&planned, goal);
  if (context->options.json)
    print_json(arguments[0], planned.status, &report);
  else {
    node_facts_print(planned.status);
    plan_report_print(&report);
  }
  context->answer_is_no =
      plan_needs_list(planned.plan) || planned.plan->to_do->len > 0 || plan_report_has_errors(&report);
  return plan_check_determined(planned.plan, error);
}

const Command command_plan = {
    .name = "plan",
    .arguments = N_("PUBLISHER"),
    .summary = N_("Show which list a cluster needs now, and why"),
    .description = N_(
        "Asks the platform CLI of all nodes for what they are, their certificates and their list, takes\n"
        "today's list from what the publisher serves when it is the one that its CLI tells of, and says of\n"
        "each record whether it stays, is renewed, moves, is added or goes, and why; what else has to be\n"
        "done; and what could not be determined. Nothing is changed. Certificates come over SSH only.\n"
        "\n"
        "Without --token the list keeps the tokens that it has. With --to tokenless it is the list, signed\n"
        "by a token, from which the cluster can go to a tokenless one. The exit status is 0 when there is\n"
        "nothing to do, 1 when there is, 4 when something could not be determined."),
    .entries = entries,
    .min_arguments = 1,
    .max_arguments = 1,
    .run = run_plan,
};
