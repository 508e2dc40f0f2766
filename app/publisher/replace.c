/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/transfer.h"

#include "app/base/error.h"
#include "app/publisher/kept-file.h"
#include "app/publisher/left-overs.h"
#include "app/publisher/remote-error.h"
#include "app/publisher/remote-file.h"
#include "app/publisher/sftp-channel.h"

#include <fcntl.h>
#include <glib/gi18n.h>

#define MODE_OF_NEW_FILE 0644
#define READABLE_BY_OTHERS 0004
#define READABLE_BY_GROUP 0040

/* One replacement. */
typedef struct {
  PublisherSession *session;
  const Progress *progress;
  GBytes *contents;
  RemoteTarget *target;
  char *temp_path;
  char *backup_path;
  gboolean has_backup;   /* a file is at backup_path */
  guint keep_old;        /* how many old files stay on the server */
  GPtrArray *left_overs; /* of pushes that were cut off */
} Replace;

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
  const guint8 *bytes = g_bytes_get_data(replace->contents, &len);
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
upload(Replace *replace, RemoteFile *opened, GError **error)
{
  g_autoptr(RemoteFile) file = opened;
  replace->left_overs = left_overs_list(replace->session, replace->target, replace->temp_path);
  left_overs_remove(replace->session, replace->left_overs, LEFT_OVER_PART);
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

static gboolean
read_back(Replace *replace, const char *path, GError **error)
{
  g_autofree char *step =
      g_strdup_printf(_("Reading %s back from %s"), replace->target->name, replace->session->address->host);
  return remote_file_compare(replace->session, path, replace->target->path, replace->contents,
                             replace->progress, step, error);
}

/* The new file did not get its name: the old one gets its own back. CAUSE is taken. */
static void
undo_first_rename(Replace *replace, GError *cause, GError **error)
{
  PublisherSession *session = replace->session;
  g_autoptr(GError) why = NULL;
  if (remote_error_connection_lost(session) ||
      sftp_channel_rename(session, replace->backup_path, replace->target->path, &why)) {
    replace->has_backup = FALSE;
    g_propagate_error(error, cause);
    return;
  }
  replace->has_backup = FALSE; /* it must not be removed: it may be the only list there is */
  remote_error_set_text(session, error, CTL_ERROR_REMOTE,
                        _("%s; the old file could not get its name back (%s): it is %s, and the next push "
                          "puts it back if there is no other"),
                        cause->message, why->message, replace->backup_path);
  g_error_free(cause);
}

/* For a server that cannot replace a file in one step: the safest order of plain renames, which refuse to
 * replace anything. The names leave no doubt about what has to be put right when it is cut off in between,
 * see publisher_repair_file(). */
static gboolean
swap_in_two_steps(Replace *replace, GError **error)
{
  PublisherSession *session = replace->session;
  const char *path = replace->target->path;
  publisher_session_warn(
      session,
      _("this server cannot replace a file in one step (posix-rename@openssh.com is missing), so there is no "
        "%s between two renames, for about as long as a packet takes there and back"),
      path);
  if (!sftp_channel_rename(session, path, replace->backup_path, error))
    return FALSE;
  GError *cause = NULL;
  replace->has_backup = TRUE;
  if (sftp_channel_rename(session, replace->temp_path, path, &cause))
    return TRUE;
  undo_first_rename(replace, cause, error);
  return FALSE;
}

/* A plain rename that puts a new file in place is as atomic. */
static gboolean
put_in_place(Replace *replace, GError **error)
{
  PublisherSession *session = replace->session;
  if (sftp_channel_can_posix_rename(session))
    return sftp_channel_posix_rename(session, replace->temp_path, replace->target->path, error);
  if (replace->target->old == NULL)
    return sftp_channel_rename(session, replace->temp_path, replace->target->path, error);
  return swap_in_two_steps(replace, error);
}

/* Where the rename will be atomic, the old file has to be saved before. That it cannot be is no failure, but
 * nothing is put in place over a connection that was lost meanwhile. */
static gboolean
save_old(Replace *replace, GError **error)
{
  if (replace->target->old == NULL || replace->keep_old == 0 ||
      !sftp_channel_can_posix_rename(replace->session))
    return TRUE;
  replace->has_backup = kept_file_save(replace->session, replace->target, replace->backup_path);
  if (!remote_error_connection_lost(replace->session))
    return TRUE;
  remote_error_set(replace->session, error, _("the old %s cannot be kept"), replace->target->name);
  return FALSE;
}

/* The new file is in place: the old one is kept or removed, and so is what others left. */
static void
finish(Replace *replace)
{
  if (replace->has_backup)
    kept_file_rotate(replace->session, replace->target, replace->backup_path, replace->keep_old);
  left_overs_remove(replace->session, replace->left_overs, LEFT_OVER_OLD);
}

/* Everything up to the rename. */
static gboolean
prepare(Replace *replace, RemoteFile *file, GError **error)
{
  return upload(replace, file, error) && copy_attributes(replace, error) &&
         read_back(replace, replace->temp_path, error) && save_old(replace, error) &&
         !ctl_cancelled(replace->session->cancellable, error);
}

static void
remove_temp(Replace *replace)
{
  if (remote_error_connection_lost(replace->session))
    return; /* a later push removes it */
  sftp_channel_unlink(replace->session, replace->temp_path);
  if (replace->has_backup)
    sftp_channel_unlink(replace->session, replace->backup_path);
}

/* The rename failed. Without its answer nobody knows which file is there. */
static void
set_rename_error(Replace *replace, GError *cause, GError **error)
{
  if (remote_error_connection_lost(replace->session)) {
    const char *change = replace->session->host_key_change;
    g_error_free(cause);
    if (change != NULL)
      /* TRANSLATORS: the first %s is "the host key has changed in the middle of the connection, from A to B"
       */
      remote_error_set_text(replace->session, error, CTL_ERROR_HOST_KEY_CHANGED,
                            _("%s while %s was put in place; push again, which finds out whether it is the "
                              "old or the new one and puts right what is left"),
                            change, replace->target->path);
    else
      remote_error_set_text(replace->session, error, CTL_ERROR_UNREACHABLE,
                            _("the connection broke while %s was put in place; push again, which finds out "
                              "whether it is the old or the new one and puts right what is left"),
                            replace->target->path);
    return;
  }
  remove_temp(replace);
  g_propagate_error(error, cause);
}

/* From the rename on nothing can be cancelled any more, and an error has to say how things stand. */
static gboolean
commit(Replace *replace, GError **error)
{
  g_autoptr(PublisherJob) job G_GNUC_UNUSED = publisher_job_begin(replace->session, NULL, 0);
  g_autoptr(GError) cause = NULL;
  progress_step(replace->progress, _("Putting %s in place on %s"), replace->target->name,
                replace->session->address->host);
  if (!put_in_place(replace, &cause)) {
    set_rename_error(replace, g_steal_pointer(&cause), error);
    return FALSE;
  }
  gboolean good = read_back(replace, replace->target->path, &cause);
  finish(replace);
  if (good) {
    if (replace->session->host_key_change != NULL)
      publisher_session_warn(replace->session, _("%s, after the new %s had been put in place and checked"),
                             replace->session->host_key_change, replace->target->name);
    return TRUE;
  }
  g_set_error(error, CTL_ERROR, cause->code, _("%s; the new file had been put in place before"),
              cause->message);
  return FALSE;
}

static gboolean
run(Replace *replace, GCancellable *cancellable, GError **error)
{
  g_autoptr(PublisherJob) job = publisher_job_begin(replace->session, cancellable, TRANSFER_GRACE_MS);
  replace->target = remote_target_find(replace->session, error);
  if (replace->target == NULL ||
      !left_over_paths(replace->target, &replace->temp_path, &replace->backup_path, error))
    return FALSE;
  RemoteFile *file = create_temp(replace, error);
  if (file == NULL)
    return FALSE;
  if (!prepare(replace, file, error)) {
    remove_temp(replace);
    return FALSE;
  }
  g_clear_pointer(&job, publisher_job_end);
  return commit(replace, error);
}

gboolean
publisher_replace_file_keeping(PublisherSession *session, GBytes *contents, guint keep_old,
                               const Progress *progress, GCancellable *cancellable, GError **error)
{
  if (ctl_cancelled(cancellable, error))
    return FALSE;
  Replace replace = {.session = session, .progress = progress, .contents = contents, .keep_old = keep_old};
  gboolean done = run(&replace, cancellable, error);
  g_clear_pointer(&replace.target, remote_target_free);
  g_clear_pointer(&replace.left_overs, g_ptr_array_unref);
  g_free(replace.temp_path);
  g_free(replace.backup_path);
  return done;
}

gboolean
publisher_replace_file(PublisherSession *session, GBytes *contents, const Progress *progress,
                       GCancellable *cancellable, GError **error)
{
  return publisher_replace_file_keeping(session, contents, 0, progress, cancellable, error);
}
