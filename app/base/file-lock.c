/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/base/file-lock.h"

#include "app/base/clock.h"
#include "app/base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define LONGEST_WAIT_MS 5000 /* programs of ours hold it for milliseconds */
#define POLL_MS 20

struct _FileLock {
  int fd;
};

/* A lock file of root, when this user was root for once, is not removed here: who holds the old one, and who
 * makes a new one, would both believe to be alone. */
static void
set_unopened(const char *path, const char *name, int why, GError **error)
{
  struct stat st;
  if (why == EACCES && lstat(name, &st) == 0)
    g_set_error(
        error, CTL_ERROR, CTL_ERROR_FILE,
        _("%s cannot be locked: you may not open %s, which is perhaps left from a run as root; remove "
          "that file while no eToken CTL Client runs"),
        path, name);
  else
    g_set_error(error, CTL_ERROR, CTL_ERROR_FILE, _("%s cannot be locked: %s"), path, g_strerror(why));
}

static int
open_lock_file(const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname(path);
  if (g_mkdir_with_parents(folder, 0700) != 0) {
    int why = errno;
    g_set_error(error, CTL_ERROR, CTL_ERROR_FILE, _("Folder %s cannot be made: %s"), folder, g_strerror(why));
    return -1;
  }
  g_autofree char *name = g_strconcat(path, ".lock", NULL);
  int fd = g_open(name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0)
    set_unopened(path, name, errno, error);
  return fd;
}

/* Some network file systems have no locks: there each goes on as if it were alone. */
static gboolean
knows_no_locks(int why)
{
  return why == ENOLCK || why == EOPNOTSUPP || why == ENOSYS;
}

/* Without a time limit of the system's own, hence again and again. */
static gboolean
take(int fd, const char *path, GCancellable *cancellable, GError **error)
{
  gint64 until_us = clock_in_ms(LONGEST_WAIT_MS);
  while (flock(fd, LOCK_EX | LOCK_NB) != 0) {
    int why = errno;
    gboolean held = why == EWOULDBLOCK;
    if (knows_no_locks(why))
      return TRUE;
    if (ctl_cancelled(cancellable, error))
      return FALSE;
    if (!held && why != EINTR) {
      g_set_error(error, CTL_ERROR, CTL_ERROR_FILE, _("%s cannot be locked: %s"), path, g_strerror(why));
      return FALSE;
    }
    if (held && clock_now_us() >= until_us) {
      g_set_error(error, CTL_ERROR, CTL_ERROR_FILE,
                  _("%s is being changed by another program; try again when that has ended"), path);
      return FALSE;
    }
    clock_sleep(clock_in_ms(POLL_MS), cancellable);
  }
  return TRUE;
}

FileLock *
file_lock_new(const char *path, GCancellable *cancellable, GError **error)
{
  int fd = open_lock_file(path, error);
  if (fd < 0)
    return NULL;
  if (!take(fd, path, cancellable, error)) {
    close(fd);
    return NULL;
  }
  FileLock *lock = g_new0(FileLock, 1);
  lock->fd = fd;
  return lock;
}

void
file_lock_free(FileLock *lock)
{
  if (lock == NULL)
    return;
  close(lock->fd);
  g_free(lock);
}
