/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/sftp/remote-file.h"

#include "app/base/error.h"
#include "app/base/file-time.h"
#include "app/publisher/sftp/sftp-channel.h"
#include "app/publisher/ssh/remote-error.h"

#include <fcntl.h>
#include <glib/gi18n.h>
#include <string.h>

struct _RemoteFile {
  PublisherSession *session;
  sftp_file handle;
  char *name;
};

static gboolean
is_answered(PublisherSession *session, const char *path, sftp_attributes attributes, GError **error)
{
  if (attributes != NULL || remote_error_status(session) == SSH_FX_NO_SUCH_FILE)
    return TRUE;
  remote_error_set(session, error, _("%s cannot be looked at"), path);
  return FALSE;
}

gboolean
remote_file_look(PublisherSession *session, const char *path, sftp_attributes *attributes, GError **error)
{
  publisher_call_begins(session);
  *attributes = sftp_lstat(session->sftp, path);
  publisher_call_ended(session);
  return is_answered(session, path, *attributes, error);
}

gboolean
remote_file_stat(PublisherSession *session, const char *path, sftp_attributes *attributes, GError **error)
{
  publisher_call_begins(session);
  *attributes = sftp_stat(session->sftp, path);
  publisher_call_ended(session);
  return is_answered(session, path, *attributes, error);
}

gint64
remote_file_time(sftp_attributes attributes)
{
  return (attributes->flags & SSH_FILEXFER_ATTR_ACMODTIME) != 0 ? file_time_check(attributes->mtime) : -1;
}

static void
set_open_error(PublisherSession *session, const char *path, const char *name, int flags, GError **error)
{
  g_autofree char *folder = g_path_get_dirname(path);
  if ((flags & O_CREAT) != 0)
    remote_error_set(session, error, _("no file can be made in the folder %s"), folder);
  else
    remote_error_set(session, error, _("%s cannot be read"), name);
}

RemoteFile *
remote_file_open(PublisherSession *session, const char *path, const char *name, int flags, guint mode,
                 GError **error)
{
  publisher_call_begins(session);
  sftp_file handle = sftp_open(session->sftp, path, flags, mode);
  publisher_call_ended(session);
  if (handle == NULL) {
    set_open_error(session, path, name, flags, error);
    return NULL;
  }
  RemoteFile *file = g_new0(RemoteFile, 1);
  file->session = session;
  file->handle = handle;
  file->name = g_strdup(name);
  return file;
}

gboolean
remote_file_close(RemoteFile *file, GError **error)
{
  publisher_call_begins(file->session);
  gboolean closed = sftp_close(file->handle) == 0;
  publisher_call_ended(file->session);
  if (!closed)
    remote_error_set(file->session, error, _("%s cannot be closed"), file->name);
  g_free(file->name);
  g_free(file);
  return closed;
}

void
remote_file_free(RemoteFile *file)
{
  if (file != NULL)
    remote_file_close(file, NULL);
}

gboolean
remote_file_read(RemoteFile *file, guint8 *bytes, gsize len, gsize *n_read, GError **error)
{
  publisher_call_begins(file->session);
  ssize_t n = sftp_read(file->handle, bytes, len);
  publisher_call_ended(file->session);
  *n_read = n > 0 ? (gsize)n : 0;
  if (n >= 0 && file->session->host_key_change == NULL)
    return TRUE;
  remote_error_set(file->session, error, _("%s cannot be read"), file->name);
  return FALSE;
}

/* libssh from 0.11 on writes less than it is told where the server takes only short packets. */
static ssize_t
write_some(RemoteFile *file, const guint8 *bytes, gsize len)
{
  publisher_call_begins(file->session);
  ssize_t n = sftp_write(file->handle, bytes, len);
  publisher_call_ended(file->session);
  return n;
}

gboolean
remote_file_write(RemoteFile *file, const guint8 *bytes, gsize len, GError **error)
{
  for (gsize done = 0; done < len;) {
    ssize_t n = write_some(file, bytes + done, len - done);
    if (n <= 0) {
      remote_error_set(file->session, error, _("%s cannot be written"), file->name);
      return FALSE;
    }
    done += (gsize)n;
  }
  return TRUE;
}

gboolean
remote_file_sync(RemoteFile *file, GError **error)
{
  if (!sftp_channel_can_fsync(file->session))
    return TRUE;
  publisher_call_begins(file->session);
  gboolean synced = sftp_fsync(file->handle) == 0;
  publisher_call_ended(file->session);
  if (!synced)
    remote_error_set(file->session, error, _("%s cannot be put on the disk"), file->name);
  return synced;
}

/* Reads on until the end. *SAME tells whether all was equal. */
static gboolean
compare_open(RemoteFile *file, GBytes *contents, const Progress *progress, const char *step, gboolean *same,
             GError **error)
{
  g_autofree guint8 *chunk = g_malloc(REMOTE_CHUNK_LEN);
  gsize len = 0;
  const guint8 *expected = g_bytes_get_data(contents, &len);
  gsize done = 0;
  for (;;) {
    gsize n = 0;
    progress_fraction(progress, step, done, len);
    if (ctl_cancelled(file->session->cancellable, error) ||
        !remote_file_read(file, chunk, REMOTE_CHUNK_LEN, &n, error))
      return FALSE;
    if (n == 0 || n > len - done || memcmp(chunk, expected + done, n) != 0) {
      *same = n == 0 && done == len;
      return TRUE;
    }
    done += n;
  }
}

gboolean
remote_file_holds(PublisherSession *session, const char *path, const char *name, GBytes *contents,
                  const Progress *progress, const char *step, gboolean *holds, GError **error)
{
  GError *cause = NULL;
  g_autoptr(RemoteFile) file = remote_file_open(session, path, name, O_RDONLY, 0, &cause);
  *holds = FALSE;
  if (file != NULL)
    return compare_open(file, contents, progress, step, holds, error);
  if (remote_error_status(session) != SSH_FX_NO_SUCH_FILE) {
    g_propagate_error(error, cause);
    return FALSE;
  }
  g_error_free(cause);
  return TRUE;
}

gboolean
remote_file_compare(PublisherSession *session, const char *path, const char *name, GBytes *contents,
                    const Progress *progress, const char *step, GError **error)
{
  gboolean same = FALSE;
  if (!remote_file_holds(session, path, name, contents, progress, step, &same, error))
    return FALSE;
  if (!same)
    remote_error_set_text(session, error, CTL_ERROR_REMOTE, _("%s does not hold what was sent"), name);
  return same;
}
