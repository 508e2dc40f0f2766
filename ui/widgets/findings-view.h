/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/workflow/judge/consent.h"

#include <gtk/gtk.h>

/* What speaks against a list, a row each, errors first; the user overrules each obstacle for itself. Hidden
 * when there is nothing. The signal "changed" tells that the user has changed his mind. */
#define FINDINGS_VIEW_TYPE (findings_view_get_type())
G_DECLARE_FINAL_TYPE(CtlFindingsView, findings_view, CTL, FINDINGS_VIEW, GtkBox)

/* Shows those of FINDINGS (of Finding, may be NULL: none) that are at least so severe, and all obstacles.
 * What the user has decided about the same finding before stays. */
void findings_view_show(CtlFindingsView *view, const GPtrArray *findings, LintSeverity at_least);

/* The rules that the user overrules: those whose obstacles are all accepted. The caller frees it. */
Consent *findings_view_dup_consent(CtlFindingsView *view);

/* TRUE when no obstacle is left. */
gboolean findings_view_is_settled(CtlFindingsView *view);
