/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/workflow/history/history.h"

/* What the history tells, as texts to show. The caller frees each. */

/* "21 Nov 2026, 10:30", in the local time zone. */
char *history_describe_time(const HistoryEntry *entry);

/* "Pushed", "Was replaced", "Fetched". */
char *history_describe_action(const HistoryEntry *entry);

/* The publishers by their names, or their hosts where they have none: "hq, 10.48.47.155". */
char *history_describe_where(const HistoryEntry *entry);

/* The signer's name, "SAST-ADN008580ef". */
char *history_describe_signer(const HistoryEntry *entry);

/* Who did it, what became of it on each node, and the checksums: lines. */
char *history_describe_facts(const HistoryEntry *entry);
