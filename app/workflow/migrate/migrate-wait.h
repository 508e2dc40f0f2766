/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/workflow/migrate/migrate.h"

/* migrate_run_next(), for who wants to wait in front of it: while the step MIGRATE_TRUST finds that TVS
 * does not know the tokens yet, it is run again every MIGRATE_POLL_S seconds, as long as it began less than
 * WAIT_S seconds (0 or less: once only) after the first time. */
gboolean migrate_run_waiting(Migration *migration, int wait_s, CtlPrompt *prompt, const Progress *progress,
                             GCancellable *cancellable, GError **error);
