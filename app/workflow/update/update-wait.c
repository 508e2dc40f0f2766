/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/update/update-wait.h"

#include "app/base/clock.h"
#include "app/base/error.h"

gboolean
update_run_waiting(Update *update, int wait_s, CtlPrompt *prompt, const Progress *progress,
                   GCancellable *cancellable, GError **error)
{
  UpdateStepId id = update_get_next(update);
  gint64 until_us = clock_now_us() + wait_s * G_TIME_SPAN_SECOND;
  for (;;) {
    if (!update_run_next(update, prompt, progress, cancellable, error))
      return FALSE;
    if (id != UPDATE_TRUST || update_get_step(update, id)->state != UPDATE_WAITING ||
        clock_now_us() >= until_us)
      return TRUE;
    if (!clock_sleep(clock_in_ms(UPDATE_POLL_S * 1000), cancellable))
      return !ctl_cancelled(cancellable, error);
  }
}
