/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/base/file-time.h"

#include "app/base/clock.h"

#define EARLIEST 631152000 /* 1 January 1990 */
#define DAY_S 86400        /* clocks differ */

gint64
file_time_check(gint64 time)
{
  return time >= EARLIEST && time <= clock_unix_time() + DAY_S ? time : -1;
}

char *
file_time_to_text(gint64 time)
{
  g_autoptr(GDateTime) date = g_date_time_new_from_unix_utc(time);
  return date != NULL ? g_date_time_format(date, "%Y-%m-%d %H:%M:%S UTC") : g_strdup("?");
}
