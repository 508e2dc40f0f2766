/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* What the platform CLI sends and is sent, as text. Nothing here does any input or output. */

/* What the end of the text received so far means. */
typedef enum {
  PLATFORM_CLI_RUNNING,
  PLATFORM_CLI_PROMPT,         /* "admin:" on a line of its own */
  PLATFORM_CLI_PROMPT_IN_LINE, /* "admin:" after other text, as after a last line without an end */
  PLATFORM_CLI_QUESTION,       /* it wants y or n */
  PLATFORM_CLI_MORE,           /* it wants a key before it shows more */
} PlatformCliState;

/* LEN bytes of a terminal's output as the lines that are to be seen: text_lines_for_people(), without escape
 * sequences, control characters, what was overwritten, and blanks at line ends. The caller frees it. */
char *platform_cli_clean(const char *raw, gsize len);

/* TEXT is clean. */
PlatformCliState platform_cli_get_state(const char *text);

/* TRUE when nothing but the prompt stands in clean TEXT, once or several times. */
gboolean platform_cli_is_only_prompt(const char *text);

/* TRUE when clean TEXT begins with the echo of COMMAND, or with prompts and then that. */
gboolean platform_cli_has_echo(const char *text, const char *command);

/* Clean TEXT without the echo of COMMAND (which may be wrapped anywhere), without the questions for more and
 * the final prompt. The caller frees it. */
char *platform_cli_strip(const char *text, const char *command);

/* FALSE with CTL_ERROR_USAGE for `utils ctl`, in any spelling that the CLI may take, and for text that is no
 * single command. */
gboolean platform_cli_check_command(const char *command, GError **error);

/* FALSE with CTL_ERROR_REMOTE when OUTPUT of COMMAND says that the CLI does not know the command or that it
 * failed. HOST is named in the message. */
gboolean platform_cli_check_output(const char *host, const char *command, const char *output, GError **error);

/* The last line with something in it. The caller frees it. */
char *platform_cli_last_line(const char *text);
