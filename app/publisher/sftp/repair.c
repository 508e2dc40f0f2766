/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/sftp/transfer.h"

#include "app/base/error.h"
#include "app/publisher/sftp/left-overs.h"
#include "app/publisher/sftp/remote-lock.h"
#include "app/publisher/sftp/sftp-channel.h"

#include <glib/gi18n.h>

/* The newest file that was moved aside and never replaced, or NULL. */
static const LeftOver *
find_old(const GPtrArray *left_overs)
{
  const LeftOver *newest = NULL;
  for (guint i = 0; i < left_overs->len; i++) {
    const LeftOver *left_over = g_ptr_array_index(left_overs, i);
    if (left_over->kind == LEFT_OVER_OLD && (newest == NULL || left_over->mtime > newest->mtime))
      newest = left_over;
  }
  return newest;
}

/* A push was cut off between its two renames: the old file gets its name back. */
static gboolean
put_old_back(PublisherSession *session, const RemoteTarget *target, const LeftOver *old, GError **error)
{
  if (!sftp_channel_rename(session, old->path, target->path, error)) {
    g_prefix_error(error, _("An earlier push was cut off, and the old file %s cannot get its name back: "),
                   old->path);
    return FALSE;
  }
  publisher_session_warn(
      session, _("an earlier push was cut off between two renames; its old %s was found and put back"),
      target->name);
  return TRUE;
}

/* Under the lock, and after another look: another push may just have been between its two renames. */
static gboolean
repair(PublisherSession *session, gint64 server_time, gboolean all, gboolean *repaired, GError **error)
{
  g_autoptr(RemoteTarget) target = remote_target_find(session, error);
  if (target == NULL)
    return FALSE;
  g_autoptr(GPtrArray) left_overs = left_overs_list(session, target, NULL);
  const LeftOver *old = target->old == NULL ? find_old(left_overs) : NULL;
  if (old != NULL && !put_old_back(session, target, old, error))
    return FALSE;
  *repaired = old != NULL;
  left_overs_remove(session, left_overs, server_time, all);
  return TRUE;
}

gboolean
publisher_repair_file(PublisherSession *session, gboolean take_over, gboolean *repaired,
                      const Progress *progress, GCancellable *cancellable, GError **error)
{
  *repaired = FALSE;
  if (ctl_cancelled(cancellable, error))
    return FALSE;
  g_autoptr(PublisherJob) job G_GNUC_UNUSED = publisher_transfer_begin(session, cancellable);
  g_autoptr(RemoteTarget) target = remote_target_find(session, error);
  if (target == NULL)
    return FALSE;
  g_autoptr(GPtrArray) left_overs = left_overs_list(session, target, NULL);
  g_autofree char *whose = remote_lock_describe(session, target);
  if (left_overs->len == 0 && whose == NULL)
    return TRUE;
  const RemoteLockRequest request = {.take_over = take_over, .server_time = -1, .progress = progress};
  g_autoptr(RemoteLock) lock = remote_lock_take(session, target, &request, NULL, error);
  return lock != NULL && repair(session, remote_lock_get_time(lock), take_over, repaired, error);
}
