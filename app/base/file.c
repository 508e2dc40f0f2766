/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/base/file.h"

#include "app/base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHUNK_LEN 65536

static GBytes *
read_all(int fd, const char *name, gsize max_len, GCancellable *cancellable, GError **error)
{
  g_autoptr(GByteArray) contents = g_byte_array_new();
  for (;;) {
    if (ctl_cancelled(cancellable, error))
      return NULL;
    guint old_len = contents->len;
    g_byte_array_set_size(contents, old_len + CHUNK_LEN);
    ssize_t n = read(fd, contents->data + old_len, CHUNK_LEN);
    if (n < 0 && errno != EINTR) {
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

/* The file that PATH stands for: itself, or where a symbolic link leads. */
static char *
resolve_link(const char *path)
{
  char *real = realpath(path, NULL);
  char *target = g_strdup(real != NULL ? real : path);
  free(real);
  return target;
}

gboolean
file_check_replaceable(const char *path, GError **error)
{
  struct stat st;
  if (stat(path, &st) == 0 && !S_ISREG(st.st_mode)) {
    g_set_error(error, CTL_ERROR, CTL_ERROR_FILE,
                S_ISDIR(st.st_mode) ? _("%s cannot be written: it is a folder, not a file")
                                    : _("%s cannot be written: it is a device or pipe, not a file"),
                path);
    return FALSE;
  }
  g_autofree char *target = resolve_link(path);
  g_autofree char *folder = g_path_get_dirname(target);
  if (g_access(folder, W_OK | X_OK) != 0) {
    g_set_error(error, CTL_ERROR, CTL_ERROR_FILE, _("%s cannot be written: folder %s: %s"), path, folder,
                g_strerror(errno));
    return FALSE;
  }
  return TRUE;
}

gboolean
file_replace(const char *path, GBytes *contents, GError **error)
{
  if (!file_check_replaceable(path, error))
    return FALSE;
  g_autofree char *target = resolve_link(path);
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
