/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/cli/command.h"

/* `tokens --watch`: prints a line for each token that is there, is plugged in or is pulled out, until Ctrl-C.
 * Ends with CTL_ERROR_CANCELLED, or CTL_ERROR_NO_TOKEN when there is no module to watch. */
gboolean token_watch_run(CommandContext *context, GError **error);
