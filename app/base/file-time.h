/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* Times of files as servers tell them, in seconds since 1970. */

/* TIME, or -1 for one that no list can have: before 1990, or more than a day after now. */
gint64 file_time_check(gint64 time);

/* "2026-11-30 02:15:32 UTC"; the caller frees it. TIME was checked. */
char *file_time_to_text(gint64 time);
