/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/base/progress.h"

/* Lets jobs that run at the same time tell one Progress what they do. Calls are handed on one after the
 * other. Since the steps of the jobs come mixed, each is told once, without its fraction. */
typedef struct _SharedProgress SharedProgress;

/* NEXT may be NULL; it is borrowed. */
SharedProgress *shared_progress_new(const Progress *next);
void shared_progress_free(SharedProgress *shared);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SharedProgress, shared_progress_free)

/* For the jobs; borrowed. */
const Progress *shared_progress_get(const SharedProgress *shared);
