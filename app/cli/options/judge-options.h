/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/cli/output/json-output.h"
#include "app/workflow/judge/consent.h"

/* What commands that judge a list have in common: the options --accept and --force, and what is said of what
 * was found. */

/* Adds the options to GROUP. */
void judge_options_add(GOptionGroup *group);

/* What the options accept. Errors: CTL_ERROR_USAGE. The caller frees it. */
Consent *judge_options_make_consent(GError **error);

/* Tells of FINDINGS (of Finding) on standard error: notes, warnings, errors that were overruled, and, when
 * there are several, those that stand in the way. What TOLD, a set of texts, holds already is passed over;
 * NULL: tell all. */
void judge_note_findings(const GPtrArray *findings, const Consent *consent, GHashTable *told);

/* Adds to *ERROR of consent_check(), where FINDINGS stand in the way, which options overrule them. *ERROR may
 * be any other error, or NULL. */
void judge_hint_accept(const GPtrArray *findings, const Consent *consent, GError **error);

/* Adds the member "findings". */
void json_add_findings(JsonBuilder *builder, const GPtrArray *findings, const Consent *consent);

/* Tells of FINDINGS (judge_note_findings()). TRUE when CONSENT lets them pass; else ERROR says how to
 * overrule them (judge_hint_accept()) and, with JSON, {"error": ..., "findings": ...} was printed. */
gboolean judge_pass(const GPtrArray *findings, const Consent *consent, gboolean json, GError **error);
