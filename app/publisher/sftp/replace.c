/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/sftp/replace-private.h"

#include "app/base/error.h"
#include "app/publisher/sftp/kept-file.h"
#include "app/publisher/sftp/left-overs.h"
#include "app/publisher/sftp/remote-file.h"
#include "app/publisher/sftp/sftp-channel.h"
#include "app/publisher/ssh/remote-error.h"

#include <glib/gi18n.h>

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

/* The old file has its other name and not its own. */
static gboolean
is_aside(Replace *replace)
{
  gboolean missing = FALSE;
  g_autoptr(SftpAttributes) aside = NULL;
  return replace_is_missing(replace, &missing, NULL) && missing &&
         remote_file_look(replace->session, replace->backup_path, &aside, NULL) && aside != NULL;
}

/* A rename that is answered by a failure may have been done: then there is no list under its name. */
static gboolean
move_aside(Replace *replace, GError **error)
{
  PublisherSession *session = replace->session;
  g_autoptr(GError) cause = NULL;
  replace->has_backup = sftp_channel_rename(session, replace->target->path, replace->backup_path, &cause) ||
                        (!remote_error_connection_lost(session) && is_aside(replace));
  if (!replace->has_backup)
    g_propagate_error(error, g_steal_pointer(&cause));
  return replace->has_backup;
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
  if (!move_aside(replace, error))
    return FALSE;
  GError *cause = NULL;
  if (sftp_channel_rename(session, replace->temp_path, path, &cause))
    return TRUE;
  undo_first_rename(replace, cause, error);
  return FALSE;
}

/* A first list is put in place by a plain rename, which refuses to replace one that has come meanwhile. */
static gboolean
put_in_place(Replace *replace, GError **error)
{
  PublisherSession *session = replace->session;
  if (replace->request->judged == NULL)
    return sftp_channel_rename(session, replace->temp_path, replace->target->path, error);
  if (sftp_channel_can_posix_rename(session))
    return sftp_channel_posix_rename(session, replace->temp_path, replace->target->path, error);
  return swap_in_two_steps(replace, error);
}

/* Where the rename will be atomic, the old file has to be saved before. That it cannot be is no failure. */
static void
save_old(Replace *replace)
{
  if (replace->request->judged != NULL && replace->request->keep_old > 0 &&
      sftp_channel_can_posix_rename(replace->session))
    replace->has_backup = kept_file_save(replace->session, replace->target, replace->backup_path);
}

/* Nothing is put in place over a connection that was lost meanwhile, for whatever reason. */
static gboolean
check_connection(Replace *replace, GError **error)
{
  if (!remote_error_connection_lost(replace->session))
    return TRUE;
  remote_error_set(replace->session, error, _("%s cannot be put in place"), replace->target->path);
  return FALSE;
}

/* The new file is in place: the old one is kept or removed, and so is what others left. */
static void
finish(Replace *replace)
{
  const PublisherReplaceRequest *request = replace->request;
  if (replace->has_backup)
    kept_file_rotate(replace->session, replace->target, replace->backup_path, request->keep_old);
  left_overs_remove(replace->session, replace->left_overs, replace->server_time, request->take_over);
}

/* Without its answer nobody knows which file is there. */
static void
set_unknown_result(Replace *replace, GError **error)
{
  const char *change = replace->session->host_key_change;
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
}

/* The rename was answered by a failure, or by nothing. TRUE when it was done all the same; otherwise nothing
 * of this push is left where that is possible. CAUSE is taken. */
