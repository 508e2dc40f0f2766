/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/sftp/remote-lock.h"

#include "app/base/clock.h"
#include "app/base/error.h"
#include "app/publisher/sftp/left-overs.h"
#include "app/publisher/sftp/lock-holder.h"
#include "app/publisher/sftp/remote-file.h"
#include "app/publisher/sftp/sftp-channel.h"
#include "app/publisher/ssh/remote-error.h"

#include <fcntl.h>
#include <glib/gi18n.h>
#include <string.h>

#define LONGEST_WAIT_MS 5000 /* pushes of ours hold it for some packets there and back */
#define POLL_MS 200
#define LONGEST_WAIT_IN_ALL_MS 30000
#define STALE_S 30
#define MAX_TAKEN_OVER 3
#define MAX_MISSED 50
#define MODE 0644 /* others may see whose it is */

struct _RemoteLock {
  PublisherSession *session;
  char *path;
  char *text;
  gint64 mtime; /* of the lock file, or -1 */
};

/* One attempt to get it. */
typedef struct {
  PublisherSession *session;
  const RemoteTarget *target;
  const RemoteLockRequest *request;
  char *path;
  char *text; /* ours */
  LockHolder *holder;
  gint64 until_us;
  gint64 last_us; /* not even a server that shows another lock each time is waited for longer */
  guint n_taken_over;
  guint n_missed;
} Attempt;

static gboolean
write_text(PublisherSession *session, RemoteFile *opened, const char *text, GError **error)
{
  g_autoptr(RemoteFile) file = opened;
  return remote_file_write(file, (const guint8 *)text, strlen(text), error) &&
         remote_file_close(g_steal_pointer(&file), error);
}

/* A server that makes a file that is there already does not know what exclusive means. */
static void
check_exclusive(Attempt *attempt)
{
  g_autoptr(RemoteFile) second = remote_file_open(attempt->session, attempt->path, attempt->path,
                                                  O_WRONLY | O_CREAT | O_EXCL, MODE, NULL);
  if (second != NULL)
    publisher_session_warn(
        attempt->session,
        _("this server does not refuse to make a file that is there already, so a push that somebody else "
          "starts in the same moment may replace the list that was put there now"));
}

static RemoteLock *
lock_new(Attempt *attempt)
{
  g_autoptr(SftpAttributes) attributes = NULL;
  RemoteLock *lock = g_new0(RemoteLock, 1);
  lock->session = attempt->session;
  lock->path = g_strdup(attempt->path);
  lock->text = g_strdup(attempt->text);
  remote_file_look(attempt->session, attempt->path, &attributes, NULL);
  lock->mtime = attributes != NULL ? remote_file_time(attributes) : -1;
  return lock;
}

static RemoteLock *
fill(Attempt *attempt, RemoteFile *file, GError **error)
{
  if (!write_text(attempt->session, file, attempt->text, error)) {
    sftp_channel_unlink(attempt->session, attempt->path);
    return NULL;
  }
  check_exclusive(attempt);
  return lock_new(attempt);
}

/* The holder, if there is one. FALSE when that cannot be told. */
static gboolean
look(Attempt *attempt, GError **error)
{
  g_autoptr(GError) cause = NULL;
  g_clear_pointer(&attempt->holder, lock_holder_free);
  attempt->holder = lock_holder_read(attempt->session, attempt->path, &cause);
  if (cause == NULL)
    return TRUE;
  g_propagate_error(error, g_steal_pointer(&cause));
  return FALSE;
}

/* Between the look and the attempt somebody may have made the lock, and removed it again: SFTP's failure has
 * no reason that would tell. */
static gboolean
may_have_missed(Attempt *attempt)
{
  return remote_error_status(attempt->session) == SSH_FX_FAILURE && attempt->n_missed++ < MAX_MISSED;
}

/* Looks first, for servers that do not refuse. NULL without an error when it is worth another try: holder
 * says who holds it. */
static RemoteLock *
try_once(Attempt *attempt, GError **error)
{
  g_autoptr(GError) cause = NULL;
  if (!look(attempt, error) || attempt->holder != NULL)
    return NULL;
  RemoteFile *file = remote_file_open(attempt->session, attempt->path, attempt->path,
                                      O_WRONLY | O_CREAT | O_EXCL, MODE, &cause);
  if (file != NULL)
    return fill(attempt, file, error);
  gboolean missed = may_have_missed(attempt);
  if (look(attempt, error) && attempt->holder == NULL && !missed)
    g_propagate_error(error, g_steal_pointer(&cause));
  return NULL;
}

/* The lock is moved aside, which only one can do, and looked at there: somebody may have been quicker, and
 * it is his new one that was moved. */
static gboolean
take_over(Attempt *attempt, GError **error)
{
  g_autofree char *aside = NULL;
  g_autofree char *unused = NULL;
  g_autofree char *whose = lock_holder_describe(attempt->holder, attempt->request->server_time);
  if (!left_over_paths(attempt->target, &aside, &unused, error) ||
      !sftp_channel_rename(attempt->session, attempt->path, aside, error)) {
    g_prefix_error(error, _("the lock of %s cannot be taken over: "), whose);
    return FALSE;
  }
  attempt->n_taken_over++;
  g_autoptr(LockHolder) moved = lock_holder_read(attempt->session, aside, NULL);
  if (moved != NULL &&
      (moved->mtime != attempt->holder->mtime || !g_str_equal(moved->text, attempt->holder->text)))
    return sftp_channel_rename(attempt->session, aside, attempt->path, error);
  sftp_channel_unlink(attempt->session, aside);
  publisher_session_warn(attempt->session, _("the lock of %s was taken over"), whose);
  return TRUE;
}

