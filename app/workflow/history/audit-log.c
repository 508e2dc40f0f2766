/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/history/audit-log.h"

#include "app/base/error.h"
#include "app/base/file-lock.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static gboolean
write_all(int fd, const char *text)
{
  for (gsize left = strlen(text); left > 0;) {
    ssize_t n = write(fd, text, left);
    if (n < 0 && errno != EINTR)
      return FALSE;
    text += n > 0 ? n : 0;
    left -= n > 0 ? (gsize)n : 0;
  }
  return TRUE;
}

/* A line that a program did not live to end must not swallow the next one. */
static gboolean
ends_within_line(int fd, off_t len)
{
  char last = '\n';
  return len > 0 && pread(fd, &last, 1, len - 1) == 1 && last != '\n';
}

/* Half a line, on a disk that is full, is taken back. */
static gboolean
append(int fd, off_t len, const char *lines)
{
  if ((!ends_within_line(fd, len) || write_all(fd, "\n")) && write_all(fd, lines) && fdatasync(fd) == 0)
    return TRUE;
  int why = errno;
  int ignored G_GNUC_UNUSED = ftruncate(fd, len);
  errno = why;
  return FALSE;
}

gboolean
audit_log_append(const char *path, const char *lines, goffset max_len, GError **error)
{
  g_autoptr(FileLock) lock = file_lock_new(path, NULL, error);
  if (lock == NULL)
    return FALSE;
  int fd = g_open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  off_t len = fd >= 0 ? lseek(fd, 0, SEEK_END) : -1;
  gboolean done = len >= 0 && append(fd, len, lines);
  if (!done)
    g_set_error(error, CTL_ERROR, CTL_ERROR_FILE, _("The audit log %s cannot be written: %s"), path,
                g_strerror(errno));
  if (fd >= 0)
    close(fd);
  if (done && len + (goffset)strlen(lines) >= max_len) {
    g_autofree char *older = g_strconcat(path, ".1", NULL);
    g_rename(path, older);
  }
  return done;
}
