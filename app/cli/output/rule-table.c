/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/cli/output/rule-table.h"

#include "app/cli/output/columns.h"

#include <glib/gi18n.h>

static const char *const severity_texts[] = {
    [LINT_INFO] = N_("info"),
    [LINT_WARNING] = N_("warning"),
    [LINT_ERROR] = N_("error"),
};

const char *
rule_severity_get_text(LintSeverity severity)
{
  return _(severity_texts[severity]);
}

static void
add_row(GString *text, const LintRuleInfo *rule)
{
  guint width = MAX(8, columns_of_widest(severity_texts, G_N_ELEMENTS(severity_texts)) + 1);
  g_autofree char *marked =
      g_strconcat(rule_severity_get_text(rule->severity), rule->overrulable ? "" : "*", NULL);
  g_autofree char *severity = columns_pad(marked, width);
  g_string_append_printf(text, "  %-25s %s %s\n", rule->id, severity, _(rule->explanation));
}

static char *
describe(const char *title, const LintRuleInfo *(*get)(guint), guint n)
{
  g_autoptr(GString) text = g_string_new(NULL);
  g_string_append_printf(text, "%s\n", title);
  for (guint i = 0; i < n; i++)
    add_row(text, get(i));
  g_string_append_printf(text, "%s\n", _("* can never be overruled"));
  return g_strdup(text->str);
}

static const LintRuleInfo *
get_lint(guint rule)
{
  return lint_rule_get((LintRule)rule);
}

static const LintRuleInfo *
get_judgement(guint rule)
{
  return judge_rule_get((JudgeRule)rule);
}

char *
rule_table_of_lint(void)
{
  return describe(_("Findings:"), get_lint, LINT_N_RULES);
}

char *
rule_table_of_judgement(void)
{
  return describe(_("Findings beside those of check:"), get_judgement, JUDGE_N_RULES);
}
