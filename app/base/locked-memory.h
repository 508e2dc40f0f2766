/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

/* Memory for secrets: locked (never swapped out), left out of core files, between two guard pages. It comes
 * in pieces of one size; when all are taken, another page is locked, as far as the system lets one user lock
 * memory (RLIMIT_MEMLOCK; getrlimit(2), mlock(2)). */
#define LOCKED_PIECE_LEN 512

/* A piece, filled with zeros. NULL with CTL_ERROR_FAILED when no more memory can be locked. */
gpointer locked_memory_take(GError **error);

/* Wipes PIECE (NULL: does nothing) and gives it back; a page without pieces in use is unlocked. */
void locked_memory_give_back(gpointer piece);
