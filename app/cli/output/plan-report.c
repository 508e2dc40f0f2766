/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/cli/output/plan-report.h"

#include "app/cli/output/columns.h"
#include "app/cli/output/list-json.h"
#include "app/cli/output/output.h"
#include "app/workflow/judge/consent.h"
#include "app/workflow/plan/plan-text.h"

#include <glib/gi18n.h>

static void
add_sentences(NamedLines *lines, const char *name, const GPtrArray *sentences)
{
  for (guint i = 0; i < sentences->len; i++)
    named_lines_add(lines, name, g_ptr_array_index(sentences, i));
}

/* "  5  CCM+TFTP 10.48.47.154  is renewed: the certificate of ..." */
static void
print_record(const PlanRecord *record, guint width)
{
  g_autofree char *number =
      record->old_number != 0 ? g_strdup_printf("%3u", record->old_number) : g_strdup("  +");
  g_autofree char *label = columns_pad(record->label, width);
  command_print_line("%s  %s  %s%s%s", number, label, plan_action_text(record->action),
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

/* "Error: record 5, CCM+TFTP 10.48.47.154: The certificate ended on ...; renew the certificate ..." */
static void
print_finding(const Finding *finding)
{
  g_autofree char *line = finding->advice != NULL
                              ? g_strdup_printf(_("%s; %s"), finding->line, _(finding->advice))
                              : g_strdup(finding->line);
  command_print_line(_("%s: %s."), finding_get_title(finding), line);
}

static void
print_findings(const GPtrArray *findings)
{
  gboolean begun = FALSE;
  for (guint i = 0; i < findings->len; i++) {
    const Finding *finding = g_ptr_array_index(findings, i);
    if (finding->rule->severity == LINT_INFO)
      continue;
    if (!begun)
      command_print_line("%s", _("Of the list that this makes:"));
    begun = TRUE;
    print_finding(finding);
  }
}

gboolean
plan_report_has_errors(const PlanReport *report)
{
  const GPtrArray *findings = report->findings;
  for (guint i = 0; findings != NULL && i < findings->len; i++)
    if (finding_is_obstacle(g_ptr_array_index(findings, i)))
      return TRUE;
  return FALSE;
}

/* What was not judged is not called well: its certificates may have ended. */
static gboolean
is_all_well(const PlanReport *report)
{
  return report->plan->to_do->len == 0 && report->plan->unread->len == 0 && report->findings != NULL &&
         !plan_report_has_errors(report);
}

static void
print_end(const PlanReport *report)
{
  PlanPart parts[PLAN_N_PARTS];
  g_autoptr(NamedLines) lines = named_lines_new();
  plan_get_parts(report->plan, parts);
  for (guint i = 0; i < PLAN_N_PARTS; i++)
    add_sentences(lines, parts[i].name, parts[i].sentences);
  g_autofree char *text = named_lines_to_text(lines, "", 10);
  command_print(text);
  command_print_line("%s", plan_get_verdict(report->plan, is_all_well(report)));
  if (report->plan->wants_tokens)
    command_note(_("--token and --token-certificate name the tokens; --to tokenless wants none."));
}

void
plan_report_print(const PlanReport *report)
{
  g_autofree char *today = plan_describe_today(report->list);
  command_print_line("%s", today);
  print_records(report->plan->records);
  if (report->findings != NULL)
    print_findings(report->findings);
  print_end(report);
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

void
json_add_plan(JsonBuilder *json, const PlanReport *report)
{
  const Plan *plan = report->plan;
  json_add_string(json, "goal", plan_goal_get_word(report->goal));
  add_list_facts_json(json, report->list);
  json_builder_set_member_name(json, "records");
  json_builder_begin_array(json);
  for (guint i = 0; i < plan->records->len; i++)
    add_record_json(json, g_ptr_array_index(plan->records, i));
  json_builder_end_array(json);
  json_add_boolean(json, "needs_list", plan_needs_list(plan));
  json_add_boolean(json, "determined", plan_check_determined(plan, NULL));
  json_add_texts(json, "to_do", plan->to_do);
  json_add_texts(json, "unknown", plan->unknown);
  json_add_texts(json, "unread", plan->unread);
  json_add_texts(json, "notes", plan->notes);
}
