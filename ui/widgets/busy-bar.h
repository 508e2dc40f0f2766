/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ui/widgets/job.h"

/* Shows the step and the progress of a job while it runs, with a Cancel button; hidden otherwise. */
#define BUSY_BAR_TYPE (busy_bar_get_type())
G_DECLARE_FINAL_TYPE(CtlBusyBar, busy_bar, CTL, BUSY_BAR, GtkBin)

/* A reference is taken. TEXT, a sentence without its full stop, is shown until the job tells a step. */
void busy_bar_set_job(CtlBusyBar *bar, CtlJob *job, const char *text);
