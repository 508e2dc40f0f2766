/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/workflow/history/history.h"
#include "app/workflow/judge/consent.h"

/* Keeps with NODE what was known against its list: the errors and warnings of FINDINGS (of Finding), and
 * which of them CONSENT (may be NULL) overruled. */
void history_node_keep_findings(HistoryNode *node, const GPtrArray *findings, const Consent *consent);

/* The list BYTES was signed here, FINDINGS being known: a line in the audit log. That it cannot be written is
 * a warning (char *) for WARNINGS, which may be NULL. */
void history_audit_signature(GBytes *bytes, const GPtrArray *findings, const Consent *consent,
                             GPtrArray *warnings);
