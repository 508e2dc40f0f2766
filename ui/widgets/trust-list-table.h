/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gtk/gtk.h>

/* The records of a trust list as a table. Signals: "selected" when another row (or none) was selected,
 * "activated" when a row was opened with Enter or a double click. */
#define TRUST_LIST_TABLE_TYPE (trust_list_table_get_type())
G_DECLARE_FINAL_TYPE(CtlTrustListTable, trust_list_table, CTL, TRUST_LIST_TABLE, GtkBin)

/* Shows ROWS (of RecordFacts). The selection stays at its row where there still is one. */
void trust_list_table_show(CtlTrustListTable *table, const GPtrArray *rows);

/* Without the columns that a narrow place has no room for. */
void trust_list_table_make_compact(CtlTrustListTable *table);

/* Gives the focus to the table, for the keyboard. */
void trust_list_table_focus(CtlTrustListTable *table);

/* The index of the selected row; -1 when none is. */
int trust_list_table_get_selected(CtlTrustListTable *table);
