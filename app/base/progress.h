/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

/* How a job tells what it is doing. Calls come from the thread that runs the job. */
typedef struct {
  /* STEP is a translated sentence in the present tense ("Uploading CTLFile.tlv"), without a full stop.
   * FRACTION is the done part of this step, 0 to 1, or negative when it cannot be told. */
  void (*func)(const char *step, double fraction, gpointer user_data);
  gpointer user_data;
} Progress;

/* PROGRESS may be NULL, then nothing is told. */
void progress_step(const Progress *progress, const char *format, ...) G_GNUC_PRINTF(2, 3);
void progress_fraction(const Progress *progress, const char *step, gsize done, gsize total);
