/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/base/prompt.h"
#include "app/publisher/settings/old-algorithms.h"

/* What a person allows of the old algorithms while the nodes of a publisher are called: all that a server
 * needs in one question, and for all servers of the same age together. Any thread; only
 * algorithm_consent_ask() waits for a person. */
typedef struct _AlgorithmConsent AlgorithmConsent;

/* NAME is what the user calls the publisher. */
AlgorithmConsent *algorithm_consent_new(const char *name);
void algorithm_consent_free(AlgorithmConsent *consent);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AlgorithmConsent, algorithm_consent_free)

/* What was allowed so far, a set of OldAlgorithm. */
guint algorithm_consent_get(AlgorithmConsent *consent);

/* Somebody may be asked again for what was refused so far. */
void algorithm_consent_forget_refused(AlgorithmConsent *consent);

/* TRUE when all of WANTED is allowed; PROMPT is asked for what is not (PROMPT_OLD_ALGORITHMS), but not again
 * for what was refused. While one is asked the others wait. FALSE also when nobody can be asked, or
 * CANCELLABLE was cancelled. */
gboolean algorithm_consent_ask(AlgorithmConsent *consent, guint wanted, CtlPrompt *prompt,
                               GCancellable *cancellable);
