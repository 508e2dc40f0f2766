/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/base/prompt.h"

/* Asks on the controlling terminal (/dev/tty), whatever standard input and output are connected to. Secrets
 * are read without echo. Without a terminal every question fails with CTL_ERROR_USAGE. */
#define TERMINAL_PROMPT_TYPE (terminal_prompt_get_type())
G_DECLARE_FINAL_TYPE(TerminalPrompt, terminal_prompt, CTL, TERMINAL_PROMPT, GObject)

/* WITHOUT_TERMINAL says, after the question, what to do where there is no terminal, such as
 * "use --pin-file or --pin-fd"; one text for each kind, or NULL. */
TerminalPrompt *terminal_prompt_new(const char *(*without_terminal)(PromptKind kind));
