/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/list-findings.h"

#include <glib/gi18n.h>

/* What a list has from its signature. */
static gboolean
comes_with_signature(LintRule rule)
{
  switch (rule) {
  case LINT_SIGNER_NOT_IN_LIST:
  case LINT_SIGNATURE_WRONG:
  case LINT_SIGNER_NAME_MISMATCH:
  case LINT_TIMESTAMP_IN_FUTURE:
  case LINT_FILENAME_ROLE:
    return TRUE;
  default:
    return FALSE;
  }
}

/* What list_document_describe_hint() says. */
static gboolean
is_about_tokens(LintRule rule)
{
  return rule == LINT_TOO_FEW_TOKENS || rule == LINT_NO_TOKEN || rule == LINT_TOKENLESS_ONE_SIGNER;
}

static void
remove_unfit(GPtrArray *findings, gboolean is_signed)
{
  for (guint i = findings->len; i-- > 0;) {
    const LintFinding *finding = g_ptr_array_index(findings, i);
    if (is_about_tokens(finding->rule) || (!is_signed && comes_with_signature(finding->rule)))
      g_ptr_array_remove_index(findings, i);
  }
}

GPtrArray *
list_findings_of_document(const ListDocument *document, gint64 now)
{
  const ListDraft *draft = list_document_get_draft(document);
  TrustList *signed_as = list_document_get_signed(document);
  if (draft == NULL || list_draft_get_n_records(draft) == 0)
    return g_ptr_array_new();
  g_autoptr(TrustList) preview = signed_as == NULL ? list_draft_preview(draft, NULL) : NULL;
  if (signed_as == NULL && preview == NULL)
    return g_ptr_array_new();
  GPtrArray *findings = trust_list_lint(signed_as != NULL ? signed_as : preview,
                                        signed_as != NULL ? list_document_get_name(document) : NULL, now);
  remove_unfit(findings, signed_as != NULL);
  return findings;
}

static const char *
severity_title(LintSeverity severity)
{
  switch (severity) {
  case LINT_INFO:
    return C_("finding", "Note");
  case LINT_WARNING:
    return C_("finding", "Warning");
  case LINT_ERROR:
    return C_("finding", "Error");
  }
  return NULL;
}

static const char *
title_of(const LintFinding *finding)
{
  return severity_title(lint_rule_get(finding->rule)->severity);
}

char *
list_findings_describe_list(const GPtrArray *findings)
{
  g_autoptr(GString) text = g_string_new(NULL);
  for (guint i = 0; i < findings->len; i++) {
    const LintFinding *finding = g_ptr_array_index(findings, i);
    if (finding->record != RECORD_NONE)
      continue;
    g_string_append(text, text->len > 0 ? "\n" : "");
    g_string_append_printf(text, _("%s: %s."), title_of(finding), finding->text);
  }
  return text->len > 0 ? g_strdup(text->str) : NULL;
}

static guint
count(const GPtrArray *findings, guint index, LintSeverity severity)
{
  guint n = 0;
  for (guint i = 0; i < findings->len; i++) {
    const LintFinding *finding = g_ptr_array_index(findings, i);
    n += finding->record == index && lint_rule_get(finding->rule)->severity == severity;
  }
  return n;
}

/* "1 error", "2 warnings"; what is worst is enough, the rest stands in the details. */
static char *
describe_mark(const GPtrArray *findings, guint index)
{
  guint n_errors = count(findings, index, LINT_ERROR);
  guint n_warnings = n_errors > 0 ? 0 : count(findings, index, LINT_WARNING);
  if (n_errors > 0)
    return g_strdup_printf(ngettext("%u error", "%u errors", n_errors), n_errors);
  return n_warnings > 0 ? g_strdup_printf(ngettext("%u warning", "%u warnings", n_warnings), n_warnings)
                        : NULL;
}

static char *
join_texts(const GPtrArray *facts)
{
  GString *text = g_string_new(NULL);
  for (guint i = 0; i < facts->len; i++) {
    const RecordFact *fact = g_ptr_array_index(facts, i);
    g_string_append(text, i > 0 ? "\n" : "");
    g_string_append_printf(text, _("%s: %s"), fact->label, fact->text);
  }
  return g_string_free(text, FALSE);
}

void
list_findings_mark(const GPtrArray *findings, GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++) {
    char *mark = describe_mark(findings, i);
    if (mark == NULL)
      continue;
    g_autoptr(GPtrArray) facts = list_findings_for_record(findings, i);
    g_autofree char *sentences = join_texts(facts);
    record_facts_set_mark(g_ptr_array_index(rows, i), mark, sentences);
    g_free(mark);
  }
}

GPtrArray *
list_findings_for_record(const GPtrArray *findings, guint index)
{
  GPtrArray *facts = g_ptr_array_new_with_free_func((GDestroyNotify)record_fact_free);
  for (guint i = 0; i < findings->len; i++) {
    const LintFinding *finding = g_ptr_array_index(findings, i);
    if (finding->record == index)
      g_ptr_array_add(facts, record_fact_new(title_of(finding), g_strconcat(finding->text, ".", NULL)));
  }
  return facts;
}
