/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/base/progress.h"
#include "app/base/prompt.h"
#include "app/publisher/ssh/session.h"

/* The command line of a Unified CM node ("Platform CLI"), over SSH with a terminal of its own. Used by one
 * thread at a time. */
typedef struct _PlatformCli PlatformCli;

/* Logs in as ADDRESS's user (its path is not used), waits for the prompt "admin:" and switches pagination
 * off; or takes a session with this user that LOGIN's keeper has, when the node still answers there; its
 * warnings, which were told before, are gone. LOGIN as for publisher_session_open(); its timeout_ms, when
 * set, is also how long a command may be silent (otherwise two minutes, since a node takes that long to start
 * its CLI or a service). Errors: those of publisher_session_open(); CTL_ERROR_REMOTE when no prompt comes. */
PlatformCli *platform_cli_open(const PublisherAddress *address, const PublisherLogin *login,
                               CtlPrompt *prompt, const Progress *progress, GCancellable *cancellable,
                               GError **error);
void platform_cli_close(PlatformCli *cli);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PlatformCli, platform_cli_close)

/* What is said to a command that asks yes or no. */
typedef enum {
  PLATFORM_CLI_NO,
  PLATFORM_CLI_YES,
} PlatformCliAnswer;

/* Runs COMMAND and returns what it printed, without echo and prompt, as lines of valid UTF-8 without control
 * characters. `utils ctl ...` is refused, since it replaces a token-signed list. The caller frees the text.
 * Errors: CTL_ERROR_USAGE (refused command), CTL_ERROR_REMOTE (the node does not know the command, it failed,
 * it asked and ANSWER was no), CTL_ERROR_UNREACHABLE (the session ended, or nothing came for too long),
 * _CANCELLED. After the last two the CLI cannot be used any more. */
char *platform_cli_run(PlatformCli *cli, const char *command, PlatformCliAnswer answer,
                       GCancellable *cancellable, GError **error);

/* The same for a command that a node may refuse without harm: *TEXT is NULL then (CTL_ERROR_REMOTE). FALSE
 * for the other errors, after which the CLI cannot be used any more. */
gboolean platform_cli_ask(PlatformCli *cli, const char *command, char **text, GCancellable *cancellable,
                          GError **error);

/* As publisher_session_get_warnings(). */
const GPtrArray *platform_cli_get_warnings(const PlatformCli *cli);
