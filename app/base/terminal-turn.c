/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/base/terminal-turn.h"

#include <glib.h>

static GMutex lock; /* guards what follows, and is held while a line is written */
static gboolean is_open;
static GPtrArray *waiting; /* of char *; NULL: nothing has waited yet */
static TerminalTurnShow show_waiting;

void
terminal_turn_begin(void)
{
  g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&lock);
  is_open = TRUE;
}

void
terminal_turn_end(void)
{
  g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&lock);
  is_open = FALSE;
  for (guint i = 0; waiting != NULL && i < waiting->len; i++)
    show_waiting(g_ptr_array_index(waiting, i));
  g_clear_pointer(&waiting, g_ptr_array_unref);
}

void
terminal_turn_tell(TerminalTurnShow show, const char *line)
{
  g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&lock);
  if (!is_open) {
    show(line);
    return;
  }
  if (waiting == NULL)
    waiting = g_ptr_array_new_with_free_func(g_free);
  show_waiting = show;
  g_ptr_array_add(waiting, g_strdup(line));
}
