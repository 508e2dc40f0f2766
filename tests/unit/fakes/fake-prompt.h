/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/base/prompt.h"

/* A person who gives the same answer to every question of a kind, and whose questions are counted. A second
 * question while one is being answered fails the test. */
#define FAKE_PROMPT_TYPE (fake_prompt_get_type())
G_DECLARE_FINAL_TYPE(CtlFakePrompt, fake_prompt, FAKE, PROMPT, GObject)

CtlFakePrompt *fake_prompt_new(void);

/* The answers: no, and none at all (CTL_ERROR_CANCELLED), until something else is said here. */
void fake_prompt_set_yes(CtlFakePrompt *prompt, PromptKind kind, gboolean yes);
void fake_prompt_set_secret(CtlFakePrompt *prompt, PromptKind kind, const char *secret);

guint fake_prompt_count(const CtlFakePrompt *prompt, PromptKind kind);

/* The last question of KIND: "SUBJECT: MESSAGE (DETAIL)"; NULL when none was asked. Borrowed. */
const char *fake_prompt_get_last(const CtlFakePrompt *prompt, PromptKind kind);
