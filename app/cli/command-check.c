/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/cli/command.h"

#include "app/base/clock.h"
#include "app/base/error.h"
#include "app/cli/output/json-output.h"
#include "app/cli/output/list-json.h"
#include "app/cli/output/rule-table.h"
#include "app/trustlist/lint/lint.h"
#include "app/trustlist/record-identity.h"
#include "app/workflow/list/list-file.h"

#include <glib/gi18n.h>

static char *
label_of(const TrustList *list, const LintFinding *finding)
{
  return finding->record != RECORD_NONE ? record_dup_label(trust_list_get_record(list, finding->record))
                                        : NULL;
}

static void
add_finding(JsonBuilder *builder, const TrustList *list, const LintFinding *finding)
{
  const LintRuleInfo *rule = lint_rule_get(finding->rule);
  g_autofree char *label = label_of(list, finding);
  json_builder_begin_object(builder);
  json_add_string(builder, "id", rule->id);
  json_add_string(builder, "severity", lint_severity_get_word(rule->severity));
  json_add_record_number(builder, "record", finding->record);
  json_add_string(builder, "label", label);
  json_add_string(builder, "text", finding->text);
  json_builder_end_object(builder);
}

static void
print_json(const ListFile *file, const GPtrArray *findings)
{
  g_autoptr(JsonBuilder) builder = json_builder_new();
  json_builder_begin_object(builder);
  json_add_file_facts(builder, file->bytes);
  json_add_string(builder, "kind", trust_list_is_itl(file->list) ? "ITL" : "CTL");
  json_add_int(builder, "errors", lint_count(findings, LINT_ERROR));
  json_add_int(builder, "warnings", lint_count(findings, LINT_WARNING));
  json_builder_set_member_name(builder, "findings");
  json_builder_begin_array(builder);
  for (guint i = 0; i < findings->len; i++)
    add_finding(builder, file->list, g_ptr_array_index(findings, i));
  json_builder_end_array(builder);
  json_builder_end_object(builder);
  json_output_print(builder);
}

static void
print_finding(const TrustList *list, const LintFinding *finding)
{
  const LintRuleInfo *rule = lint_rule_get(finding->rule);
  g_autofree char *label = label_of(list, finding);
  const char *severity = rule_severity_get_text(rule->severity);
  /* TRANSLATORS: how bad it is, the record's number and name, what was found, the rule's name */
  if (label != NULL)
    command_print_line(_("%s: record %u, %s: %s [%s]\n"), severity, finding->record + 1, label, finding->text,
                       rule->id);
  else
    command_print_line(_("%s: %s [%s]\n"), severity, finding->text, rule->id);
}

static const char *
name_file(const char *path)
{
  return g_str_equal(path, "-") ? _("Standard input") : path;
}

static void
print_text(const ListFile *file, const char *path, const GPtrArray *findings)
{
  guint n_errors = lint_count(findings, LINT_ERROR);
  guint n_warnings = lint_count(findings, LINT_WARNING);
  for (guint i = 0; i < findings->len; i++)
    print_finding(file->list, g_ptr_array_index(findings, i));
  g_autofree char *errors = g_strdup_printf(ngettext("%u error", "%u errors", n_errors), n_errors);
  g_autofree char *warnings = g_strdup_printf(ngettext("%u warning", "%u warnings", n_warnings), n_warnings);
  command_print_line("%s: %s, %s", name_file(path), errors, warnings);
}

/* The one error that there is, when it is of this machine: then it is not known whether the list is good. */
static const LintFinding *
find_open_question(const GPtrArray *findings)
{
  if (lint_count(findings, LINT_ERROR) != 1)
    return NULL;
  for (guint i = 0; i < findings->len; i++) {
    const LintFinding *finding = g_ptr_array_index(findings, i);
    if (finding->rule == LINT_SIGNATURE_NOT_CHECKED)
      return finding;
  }
  return NULL;
}

static gboolean
run_check(CommandContext *context, char **arguments, GError **error)
{
  g_autoptr(ListFile) file = list_file_load(arguments[0], context->cancellable, error);
  if (file == NULL)
    return FALSE;
  gboolean standard_input = g_str_equal(arguments[0], "-");
  g_autofree char *name = standard_input ? NULL : g_path_get_basename(arguments[0]);
  g_autoptr(GPtrArray) findings = trust_list_lint(file->list, name, clock_unix_time());
  if (context->options.json)
    print_json(file, findings);
  else
    print_text(file, arguments[0], findings);
  const LintFinding *question = find_open_question(findings);
  if (question != NULL)
    g_set_error(error, CTL_ERROR, CTL_ERROR_NOT_CHECKED, "%s: %s", name_file(arguments[0]), question->text);
  context->answer_is_no = question == NULL && lint_count(findings, LINT_ERROR) > 0;
  return question == NULL;
}

const Command command_check = {
    .name = "check",
    .arguments = N_("FILE"),
    .summary = N_("Look for all that is wrong with a trust list"),
    .description = N_(
        "FILE is a CTLFile.tlv or ITLFile.tlv, or - for standard input. The list is checked against the\n"
        "rules below, each record against its certificate. Each finding is one line with its severity, its\n"
        "record and, in brackets, its name. The exit status is 0 when there is no error (warnings are\n"
        "allowed), 1 when there is one, 5 when the file is damaged, or when the only error is that this\n"
        "machine cannot check the signature."),
    .describe_more = rule_table_of_lint,
    .min_arguments = 1,
    .max_arguments = 1,
    .run = run_check,
};
