/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/sftp/replace-private.h"

#include "app/base/error.h"
#include "app/publisher/sftp/left-overs.h"
#include "app/publisher/sftp/remote-file.h"
#include "app/publisher/sftp/sftp-channel.h"
#include "app/publisher/ssh/remote-error.h"

#include <fcntl.h>
#include <glib/gi18n.h>

#define MODE_OF_NEW_FILE 0644
#define READABLE_BY_OTHERS 0004
#define READABLE_BY_GROUP 0040

static guint
wanted_mode(const Replace *replace)
{
  const sftp_attributes old = replace->target->old;
  if (old == NULL || (old->flags & SSH_FILEXFER_ATTR_PERMISSIONS) == 0)
    return MODE_OF_NEW_FILE;
  return old->permissions & 07777;
}

/* A failed write may mean a full disk, which SFTP version 3 has no status for. N_LEFT bytes were still to be
 * written. */
static void
set_write_error(Replace *replace, gsize n_left, GError *cause, GError **error)
{
  gboolean unclear = g_error_matches(cause, CTL_ERROR, CTL_ERROR_REMOTE) &&
                     remote_error_status(replace->session) == SSH_FX_FAILURE;
  gint64 n_free = unclear ? sftp_channel_free_bytes(replace->session, replace->target->folder) : -1;
  if (n_free < 0 || (guint64)n_free >= n_left) {
    g_propagate_error(error, cause);
    return;
  }
  g_error_free(cause);
  remote_error_set_text(replace->session, error, CTL_ERROR_NO_SPACE,
                        _("the disk of the folder %s is full: %lld bytes are free, %zu more are needed"),
                        replace->target->folder, (long long)n_free, n_left);
}

static gboolean
write_contents(Replace *replace, RemoteFile *file, GError **error)
{
  g_autofree char *step =
      g_strdup_printf(_("Uploading %s to %s"), replace->target->name, replace->session->address->host);
  gsize len = 0;
  const guint8 *bytes = g_bytes_get_data(replace->request->contents, &len);
  for (gsize done = 0; done < len;) {
    GError *cause = NULL;
    gsize n = MIN(len - done, (gsize)REMOTE_CHUNK_LEN);
    progress_fraction(replace->progress, step, done, len);
    if (ctl_cancelled(replace->session->cancellable, error))
      return FALSE;
    if (!remote_file_write(file, bytes + done, n, &cause)) {
      set_write_error(replace, len - done, cause, error);
      return FALSE;
    }
    done += n;
  }
  progress_fraction(replace->progress, step, len, len);
  return TRUE;
}

/* Makes the temporary file, which from then on has to be removed after a failure. */
static RemoteFile *
create_temp(Replace *replace, GError **error)
{
  GError *cause = NULL;
  RemoteFile *file = remote_file_open(replace->session, replace->temp_path, replace->target->path,
                                      O_WRONLY | O_CREAT | O_EXCL, wanted_mode(replace) & 0777, &cause);
  if (file == NULL)
    set_write_error(replace, 1, cause, error);
  return file;
}

static gboolean
write_temp(Replace *replace, RemoteFile *opened, GError **error)
{
  g_autoptr(RemoteFile) file = opened;
  return write_contents(replace, file, error) && remote_file_sync(file, error) &&
         remote_file_close(g_steal_pointer(&file), error);
}

static gboolean
set_attributes(Replace *replace, guint32 flags, guint32 uid, guint32 gid, guint32 mode)
{
  struct sftp_attributes_struct wanted = {.flags = flags, .uid = uid, .gid = gid, .permissions = mode};
  publisher_call_begins(replace->session);
  int rc = sftp_setstat(replace->session->sftp, replace->temp_path, &wanted);
  publisher_call_ended(replace->session);
  return rc == 0;
}

