/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/workflow/update/update.h"

/* update_run_next(), for who wants to wait in front of it: while the step UPDATE_TRUST finds that TVS
 * does not know the tokens yet, it is run again every UPDATE_POLL_S seconds, as long as it began less than
 * WAIT_S seconds (0 or less: once only) after the first time. */
gboolean update_run_waiting(Update *update, int wait_s, CtlPrompt *prompt, const Progress *progress,
                            GCancellable *cancellable, GError **error);
