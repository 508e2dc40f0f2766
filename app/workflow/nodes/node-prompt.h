/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/base/prompt.h"

/* Hands the questions of several jobs that run at the same time to another prompt, one after the other. The
 * passphrase of a key file is asked for once, and each host key, whatever the answer. After a cancellation
 * nothing is asked any more. */
#define NODE_PROMPT_TYPE (node_prompt_get_type())
G_DECLARE_FINAL_TYPE(CtlNodePrompt, node_prompt, CTL, NODE_PROMPT, GObject)

/* A reference to NEXT is taken. */
CtlNodePrompt *node_prompt_new(CtlPrompt *next);

/* A question about host keys has been answered already, for HOST's with FINGERPRINT among others: YES is said
 * when it comes again. */
void node_prompt_answer_host_key(CtlNodePrompt *prompt, const char *host, const char *fingerprint,
                                 gboolean yes);
