/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/list/list-findings.h"

#include "app/workflow/judge/judge-list.h"

#include <glib/gi18n.h>

static GPtrArray *
judge_signed(const ListDocument *document, gint64 now)
{
  const ListCase question = {.list = list_document_get_signed(document),
                             .is_signed = TRUE,
                             .file_name = list_document_get_name(document),
                             .now = now};
  return judge_list(&question);
}

GPtrArray *
list_findings_of_document(const ListDocument *document, gint64 now)
{
  const ListDraft *draft = list_document_get_draft(document);
  if (draft == NULL || list_draft_get_n_records(draft) == 0)
    return findings_new();
  if (list_document_get_signed(document) != NULL)
    return judge_signed(document, now);
  GPtrArray *findings = list_draft_judge(draft, NULL, DIGEST_SHA1, now, NULL);
  return findings != NULL ? findings : findings_new();
}

char *
list_findings_describe_list(const GPtrArray *findings)
{
  g_autoptr(GString) text = g_string_new(NULL);
  for (guint i = 0; i < findings->len; i++) {
    const Finding *finding = g_ptr_array_index(findings, i);
    if (finding->record != RECORD_NONE)
      continue;
    g_string_append(text, text->len > 0 ? "\n" : "");
    g_string_append_printf(text, _("%s: %s."), finding_get_title(finding), finding->text);
  }
  return text->len > 0 ? g_strdup(text->str) : NULL;
}

static guint
count(const GPtrArray *findings, guint index, LintSeverity severity)
{
  guint n = 0;
  for (guint i = 0; i < findings->len; i++) {
    const Finding *finding = g_ptr_array_index(findings, i);
    n += finding->record == index && finding->rule->severity == severity;
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
    const Finding *finding = g_ptr_array_index(findings, i);
    if (finding->record == index)
      g_ptr_array_add(facts,
                      record_fact_new(finding_get_title(finding), g_strconcat(finding->text, ".", NULL)));
  }
  return facts;
}
