/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/workflow/history/history.h"

/* An entry of the history as text. The member names never change: `history --json`, the history's files and
 * the audit log share them. */

/* A JSON object. The caller frees it. */
char *history_entry_to_json(const HistoryEntry *entry);

/* A line for each node. The caller frees it. */
char *history_entry_to_audit(const HistoryEntry *entry);

/* Fills ENTRY, whose nodes are empty. FALSE when BYTES are no such object. */
gboolean history_entry_from_json(HistoryEntry *entry, GBytes *bytes);
