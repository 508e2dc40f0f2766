/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sources of what is told of clusters: those of app/workflow/plan. */
#include "app/cli/command.h"

#include "app/base/clock.h"
#include "app/base/error.h"
#include "app/cli/build-parts.h"
#include "app/cli/cluster-ask.h"
#include "app/cli/columns.h"
#include "app/cli/judge-options.h"
#include "app/cli/list-json.h"
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

static gboolean
parse_goal(PlanGoal *goal, GError **error)
{
  *goal = g_strcmp0(flags.to, "tokenless") == 0 ? PLAN_TO_TOKENLESS : PLAN_TO_TOKENS;
  if (flags.to == NULL || *goal == PLAN_TO_TOKENLESS || g_str_equal(flags.to, "tokens"))
    return TRUE;
  g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE, _("--to \"%s\" is none of tokens, tokenless"), flags.to);
  return FALSE;
}

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
    planned->status = cluster_ask(context, entry, flags.cli_user, TRUE, prompt, error);
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

/* --- text --- */

static void
add_sentences(NamedLines *lines, const char *name, const GPtrArray *sentences)
{
  for (guint i = 0; i < sentences->len; i++)
    named_lines_add(lines, name, g_ptr_array_index(sentences, i));
}

static const char *
action_text(PlanAction action)
{
  static const char *const texts[] = {
      [PLAN_KEEP] = N_("stays"),          [PLAN_ADD] = N_("is added"), [PLAN_RENEW] = N_("is renewed"),
      [PLAN_READDRESS] = N_("has moved"), [PLAN_REMOVE] = N_("goes"),
  };
  return _(texts[action]);
}

/* "  5  CCM+TFTP 10.48.47.154  is renewed: the certificate of ..." */
static void
print_record(const PlanRecord *record, guint width)
{
  g_autofree char *number =
      record->old_number != 0 ? g_strdup_printf("%3u", record->old_number) : g_strdup("  +");
  g_autofree char *label = columns_pad(record->label, width);
  command_print_line("%s  %s  %s%s%s", number, label, action_text(record->action),
                     record->reason != NULL ? ": " : "", record->reason != NULL ? record->reason : "");
}

static void
print_records(const GPtrArray *records)
{
  guint width = 0;
  for (guint i = 0; i < records->len; i++)
    width = MAX(width, columns_of(((const PlanRecord *)g_ptr_array_index(records, i))->label));
  for (guint i = 0; i < records->len; i++)
    print_record(g_ptr_array_index(records, i), width);
}

static void
print_today(const Planned *planned)
{
  if (planned->list == NULL) {
    command_print_line("%s", _("The cluster has no list."));
    return;
  }
  GBytes *bytes = trust_list_get_bytes(planned->list);
  g_autofree char *md5 = NULL;
  g_autofree char *sha1 = NULL;
  list_checksums(bytes, &md5, &sha1);
  guint n = trust_list_get_n_records(planned->list);
  command_print_line(ngettext("Today's list: %zu bytes, %u record, MD5 %s",
                              "Today's list: %zu bytes, %u records, MD5 %s", n),
                     g_bytes_get_size(bytes), n, md5);
}

static void
print_findings(const GPtrArray *findings)
{
  g_autofree char *text = findings_describe(findings);
  if (text == NULL)
    return;
  command_print_line("%s", _("Of the list that this makes:"));
  command_print(text);
  command_print("\n");
}

static gboolean
has_errors(const GPtrArray *findings)
{
  for (guint i = 0; i < findings->len; i++)
    if (finding_is_obstacle(g_ptr_array_index(findings, i)))
      return TRUE;
  return FALSE;
}

static void
print_end(const Planned *planned)
{
  const Plan *plan = planned->plan;
  g_autoptr(NamedLines) lines = named_lines_new();
  add_sentences(lines, _("To do"), plan->to_do);
  add_sentences(lines, _("Not known"), plan->unknown);
  add_sentences(lines, _("To know"), plan->notes);
  g_autofree char *text = named_lines_to_text(lines, "", 10);
  command_print(text);
  if (plan_needs_list(plan))
    command_print_line("%s", _("The cluster needs a new list."));
  else if (plan_check_determined(plan, NULL))
    command_print_line("%s", plan->to_do->len > 0 || has_errors(planned->findings)
                                 ? _("The cluster needs no new list.")
                                 : _("Nothing to do: the cluster has the list that it needs."));
  else
    command_print_line("%s", _("Whether the cluster needs a new list could not be determined."));
}

static void
print_plan(const Planned *planned)
{
  print_today(planned);
  print_records(planned->plan->records);
  print_findings(planned->findings);
  print_end(planned);
}

/* --- JSON --- */

static void
add_record_json(JsonBuilder *json, const PlanRecord *record)
{
  json_builder_begin_object(json);
  json_add_string(json, "action", plan_action_get_word(record->action));
  json_add_record_number(json, "old_number", record->old_number != 0 ? record->old_number - 1 : G_MAXUINT);
  json_add_string(json, "label", record->label);
  json_add_string(json, "reason", record->reason);
  json_builder_end_object(json);
}

static void
add_list_facts_json(JsonBuilder *json, const TrustList *list)
{
  json_builder_set_member_name(json, "list");
  if (list == NULL) {
    json_builder_add_null_value(json);
    return;
  }
  json_builder_begin_object(json);
  json_add_file_facts(json, trust_list_get_bytes(list));
  json_builder_end_object(json);
}

static void
print_json(const char *publisher, PlanGoal goal, const Planned *planned)
{
  const Plan *plan = planned->plan;
  g_autoptr(JsonBuilder) json = json_builder_new();
  json_builder_begin_object(json);
  json_add_string(json, "publisher", publisher);
  json_add_string(json, "goal", goal == PLAN_TO_TOKENLESS ? "tokenless" : "tokens");
  add_list_facts_json(json, planned->list);
  json_builder_set_member_name(json, "records");
  json_builder_begin_array(json);
  for (guint i = 0; i < plan->records->len; i++)
    add_record_json(json, g_ptr_array_index(plan->records, i));
  json_builder_end_array(json);
  json_add_boolean(json, "needs_list", plan_needs_list(plan));
  json_add_boolean(json, "determined", plan_check_determined(plan, NULL));
  json_add_texts(json, "to_do", plan->to_do);
  json_add_texts(json, "unknown", plan->unknown);
  json_add_texts(json, "notes", plan->notes);
  json_add_findings(json, planned->findings, NULL);
  json_builder_end_object(json);
  json_output_print(json);
}

/* --- the command --- */

static gboolean
run_plan(CommandContext *context, char **arguments, GError **error)
{
  g_auto(Planned) planned = {0};
  PlanGoal goal = PLAN_TO_TOKENS;
  if (!parse_goal(&goal, error))
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
  if (context->options.json)
    print_json(arguments[0], goal, &planned);
  else
    print_plan(&planned);
  context->answer_is_no =
      plan_needs_list(planned.plan) || planned.plan->to_do->len > 0 || has_errors(planned.findings);
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
