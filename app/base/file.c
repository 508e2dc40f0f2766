/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/base/file.h"

#include "app/base/error.h"
#include "app/base/wait-readable.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHUNK_LEN 65536

static GBytes *
read_all(int fd, const char *name, gsize max_len, GCancellable *cancellable, GError **error)
{
  g_autoptr(GByteArray) contents = g_byte_array_new();
  for (;;) {
    if (!wait_readable(fd, name, cancellable, error))
      return NULL;
    guint old_len = contents->len;
    g_byte_array_set_size(contents, old_len + CHUNK_LEN);
    ssize_t n = read(fd, contents->data + old_len, CHUNK_LEN);
    if (n < 0 && errno != EINTR && errno != EAGAIN) {
      g_set_error(error, CTL_ERROR, CTL_ERROR_FILE, _("%s cannot be read: %s"), name, g_strerror(errno));
      return NULL;
    }
    g_byte_array_set_size(contents, old_len + (n > 0 ? (guint)n : 0));
    if (contents->len > max_len) {
      g_set_error(error, CTL_ERROR, CTL_ERROR_DAMAGED, _("%s is larger than %zu bytes"), name, max_len);
      return NULL;
    }
    if (n == 0)
      return g_byte_array_free_to_bytes(g_steal_pointer(&contents));
  }
}

GBytes *
file_read(const char *path, gsize max_len, gint64 *mtime, GCancellable *cancellable, GError **error)
{
  if (mtime != NULL)
    *mtime = -1;
  if (g_str_equal(path, "-"))
    return read_all(STDIN_FILENO, _("Standard input"), max_len, cancellable, error);

  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  struct stat st;
  if (fd < 0 || fstat(fd, &st) != 0) {
    g_set_error(error, CTL_ERROR, CTL_ERROR_FILE, _("%s cannot be read: %s"), path, g_strerror(errno));
    if (fd >= 0)
      close(fd);
    return NULL;
  }
  GBytes *contents = NULL;
  if (!S_ISREG(st.st_mode))
    g_set_error(error, CTL_ERROR, CTL_ERROR_FILE,
                S_ISDIR(st.st_mode) ? _("%s cannot be read: it is a folder, not a file")
                                    : _("%s cannot be read: it is a device or pipe, not a file"),
                path);
  else
    contents = read_all(fd, path, max_len, cancellable, error);
  if (mtime != NULL)
    *mtime = st.st_mtime;
  close(fd);
  return contents;
}

static void
set_unwritable(const char *path, int why, GError **error)
{
  g_set_error(error, CTL_ERROR, CTL_ERROR_FILE, _("%s cannot be written: %s"), path, g_strerror(why));
}

/* TRUE for a link of another user in a folder like /tmp, where anyone may have put it to mislead us. */
static gboolean
is_foreign_link(const char *path)
{
  struct stat link;
  struct stat parent;
  g_autofree char *folder = g_path_get_dirname(path);
  return lstat(path, &link) == 0 && S_ISLNK(link.st_mode) && stat(folder, &parent) == 0 &&
         (parent.st_mode & S_ISVTX) != 0 && (parent.st_mode & S_IWOTH) != 0 && link.st_uid != geteuid() &&
         link.st_uid != parent.st_uid;
}

/* The name of the file that FD stands for. NULL when it was replaced in the meantime and has none any more.
 */
static char *
find_name(int fd)
{
  struct stat opened;
  struct stat named;
  g_autofree char *link = g_strdup_printf("/proc/self/fd/%d", fd);
  g_autofree char *target = g_file_read_link(link, NULL);
  if (target == NULL || fstat(fd, &opened) != 0 || stat(target, &named) != 0 ||
      opened.st_dev != named.st_dev || opened.st_ino != named.st_ino)
    return NULL;
  return g_steal_pointer(&target);
}

/* The file that PATH stands for: itself, or where a symbolic link leads, which the system follows for us, if
 * it does. NULL with an error. */
static char *
resolve_link(const char *path, GError **error)
{
  if (is_foreign_link(path)) {
    g_set_error(error, CTL_ERROR, CTL_ERROR_FILE,
                _("%s cannot be written: it is a link that another user has put into a folder for all"),
                path);
    return NULL;
  }
  int fd = open(path, O_PATH | O_CLOEXEC);
  if (fd < 0 && errno != ENOENT) {
    set_unwritable(path, errno, error);
    return NULL;
  }
  if (fd < 0)
    return g_strdup(path);
  char *target = find_name(fd);
  close(fd);
  if (target == NULL)
    set_unwritable(path, EBUSY, error);
  return target;
}

static gboolean
check_kind(const char *path, GError **error)
{
  struct stat st;
  if (stat(path, &st) != 0 || S_ISREG(st.st_mode))
    return TRUE;
  g_set_error(error, CTL_ERROR, CTL_ERROR_FILE,
              S_ISDIR(st.st_mode) ? _("%s cannot be written: it is a folder, not a file")
                                  : _("%s cannot be written: it is a device or pipe, not a file"),
              path);
  return FALSE;
}

static gboolean
check_folder(const char *path, const char *target, GError **error)
{
  g_autofree char *folder = g_path_get_dirname(target);
  if (g_access(folder, W_OK | X_OK) == 0)
    return TRUE;
  g_set_error(error, CTL_ERROR, CTL_ERROR_FILE, _("%s cannot be written: folder %s: %s"), path, folder,
              g_strerror(errno));
  return FALSE;
}

/* As resolve_link(), when the file can be replaced. */
static char *
find_target(const char *path, GError **error)
{
  g_autofree char *target = resolve_link(path, error);
  if (target == NULL || !check_kind(target, error) || !check_folder(path, target, error))
    return NULL;
  return g_steal_pointer(&target);
}

gboolean
file_check_replaceable(const char *path, GError **error)
{
  g_autofree char *target = find_target(path, error);
  return target != NULL;
}

gboolean
file_replace(const char *path, GBytes *contents, GError **error)
{
  g_autofree char *target = find_target(path, error);
  if (target == NULL)
    return FALSE;
  struct stat st;
  int mode = stat(target, &st) == 0 ? (int)(st.st_mode & 07777) : 0644;
  g_autoptr(GError) local_error = NULL;
  gsize len = 0;
  const char *data = g_bytes_get_data(contents, &len);
  if (g_file_set_contents_full(target, data, (gssize)len,
                               G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, mode,
                               &local_error))
    return TRUE;
  g_set_error(error, CTL_ERROR, CTL_ERROR_FILE, _("%s cannot be written: %s"), path, local_error->message);
  return FALSE;
}
