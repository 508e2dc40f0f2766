/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/base/progress.h"

void
progress_step(const Progress *progress, const char *format, ...)
{
  if (progress == NULL)
    return;
  va_list args;
  va_start(args, format);
  g_autofree char *step = g_strdup_vprintf(format, args);
  va_end(args);
  progress->func(step, -1.0, progress->user_data);
}

void
progress_fraction(const Progress *progress, const char *step, gsize done, gsize total)
{
  if (progress == NULL)
    return;
  progress->func(step, total > 0 ? (double)done / (double)total : 1.0, progress->user_data);
}
