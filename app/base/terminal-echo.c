/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/base/terminal-echo.h"

#include <errno.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static GMutex lock; /* guards what follows */
static gboolean is_open;
static gboolean is_paused;
static int tty_fd;
static const char *question;
static struct termios before;
static struct termios quiet;

/* In the background the terminal is not ours to change, and trying to would stop the program. WHEN is that of
 * tcsetattr(): with TCSAFLUSH what was typed before is thrown away. */
static gboolean
set_terminal(const struct termios *state, int when)
{
  if (tcgetpgrp(tty_fd) != getpgrp())
    return FALSE;
  while (tcsetattr(tty_fd, when, state) != 0 && errno == EINTR)
    ;
  return TRUE;
}

void
terminal_echo_off(int tty, const char *line)
{
  g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&lock);
  if (tcgetattr(tty, &before) != 0)
    return;
  is_open = TRUE;
  is_paused = FALSE;
  tty_fd = tty;
  question = line;
  quiet = before;
  quiet.c_lflag &= ~(tcflag_t)(ECHO | ECHONL);
  set_terminal(&quiet, TCSAFLUSH);
}

void
terminal_echo_on(void)
{
  g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&lock);
  if (is_open && !is_paused)
    set_terminal(&before, TCSAFLUSH);
  is_open = FALSE;
}

void
terminal_echo_pause(void)
{
  g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&lock);
  if (is_open)
    is_paused = set_terminal(&before, TCSAFLUSH);
}

void
terminal_echo_resume(void)
{
  g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&lock);
  /* Who is continued is told so twice, by the call that stopped it and by the signal: an answer that was
   * typed in between stays. */
  if (!is_open || !set_terminal(&quiet, is_paused ? TCSAFLUSH : TCSADRAIN) || !is_paused)
    return;
  is_paused = FALSE;
  ssize_t ignored G_GNUC_UNUSED = write(tty_fd, question, strlen(question));
}
