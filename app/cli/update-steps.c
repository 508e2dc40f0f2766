/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/cli/update-steps.h"

#include "app/base/error.h"
#include "app/base/text.h"
#include "app/cli/options/judge-options.h"
#include "app/cli/options/update-options.h"
#include "app/cli/output/plan-report.h"
#include "app/cli/output/upload-report.h"
#include "app/workflow/update/update-wait.h"

#include <glib/gi18n.h>

/* Lines of TEXT, each where those of a step stand. */
static void
add_lines(GString *to, const char *text)
{
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  for (char **line = lines; *line != NULL; line++) {
    g_autofree char *shown = text_for_people(*line);
    g_string_append_printf(to, "    %s\n", shown);
  }
}

static void
print_step(const UpdateStep *step)
{
  static const char *const marks[] = {"[ ]", "[~]", "[x]"};
  g_autoptr(GString) text = g_string_new(NULL);
  g_string_append_printf(text, "%s %u. %s\n", marks[step->state], step->id + 1, update_step_title(step->id));
  if (step->found != NULL)
    add_lines(text, step->found);
  if (step->to_do != NULL) {
    g_autofree char *to_do = g_strdup_printf(_("To do: %s"), step->to_do);
    add_lines(text, to_do);
  }
  command_print(text->str);
}

static PlanReport
report_of(const Update *update, PlanGoal goal)
{
  return (PlanReport){.list = update_get_today(update), .plan = update_get_plan(update), .goal = goal};
}

static void
add_plan(JsonBuilder *json, const Update *update, PlanGoal goal)
{
  const PlanReport report = report_of(update, goal);
  json_builder_set_member_name(json, "plan");
  if (report.plan == NULL) {
    json_builder_add_null_value(json);
    return;
  }
  json_builder_begin_object(json);
  json_add_plan(json, &report);
  json_builder_end_object(json);
}

/* All steps are done, or all nodes have the list of before again. */
static gboolean
is_done(const Update *update, const UpdateOrder *order, const GError *failed)
{
  if (!update_options.back)
    return update_get_next(update) == UPDATE_N_STEPS;
  g_autofree char *rest = update_describe_back_rest(update);
  return failed == NULL && rest == NULL;
}

/* FAILED is why a step did not end, or NULL. */
static void
print_json(const Update *update, const UpdateOrder *order, const GError *failed)
{
  g_autoptr(JsonBuilder) json = json_builder_new();
  json_builder_begin_object(json);
  if (failed != NULL)
    json_add_error(json, failed);
  json_add_string(json, "publisher", order->name);
  json_add_boolean(json, "done", is_done(update, order, failed));
  json_builder_set_member_name(json, "steps");
  json_builder_begin_array(json);
  for (guint i = 0; i < UPDATE_N_STEPS; i++) {
    const UpdateStep *step = update_get_step(update, (UpdateStepId)i);
    json_builder_begin_object(json);
    json_add_string(json, "step", update_step_get_word(step->id));
    json_add_string(json, "title", update_step_title(step->id));
    json_add_string(json, "state", update_state_get_word(step->state));
    json_add_string(json, "found", step->found);
    json_add_string(json, "to_do", step->to_do);
    json_builder_end_object(json);
  }
  json_builder_end_array(json);
  json_add_uploads(json, update_get_uploads(update));
  json_add_findings(json, update_get_findings(update), update_get_consent(update));
  if (order->setup.kind == UPDATE_TO_PLAN)
    add_plan(json, update, order->setup.goal);
  json_builder_end_object(json);
  json_output_print(json);
}

/* What was found in the step that judged last, and how to overrule it. */
static void
note_findings(const Update *update, GError **error)
{
  const Consent *consent = update_get_consent(update);
  g_autoptr(GHashTable) told = g_hash_table_new(g_str_hash, g_str_equal);
  const GPtrArray *findings = update_get_findings(update);
  judge_note_findings(findings, consent, told);
  judge_hint_accept(findings, consent, error);
}