static sftp_attributes
look_at_temp(Replace *replace, GError **error)
{
  publisher_call_begins(replace->session);
  sftp_attributes now = sftp_lstat(replace->session->sftp, replace->temp_path);
  publisher_call_ended(replace->session);
  if (now == NULL)
    remote_error_set(replace->session, error, _("the new %s cannot be looked at"), replace->target->path);
  return now;
}

/* Owner and group of the old file, or the group alone when only root may give files away. */
static void
copy_owner(Replace *replace, sftp_attributes now)
{
  const sftp_attributes old = replace->target->old;
  if (old == NULL || (old->flags & now->flags & SSH_FILEXFER_ATTR_UIDGID) == 0 ||
      (old->uid == now->uid && old->gid == now->gid))
    return;
  if (!set_attributes(replace, SSH_FILEXFER_ATTR_UIDGID, old->uid, old->gid, 0) && old->gid != now->gid)
    set_attributes(replace, SSH_FILEXFER_ATTR_UIDGID, now->uid, old->gid, 0);
}

/* TRUE when whoever could read the old file can read the new one: the TFTP service often runs as another
 * user.
 */
static gboolean
keeps_readers(const Replace *replace, sftp_attributes now)
{
  const sftp_attributes old = replace->target->old;
  guint mode = wanted_mode(replace);
  if (old == NULL || (old->flags & now->flags & SSH_FILEXFER_ATTR_UIDGID) == 0 ||
      (mode & READABLE_BY_OTHERS) != 0)
    return TRUE;
  return old->gid == now->gid && (old->uid == now->uid || (mode & READABLE_BY_GROUP) != 0);
}

/* The mode comes after the owner, since a change of the owner may clear bits of it. */
static gboolean
copy_attributes(Replace *replace, GError **error)
{
  g_autoptr(SftpAttributes) before = look_at_temp(replace, error);
  if (before == NULL)
    return FALSE;
  copy_owner(replace, before);
  set_attributes(replace, SSH_FILEXFER_ATTR_PERMISSIONS, 0, 0, wanted_mode(replace));
  g_autoptr(SftpAttributes) now = look_at_temp(replace, error);
  if (now == NULL)
    return FALSE;
  replace->server_time = remote_file_time(now);
  gboolean mode_known = (now->flags & SSH_FILEXFER_ATTR_PERMISSIONS) != 0;
  if (mode_known && (now->permissions & 0777) != (wanted_mode(replace) & 0777)) {
    remote_error_set_text(replace->session, error, CTL_ERROR_REMOTE,
                          _("the new %s would have the mode %04o instead of %04o"), replace->target->path,
                          now->permissions & 07777, wanted_mode(replace));
    return FALSE;
  }
  if (keeps_readers(replace, now))
    return TRUE;
  remote_error_set_text(
      replace->session, error, CTL_ERROR_REMOTE,
      _("the new %s could not be read by the owner or group of the old one, and %s may not give it to them"),
      replace->target->path, replace->session->address->user);
  return FALSE;
}

gboolean
replace_read_back(Replace *replace, const char *path, GError **error)
{
  g_autofree char *step =
      g_strdup_printf(_("Reading %s back from %s"), replace->target->name, replace->session->address->host);
  return remote_file_compare(replace->session, path, replace->target->path, replace->request->contents,
                             replace->progress, step, error);
}

void
replace_remove_temp(Replace *replace)
{
  if (remote_error_connection_lost(replace->session))
    return; /* a later push removes it */
  sftp_channel_unlink(replace->session, replace->temp_path);
  if (replace->has_backup)
    sftp_channel_unlink(replace->session, replace->backup_path);
}

gboolean
replace_upload(Replace *replace, GError **error)
{
  RemoteFile *file = create_temp(replace, error);
  if (file == NULL)
    return FALSE;
  if (write_temp(replace, file, error) && copy_attributes(replace, error) &&
      replace_read_back(replace, replace->temp_path, error))
    return TRUE;
  replace_remove_temp(replace);
  return FALSE;
}