static void
set_held(Attempt *attempt, GError **error)
{
  g_autofree char *whose = lock_holder_describe(attempt->holder, attempt->request->server_time);
  remote_error_set_text(
      attempt->session, error, CTL_ERROR_IN_USE,
      _("another push to %s is at work, or was cut off: its lock is held by %s; wait until "
        "it has ended; if it has ended already, take its lock over (--take-over), or remove %s"),
      attempt->target->path, whose, attempt->path);
}

static gboolean
is_stale(const Attempt *attempt)
{
  return lock_holder_get_age(attempt->holder, attempt->request->server_time) >= STALE_S;
}

/* Somebody holds it. FALSE when that is an error now; otherwise it is worth another try. */
static gboolean
wait_for_holder(Attempt *attempt, GError **error)
{
  gboolean over = clock_now_us() >= attempt->until_us;
  gboolean may_take = attempt->request->take_over && attempt->n_taken_over < MAX_TAKEN_OVER;
  if (may_take && (over || is_stale(attempt)))
    return take_over(attempt, error);
  if (over) {
    set_held(attempt, error);
    return FALSE;
  }
  g_autofree char *whose = lock_holder_describe(attempt->holder, attempt->request->server_time);
  progress_step(attempt->request->progress, _("Waiting for another push to %s: its lock is held by %s"),
                attempt->target->name, whose);
  return clock_sleep(MIN(clock_in_ms(POLL_MS), attempt->until_us), attempt->session->cancellable) ||
         !ctl_cancelled(attempt->session->cancellable, error);
}

/* Each holder anew is waited for as long as somebody is who wants to take over: only a lock that does not
 * change is one that was left. */
static void
note_holder(Attempt *attempt, char **last_text)
{
  if (attempt->request->take_over && g_strcmp0(*last_text, attempt->holder->text) != 0)
    attempt->until_us = MIN(clock_in_ms(LONGEST_WAIT_MS), attempt->last_us);
  g_free(*last_text);
  *last_text = g_strdup(attempt->holder->text);
}

static RemoteLock *
take(Attempt *attempt, char **held_before, GError **error)
{
  g_autofree char *last_text = NULL;
  for (;;) {
    g_autoptr(GError) cause = NULL;
    RemoteLock *lock = try_once(attempt, &cause);
    if (lock != NULL)
      return lock;
    if (cause != NULL) {
      g_propagate_error(error, g_steal_pointer(&cause));
      return NULL;
    }
    if (attempt->holder == NULL)
      continue;
    note_holder(attempt, &last_text);
    g_free(*held_before);
    *held_before = g_strdup(attempt->holder->owner);
    if (!wait_for_holder(attempt, error))
      return NULL;
  }
}

RemoteLock *
remote_lock_take(PublisherSession *session, const RemoteTarget *target, const RemoteLockRequest *request,
                 char **held_before, GError **error)
{
  g_autofree char *before = NULL;
  Attempt attempt = {.session = session, .target = target, .request = request};
  attempt.path = left_over_lock_path(target);
  attempt.text = lock_holder_new_text(error);
  attempt.until_us = clock_in_ms(LONGEST_WAIT_MS);
  attempt.last_us = clock_in_ms(LONGEST_WAIT_IN_ALL_MS);
  RemoteLock *lock = attempt.text != NULL ? take(&attempt, &before, error) : NULL;
  if (held_before != NULL)
    *held_before = g_steal_pointer(&before);
  g_clear_pointer(&attempt.holder, lock_holder_free);
  g_free(attempt.path);
  g_free(attempt.text);
  return lock;
}

/* By its time, since one that somebody has made after this one has another: it is taken over only after a
 * while. A server that tells no times, or whose times change, is asked for the contents. */
static gboolean
is_ours(RemoteLock *lock)
{
  g_autoptr(SftpAttributes) now = NULL;
  if (!remote_file_look(lock->session, lock->path, &now, NULL) || now == NULL)
    return FALSE;
  if (lock->mtime >= 0 && remote_file_time(now) == lock->mtime)
    return TRUE;
  g_autoptr(LockHolder) holder = lock_holder_read(lock->session, lock->path, NULL);
  return holder != NULL && g_str_equal(holder->text, lock->text);
}

gboolean
remote_lock_check(RemoteLock *lock, GError **error)
{
  if (is_ours(lock))
    return TRUE;
  if (remote_error_connection_lost(lock->session))
    remote_error_set(lock->session, error, _("%s cannot be looked at"), lock->path);
  else
    remote_error_set_text(lock->session, error, CTL_ERROR_IN_USE,
                          _("somebody has taken over the lock %s of this push, so nothing was replaced; "
                            "find out who else pushes, then push again"),
                          lock->path);
  return FALSE;
}

gint64
remote_lock_get_time(const RemoteLock *lock)
{
  return lock->mtime;
}

void
remote_lock_release(RemoteLock *lock)
{
  if (lock == NULL)
    return;
  if (!remote_error_connection_lost(lock->session) && is_ours(lock))
    sftp_channel_unlink(lock->session, lock->path);
  g_free(lock->path);
  g_free(lock->text);
  g_free(lock);
}

char *
remote_lock_describe(PublisherSession *session, const RemoteTarget *target)
{
  g_autofree char *path = left_over_lock_path(target);
  g_autoptr(LockHolder) holder = lock_holder_read(session, path, NULL);
  return holder != NULL ? lock_holder_describe(holder, -1) : NULL;
}
