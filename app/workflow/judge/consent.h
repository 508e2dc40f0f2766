/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/workflow/judge/finding.h"

/* The errors that a person goes on in spite of, each named by its rule. Not changed any more once it is in
 * use, so any thread may ask it. */
typedef struct _Consent Consent;

/* To nothing. */
Consent *consent_new(void);
/* CONSENT may be NULL: to nothing. */
Consent *consent_copy(const Consent *consent);
void consent_free(Consent *consent);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Consent, consent_free)

/* Accepts the rule ID. Errors: CTL_ERROR_USAGE when there is no such rule, or none that may be overruled. */
gboolean consent_accept(Consent *consent, const char *id, GError **error);

/* Accepts RULE, one of this program's own that may be overruled. */
void consent_accept_rule(Consent *consent, JudgeRule rule);

/* Accepts all that MORE (may be NULL) accepts. */
void consent_extend(Consent *consent, const Consent *more);

/* Accepts all that may be overruled. */
void consent_accept_all(Consent *consent);

/* TRUE for a finding that stands in the way unless it is accepted. */
gboolean finding_is_obstacle(const Finding *finding);

/* TRUE for one of these that CONSENT (may be NULL: to nothing) overrules. */
gboolean consent_overrules(const Consent *consent, const Finding *finding);

/* TRUE when CONSENT would overrule RULE, so that it need not be found out whether it is broken. */
gboolean consent_covers(const Consent *consent, JudgeRule rule);

/* May the job go on? Errors: CTL_ERROR_SIGNATURE, CTL_ERROR_NOT_CHECKED or CTL_ERROR_UNACCEPTABLE for the
 * first error that can never be overruled, else CTL_ERROR_REJECTED for the first that was not. The message is
 * what was found and what to do, and how many more there are. */
gboolean consent_check(const Consent *consent, const GPtrArray *findings, GError **error);
