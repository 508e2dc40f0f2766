/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/trustlist/lint.h"
#include "app/workflow/list-document.h"
#include "app/workflow/record-facts.h"

/* What is wrong with the list that a window shows, for the places where it is shown. */

/* Looks for all that is wrong at the time NOW (seconds since 1970). Of a list that is not signed yet, the
 * records only; that tokens are missing is left to list_document_describe_hint(). Returns LintFindings, none
 * for a damaged file; the caller frees them. */
GPtrArray *list_findings_of_document(const ListDocument *document, gint64 now);

/* What concerns the list as a whole: a sentence a line ("Warning: The list has no CAPF record, so ..."), or
 * NULL. The caller frees it. */
char *list_findings_describe_list(const GPtrArray *findings);

/* Marks the rows (of RecordFacts, one for each record) that have findings. */
void list_findings_mark(const GPtrArray *findings, GPtrArray *rows);

/* Those of record INDEX as facts (of RecordFact). The caller frees them. */
GPtrArray *list_findings_for_record(const GPtrArray *findings, guint index);
