/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/workflow/judge/finding.h"
#include "app/workflow/list/list-document.h"
#include "app/workflow/list/record-facts.h"

/* What is wrong with the list that a window shows, for the places where it is shown. */

/* What judge_list() has against the list at the time NOW (seconds since 1970): against the signed one, or
 * against the draft when it was changed. Returns Findings, none for a damaged or an empty list; the caller
 * frees them. */
GPtrArray *list_findings_of_document(const ListDocument *document, gint64 now);

/* What concerns the list as a whole: a sentence a line ("Warning: The list has no CAPF record, so ..."), or
 * NULL. The caller frees it. */
char *list_findings_describe_list(const GPtrArray *findings);

/* Marks the rows (of RecordFacts, one for each record) that have findings. */
void list_findings_mark(const GPtrArray *findings, GPtrArray *rows);

/* Those of record INDEX as facts (of RecordFact). The caller frees them. */
GPtrArray *list_findings_for_record(const GPtrArray *findings, guint index);