/* Steps that were done in earlier runs. */
static void
print_earlier(const CommandContext *context, const Update *update, guint first)
{
  UpdateStepId next = update_get_next(update);
  for (guint i = first; !context->options.json && i < next; i++)
    print_step(update_get_step(update, (UpdateStepId)i));
}

/* The plan is there when the tokens are known. */
static void
show_step(const CommandContext *context, const Update *update, const UpdateOrder *order, UpdateStepId id)
{
  if (context->options.json)
    return;
  print_step(update_get_step(update, id));
  if (id != UPDATE_TOKENS || order->setup.kind != UPDATE_TO_PLAN)
    return;
  const PlanReport report = report_of(update, order->setup.goal);
  plan_report_print(&report);
}

/* What an earlier run has not ended, and what the cluster needs. */
static gboolean
is_something_left(const Update *update, const UpdateOrder *order)
{
  const Plan *plan = update_get_plan(update);
  return update_is_unfinished(update) || (order->setup.kind == UPDATE_TO_PLAN && plan != NULL &&
                                          (plan_needs_list(plan) || plan->to_do->len > 0));
}

/* FALSE, with a note, where a trial ends: from there on something is written. */
static gboolean
goes_on(CommandContext *context, const Update *update, const UpdateOrder *order, UpdateStepId id)
{
  if (!context->options.dry_run || id < UPDATE_EXPORT)
    return TRUE;
  command_note(_("--dry-run stops before step %u."), id + 1);
  context->answer_is_no = is_something_left(update, order);
  return FALSE;
}

static void
note_restart(const UpdateOrder *order)
{
  if (order->setup.restarted)
    command_note(
        _("--restarted did not count: this run has put the list there. Give it again when the services "
          "were restarted."));
  else
    command_note(_("--restart does it, asking before each node; --restarted says that it was done."));
}

/* FALSE when the step waits for somebody. */
static gboolean
look_at_step(CommandContext *context, const UpdateStep *step, const UpdateOrder *order)
{
  if (step->state == UPDATE_DONE) {
    context->answer_is_no = context->answer_is_no || step->to_do != NULL;
    return TRUE;
  }
  context->answer_is_no = TRUE;
  if (step->id == UPDATE_TRUST && !order->setup.upload &&
      sast_upload_is_likely(order->setup.entry, order->setup.login))
    command_note(_("--upload does it by OS Administration, asking before."));
  if (step->id == UPDATE_RESTART)
    note_restart(order);
  if (step->id != UPDATE_TOKENS) /* where another one may be wanted */
    command_note(_("The same command goes on from here."));
  return FALSE;
}

static gboolean
run_steps(CommandContext *context, Update *update, const UpdateOrder *order, CtlPrompt *prompt,
          GError **error)
{
  for (;;) {
    if (update_look_again(update))
      command_note(_("Time has passed: before anything is signed the cluster is looked at again."));
    UpdateStepId id = update_get_next(update);
    if (id == UPDATE_N_STEPS || !goes_on(context, update, order, id))
      return TRUE;
    if (!update_run_waiting(update, update_options.wait_s, prompt, &context->progress, context->cancellable,
                            error)) {
      note_findings(update, error);
      if (sast_certificates_have_state(update_get_uploads(update), SAST_NOT_UPLOADED))
        command_note(
            _("Without --upload the same command waits until somebody has uploaded the files by hand."));
      g_prefix_error(error, _("Step %u (%s): "), id + 1, update_step_get_word(id));
      return FALSE;
    }
    show_step(context, update, order, id);
    note_findings(update, NULL);
    if (!look_at_step(context, update_get_step(update, id), order))
      return TRUE;
    print_earlier(context, update, id + 1);
  }
}

/* There are nodes that have not got the list of before. */
static void
tell_back_rest(CommandContext *context, const char *rest)
{
  g_autofree char *lines = g_strconcat(_(UPDATE_BACK_NOT_DONE), "\n", rest, "\n", NULL);
  context->answer_is_no = TRUE;
  command_note_lines(lines);
}

