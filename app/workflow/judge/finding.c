/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/judge/finding.h"

#include "app/trustlist/record-identity.h"

#include <glib/gi18n.h>

static void
finding_free(gpointer data)
{
  Finding *finding = data;
  g_free(finding->text);
  g_free(finding->line);
  g_free(finding);
}

GPtrArray *
findings_new(void)
{
  return g_ptr_array_new_with_free_func(finding_free);
}

/* Takes TEXT and LINE. */
static void
add(GPtrArray *findings, const LintRuleInfo *rule, guint record, char *text, char *line, const char *advice)
{
  Finding *finding = g_new0(Finding, 1);
  *finding = (Finding){.rule = rule,
                       .record = record,
                       .text = text,
                       .line = line,
                       .advice = advice,
                       .obstacle = rule->severity == LINT_ERROR};
  g_ptr_array_add(findings, finding);
}

void
findings_add(GPtrArray *findings, JudgeRule rule, char *text, const char *advice)
{
  add(findings, judge_rule_get(rule), RECORD_NONE, text, g_strdup(text), advice);
}

static void
mark_last(GPtrArray *findings, gboolean obstacle)
{
  Finding *last = g_ptr_array_index(findings, findings->len - 1);
  last->obstacle = obstacle;
}

void
findings_add_obstacle(GPtrArray *findings, JudgeRule rule, char *text, const char *advice)
{
  g_return_if_fail(judge_rule_get(rule)->overrulable);
  findings_add(findings, rule, text, advice);
  mark_last(findings, TRUE);
}

static char *
describe(const LintFinding *found, const TrustList *list)
{
  if (found->record == RECORD_NONE)
    return g_strdup(found->text);
  g_autofree char *label = record_dup_label(trust_list_get_record(list, found->record));
  /* TRANSLATORS: the number and the name of a record, and what was found there. */
  return g_strdup_printf(_("record %u, %s: %s"), found->record + 1, label, found->text);
}

void
findings_add_lint(GPtrArray *findings, const LintFinding *found, const TrustList *list)
{
  add(findings, lint_rule_get(found->rule), found->record, g_strdup(found->text), describe(found, list),
      lint_rule_get_advice(found->rule));
}

void
findings_extend(GPtrArray *findings, const GPtrArray *more)
{
  for (guint i = 0; i < more->len; i++) {
    const Finding *finding = g_ptr_array_index(more, i);
    add(findings, finding->rule, finding->record, g_strdup(finding->text), g_strdup(finding->line),
        finding->advice);
    mark_last(findings, finding->obstacle);
  }
}

const char *
finding_get_title(const Finding *finding)
{
  switch (finding->rule->severity) {
  case LINT_INFO:
    return C_("finding", "Note");
  case LINT_WARNING:
    return C_("finding", "Warning");
  case LINT_ERROR:
    return C_("finding", "Error");
  }
  return NULL;
}

char *
findings_describe(const GPtrArray *findings)
{
  g_autoptr(GHashTable) told = g_hash_table_new(g_str_hash, g_str_equal);
  g_autoptr(GString) text = g_string_new(NULL);
  for (guint i = 0; i < findings->len; i++) {
    const Finding *finding = g_ptr_array_index(findings, i);
    if (finding->rule->severity == LINT_INFO || !g_hash_table_add(told, finding->line))
      continue;
    g_string_append(text, text->len > 0 ? "\n" : "");
    g_string_append_printf(text, _("%s: %s."), finding_get_title(finding), finding->line);
  }
  return text->len > 0 ? g_strdup(text->str) : NULL;
}
