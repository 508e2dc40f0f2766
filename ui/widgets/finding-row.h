/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/workflow/judge/consent.h"

#include <gtk/gtk.h>

/* One thing that speaks against a list, in words, with what to do; below what stands in the way
 * and may be overruled a deliberate "go on all the same". The signal "changed" tells that the user has
 * changed his mind. */
#define FINDING_ROW_TYPE (finding_row_get_type())
G_DECLARE_FINAL_TYPE(CtlFindingRow, finding_row, CTL, FINDING_ROW, GtkBin)

/* With the label of the record in LIST, which may be NULL. Both are copied. */
GtkWidget *finding_row_new(const Finding *finding);

const LintRuleInfo *finding_row_get_rule(CtlFindingRow *row);

/* It stands in the way as long as it is not accepted. */
gboolean finding_row_is_obstacle(CtlFindingRow *row);

/* The whole text, which tells rows apart. Borrowed. */
const char *finding_row_get_text(CtlFindingRow *row);

/* The user has overruled it before. */
void finding_row_set_accepted(CtlFindingRow *row);
gboolean finding_row_is_accepted(CtlFindingRow *row);
