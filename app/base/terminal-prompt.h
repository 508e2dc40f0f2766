/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/base/prompt.h"

/* Asks on the controlling terminal (/dev/tty), whatever standard input and output are connected to. Secrets
 * are read without echo. Without a terminal every question fails with CTL_ERROR_USAGE. */
#define TERMINAL_PROMPT_TYPE (terminal_prompt_get_type())
G_DECLARE_FINAL_TYPE(CtlTerminalPrompt, terminal_prompt, CTL, TERMINAL_PROMPT, GObject)

/* Says, after a question of KIND, what to do where there is no terminal, such as "use --pin-file or
 * --pin-fd"; or NULL. */
typedef const char *(*TerminalPromptHint)(PromptKind kind, gconstpointer data);

/* WITHOUT_TERMINAL may be NULL; it gets DATA, which has to outlive the prompt. */
CtlTerminalPrompt *terminal_prompt_new(TerminalPromptHint without_terminal, gconstpointer data);