static gboolean
look_after_failure(Replace *replace, GError *cause, GError **error)
{
  g_autoptr(GError) why = cause;
  gboolean done = FALSE;
  gboolean missing = FALSE;
  const char *path = replace->target->path;
  if (remote_error_connection_lost(replace->session) ||
      !remote_file_holds(replace->session, path, path, replace->request->contents, NULL, NULL, &done, NULL)) {
    set_unknown_result(replace, error);
    return FALSE;
  }
  if (done) {
    publisher_session_warn(replace->session,
                           _("the server reported a failure (%s), but the new %s is in its place"),
                           why->message, replace->target->name);
    return TRUE;
  }
  replace_remove_temp(replace);
  if (replace->request->judged == NULL && replace_is_missing(replace, &missing, NULL) && !missing)
    return replace_set_changed(replace, error);
  g_propagate_error(error, g_steal_pointer(&why));
  return FALSE;
}

/* From the rename on an error has to say how things stand. A cancellation no longer has an effect but on a
 * server that lets it wait. */
static gboolean
commit(Replace *replace, GError **error)
{
  g_autoptr(GError) cause = NULL;
  replace->session->cancellable = NULL;
  progress_step(replace->progress, _("Putting %s in place on %s"), replace->target->name,
                replace->session->address->host);
  if (!put_in_place(replace, &cause) && !look_after_failure(replace, g_steal_pointer(&cause), error))
    return FALSE;
  gboolean good = replace_read_back(replace, replace->target->path, &cause);
  finish(replace);
  g_clear_pointer(&replace->lock, remote_lock_release);
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

/* From here to the end no other push of this program touches the file. */
static gboolean
lock(Replace *replace, GError **error)
{
  const RemoteLockRequest request = {.take_over = replace->request->take_over,
                                     .server_time = replace->server_time,
                                     .progress = replace->progress};
  replace->lock = remote_lock_take(replace->session, replace->target, &request, &replace->waited_for, error);
  return replace->lock != NULL;
}

/* Everything between the upload and the rename. */
static gboolean
prepare(Replace *replace, GError **error)
{
  replace->left_overs = left_overs_list(replace->session, replace->target, replace->temp_path);
  if (!lock(replace, error))
    return FALSE;
  save_old(replace);
  return remote_lock_check(replace->lock, error) && replace_check_judged(replace, error) &&
         check_connection(replace, error) && !ctl_cancelled(replace->session->cancellable, error);
}

/* The file was found where the one that was judged was, or neither. */
static gboolean
find_target(Replace *replace, GError **error)
{
  replace->target = remote_target_find(replace->session, error);
  if (replace->target == NULL)
    return FALSE;
  return (replace->target->old == NULL) == (replace->request->judged == NULL) ||
         replace_set_changed(replace, error);
}

static gboolean
run(Replace *replace, GCancellable *cancellable, GError **error)
{
  g_autoptr(PublisherJob) job G_GNUC_UNUSED = publisher_transfer_begin(replace->session, cancellable);
  if (!find_target(replace, error) ||
      !left_over_paths(replace->target, &replace->temp_path, &replace->backup_path, error) ||
      !replace_upload(replace, error))
    return FALSE;
  gboolean prepared = prepare(replace, error);
  if (!prepared || replace->is_there)
    replace_remove_temp(replace);
  if (prepared && replace->is_there)
    publisher_session_warn(replace->session, _("another push has put this very %s in place meanwhile"),
                           replace->target->name);
  if (prepared && !replace->is_there)
    prepared = commit(replace, error);
  g_clear_pointer(&replace->lock, remote_lock_release);
  return prepared;
}

gboolean
publisher_replace_file(PublisherSession *session, const PublisherReplaceRequest *request,
                       const Progress *progress, GCancellable *cancellable, GError **error)
{
  if (ctl_cancelled(cancellable, error))
    return FALSE;
  Replace replace = {.session = session, .request = request, .progress = progress, .server_time = -1};
  gboolean done = run(&replace, cancellable, error);
  g_clear_pointer(&replace.target, remote_target_free);
  g_clear_pointer(&replace.left_overs, g_ptr_array_unref);
  g_free(replace.temp_path);
  g_free(replace.backup_path);
  g_free(replace.waited_for);
  return done;
}
