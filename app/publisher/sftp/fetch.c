/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/sftp/transfer.h"

#include "app/base/error.h"
#include "app/publisher/sftp/remote-file.h"
#include "app/publisher/sftp/target.h"
#include "app/publisher/ssh/remote-error.h"

#include <fcntl.h>
#include <glib/gi18n.h>

static gsize
expected_len(const RemoteTarget *target)
{
  if ((target->old->flags & SSH_FILEXFER_ATTR_SIZE) == 0)
    return 0;
  return (gsize)MIN(target->old->size, (guint64)G_MAXSIZE);
}

static void
set_too_large(PublisherSession *session, const char *path, gsize max_len, GError **error)
{
  remote_error_set_text(session, error, CTL_ERROR_DAMAGED, _("%s is larger than %zu bytes"), path, max_len);
}

static GBytes *
read_all(PublisherSession *session, const RemoteTarget *target, gsize max_len, const Progress *progress,
         GError **error)
{
  g_autoptr(RemoteFile) file = remote_file_open(session, target->path, target->path, O_RDONLY, 0, error);
  if (file == NULL)
    return NULL;
  g_autofree char *step = g_strdup_printf(_("Fetching %s from %s"), target->name, session->address->host);
  g_autofree guint8 *chunk = g_malloc(REMOTE_CHUNK_LEN);
  g_autoptr(GByteArray) contents = g_byte_array_new();
  for (;;) {
    gsize n = 0;
    progress_fraction(progress, step, contents->len, MAX(expected_len(target), contents->len));
    if (ctl_cancelled(session->cancellable, error) ||
        !remote_file_read(file, chunk, REMOTE_CHUNK_LEN, &n, error))
      return NULL;
    if (n == 0)
      return g_byte_array_free_to_bytes(g_steal_pointer(&contents));
    if (n > max_len - contents->len || contents->len > G_MAXUINT - n) {
      set_too_large(session, target->path, max_len, error);
      return NULL;
    }
    g_byte_array_append(contents, chunk, (guint)n);
  }
}

gboolean
publisher_fetch_file(PublisherSession *session, gsize max_len, GBytes **contents, gint64 *mtime,
                     const Progress *progress, GCancellable *cancellable, GError **error)
{
  *contents = NULL;
  if (mtime != NULL)
    *mtime = -1;
  if (ctl_cancelled(cancellable, error))
    return FALSE;
  g_autoptr(PublisherJob) job G_GNUC_UNUSED = publisher_transfer_begin(session, cancellable);
  g_autoptr(RemoteTarget) target = remote_target_find(session, error);
  if (target == NULL)
    return FALSE;
  if (target->old == NULL)
    return TRUE;
  if (expected_len(target) > max_len) {
    set_too_large(session, target->path, max_len, error);
    return FALSE;
  }
  *contents = read_all(session, target, max_len, progress, error);
  if (*contents != NULL && mtime != NULL)
    *mtime = remote_file_time(target->old);
  return *contents != NULL;
}
