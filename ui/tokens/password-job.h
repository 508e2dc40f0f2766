/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ui/widgets/job.h"

/* The "run" of a job that changes a token's password: takes a Token, gives it back (a reference of its own).
 */
gpointer password_job_run(const JobContext *context, GError **error);
