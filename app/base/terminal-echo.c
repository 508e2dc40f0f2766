/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/base/terminal-echo.h"

#include <errno.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static GMutex lock; /* guards what follows */
static gboolean is_open;
static int tty_fd;
static const char *question;
static struct termios before;
static struct termios quiet;

/* A program in the background is stopped here until it is in the foreground again. */
static void
set_terminal(const struct termios *state)
{
  while (tcsetattr(tty_fd, TCSAFLUSH, state) != 0 && errno == EINTR)
    ;
}

void
terminal_echo_off(int tty, const char *line)
{
  g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&lock);
  if (tcgetattr(tty, &before) != 0)
    return;
  is_open = TRUE;
  tty_fd = tty;
  question = line;
  quiet = before;
  quiet.c_lflag &= ~(tcflag_t)(ECHO | ECHONL);
  set_terminal(&quiet);
}

void
terminal_echo_on(void)
{
  g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&lock);
  if (is_open)
    set_terminal(&before);
  is_open = FALSE;
}

void
terminal_echo_pause(void)
{
  g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&lock);
  if (is_open)
    set_terminal(&before);
}

void
terminal_echo_resume(void)
{
  g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&lock);
  if (!is_open)
    return;
  set_terminal(&quiet);
  ssize_t ignored G_GNUC_UNUSED = write(tty_fd, question, strlen(question));
}