static gboolean
go_back(CommandContext *context, Update *update, CtlPrompt *prompt, GError **error)
{
  if (context->options.dry_run) {
    g_set_error_literal(error, CTL_ERROR, CTL_ERROR_USAGE, _("--back cannot be tried with --dry-run"));
    return FALSE;
  }
  gboolean done = update_go_back(update, prompt, &context->progress, context->cancellable, error);
  note_findings(update, done ? NULL : error);
  if (!done)
    return FALSE;
  g_autofree char *rest = update_describe_back_rest(update);
  if (rest != NULL) {
    tell_back_rest(context, rest);
    return TRUE;
  }
  if (!context->options.json)
    command_print_line("%s", _(UPDATE_BACK_DONE));
  g_autofree char *next = update_describe_back();
  g_autofree char *lines = g_strconcat(next, "\n", NULL);
  command_note_lines(lines);
  return TRUE;
}

static gboolean
run_with(CommandContext *context, const UpdateOrder *order, CtlPrompt *prompt, GError **error)
{
  g_autofree char *folder = update_find_folder(order->setup.entry);
  g_autoptr(Update) update = update_open(folder, &order->setup, error);
  if (update == NULL)
    return FALSE;
  print_earlier(context, update, 0);
  g_autoptr(GError) failed = NULL;
  gboolean done = update_options.back ? go_back(context, update, prompt, &failed)
                                      : run_steps(context, update, order, prompt, &failed);
  if (context->options.json)
    print_json(update, order, failed);
  if (!done)
    g_propagate_error(error, g_steal_pointer(&failed));
  return done;
}

/* Each once: a step talks with the same nodes as those before. */
static void
note_warnings(const GPtrArray *warnings)
{
  g_autoptr(GHashTable) told = g_hash_table_new(g_str_hash, g_str_equal);
  for (guint i = 0; i < warnings->len; i++)
    if (g_hash_table_add(told, g_ptr_array_index(warnings, i)))
      command_note_warning(g_ptr_array_index(warnings, i));
}

static void
take_options(UpdateSetup *setup)
{
  setup->tokens = (const char *const *)update_options.tokens;
  setup->signer = update_options.signer;
  setup->without = (const char *const *)update_options.without;
  setup->upload = update_options.upload;
  setup->restart = update_options.restart;
  setup->restarted = update_options.restarted;
  setup->take_over = update_options.take_over;
}

gboolean
update_steps_run(CommandContext *context, UpdateOrder *order, GError **error)
{
  const AddressBookEntry *entry = order->setup.entry;
  if (!common_options_check_wait(update_options.wait_s, error))
    return FALSE;
  g_autoptr(CtlPrompt) prompt = common_options_make_prompt(&context->options, context->cancellable, error);
  if (prompt == NULL)
    return FALSE;
  g_autoptr(GPtrArray) nodes = address_book_entry_list_nodes(entry);
  g_autoptr(GPtrArray) cli_nodes = address_book_entry_list_cli_nodes(entry, update_options.cli_user);
  g_autoptr(GPtrArray) warnings = g_ptr_array_new_with_free_func(g_free);
  const PublisherLogin login = command_get_login(context, entry);
  guint old = context->options.old_algorithms_text != NULL ? context->options.old_algorithms
                                                           : entry->cluster->old_algorithms;
  take_options(&order->setup);
  order->setup.nodes = nodes;
  order->setup.cli_nodes = cli_nodes;
  order->setup.login = &login;
  order->setup.tvs_port = entry->cluster->tvs_port;
  order->setup.old_tls = (old & OLD_TLS) != 0;
  order->setup.modules = (const char *const *)context->options.modules;
  order->setup.trial = context->options.dry_run;
  order->setup.warnings = warnings;
  gboolean done = run_with(context, order, prompt, error);
  note_warnings(warnings);
  return done;
}
