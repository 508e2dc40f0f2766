/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/migrate/migrate-wait.h"

#include "app/base/clock.h"
#include "app/base/error.h"

gboolean
migrate_run_waiting(Migration *migration, int wait_s, CtlPrompt *prompt, const Progress *progress,
                    GCancellable *cancellable, GError **error)
{
  MigrateStepId id = migrate_get_next(migration);
  gint64 until_us = clock_now_us() + wait_s * G_TIME_SPAN_SECOND;
  for (;;) {
    if (!migrate_run_next(migration, prompt, progress, cancellable, error))
      return FALSE;
    if (id != MIGRATE_TRUST || migrate_get_step(migration, id)->state != MIGRATE_WAITING ||
        clock_now_us() >= until_us)
      return TRUE;
    if (!clock_sleep(clock_in_ms(MIGRATE_POLL_S * 1000), cancellable))
      return !ctl_cancelled(cancellable, error);
  }
}
