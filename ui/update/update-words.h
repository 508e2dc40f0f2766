/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/workflow/update/update-session.h"

/* What the window of a job calls what it shows. No job runs, where nothing else is said. */

typedef struct {
  const UpdateSession *session; /* the thread's while the job is running */
  UpdateStepId current;         /* the step in work or the next one */
  gboolean running;
  gboolean started;
  gboolean failed; /* the current step */
} UpdateMoment;

/* The window's title. The caller frees it. */
char *update_words_title(const UpdateSession *session);

/* How far the current step is; also while the job is running. Static. */
const char *update_words_state(const UpdateMoment *moment);

/* TRUE when SESSION waits until somebody has named tokens: to ask the cluster again is no help. */
gboolean update_words_wants_tokens(const UpdateSession *session);

/* What to know before the current step; NULL: nothing. Static. */
const char *update_words_introduction(const UpdateMoment *moment);

/* The button that goes on. Static. */
const char *update_words_go(const UpdateMoment *moment);
