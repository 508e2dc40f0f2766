/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/list/history-findings.h"

#include <glib/gi18n.h>

void
history_node_keep_findings(HistoryNode *node, const GPtrArray *findings, const Consent *consent)
{
  for (guint i = 0; i < findings->len; i++) {
    const Finding *finding = g_ptr_array_index(findings, i);
    if (finding->rule->severity != LINT_INFO)
      history_node_add_finding(node, finding->rule->id, lint_severity_get_word(finding->rule->severity),
                               finding->line, consent_overrules(consent, finding));
  }
}

void
history_audit_signature(GBytes *bytes, const GPtrArray *findings, const Consent *consent, GPtrArray *warnings)
{
  g_autoptr(HistoryEntry) entry = history_entry_new("sign", bytes);
  g_autoptr(GError) why = NULL;
  HistoryNode *node = history_entry_add_node(entry, NULL, NULL, "signed", NULL);
  history_node_keep_findings(node, findings, consent);
  if (!history_audit(entry, &why) && warnings != NULL)
    g_ptr_array_add(warnings, g_strdup_printf(_("The history is not complete: %s"), why->message));
}
