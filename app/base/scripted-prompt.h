/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/base/prompt.h"

/* A prompt with its answers given beforehand (--pin-file, --password-fd, --host-key, --yes, tests). A
 * question without an answer goes on to the next prompt, or fails with CTL_ERROR_USAGE when there is none. */
#define SCRIPTED_PROMPT_TYPE (scripted_prompt_get_type())
G_DECLARE_FINAL_TYPE(CtlScriptedPrompt, scripted_prompt, CTL, SCRIPTED_PROMPT, GObject)

/* NEXT (may be NULL) is asked when no answer fits; a reference is taken. */
CtlScriptedPrompt *scripted_prompt_new(CtlPrompt *next);

/* Is told the questions whose secret comes from here: nobody else sees them, and what they say. */
typedef void (*ScriptedPromptFunc)(const PromptQuestion *question);
void scripted_prompt_set_func(CtlScriptedPrompt *self, ScriptedPromptFunc func);

/* The answer to questions of KIND. ANSWER is taken; it is given once only, so that a wrong password is never
 * tried twice. Answers of the same kind are given in the order in which they were added. */
void scripted_prompt_take_secret(CtlScriptedPrompt *self, PromptKind kind, Secret *answer);

/* Says yes to host key questions about FINGERPRINT (FINGERPRINT_HOST_KEY, compared whole), no to others.
 * Several calls make several that are right; of several keys that are asked about all have to be. */
void scripted_prompt_set_host_key(CtlScriptedPrompt *self, const char *fingerprint);

/* Says YES or no to every PROMPT_LAST_TRY and PROMPT_STEP. */
void scripted_prompt_set_last_try(CtlScriptedPrompt *self, gboolean yes);
