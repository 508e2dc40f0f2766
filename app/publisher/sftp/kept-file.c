/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/sftp/kept-file.h"

#include "app/publisher/sftp/remote-file.h"
#include "app/publisher/sftp/sftp-channel.h"

#include <fcntl.h>
#include <glib/gi18n.h>

#define SUFFIX ".etoken-ctl-old"
#define MODE_OF_COPY 0644

static char *
kept_path(const RemoteTarget *target, guint number)
{
  g_autofree char *name = number > 1 ? g_strdup_printf("%s" SUFFIX ".%u", target->name, number)
                                     : g_strconcat(target->name, SUFFIX, NULL);
  return remote_target_sibling(target, name);
}

static gboolean
copy_contents(RemoteFile *from, RemoteFile *to, GError **error)
{
  g_autofree guint8 *chunk = g_malloc(REMOTE_CHUNK_LEN);
  for (;;) {
    gsize n = 0;
    if (!remote_file_read(from, chunk, REMOTE_CHUNK_LEN, &n, error))
      return FALSE;
    if (n == 0)
      return TRUE;
    if (!remote_file_write(to, chunk, n, error))
      return FALSE;
  }
}

/* For servers that cannot link: OpenSSH before 5.7, as Unified CM of 2015 has it. */
static gboolean
copy_file(PublisherSession *session, const RemoteTarget *target, const char *backup, GError **error)
{
  guint mode = (target->old->flags & SSH_FILEXFER_ATTR_PERMISSIONS) != 0 ? target->old->permissions & 0777
                                                                         : MODE_OF_COPY;
  g_autoptr(RemoteFile) from = remote_file_open(session, target->path, target->path, O_RDONLY, 0, error);
  g_autoptr(RemoteFile) to =
      from != NULL ? remote_file_open(session, backup, backup, O_WRONLY | O_CREAT | O_EXCL, mode, error)
                   : NULL;
  return to != NULL && copy_contents(from, to, error) && remote_file_close(g_steal_pointer(&to), error);
}

gboolean
kept_file_save(PublisherSession *session, const RemoteTarget *target, const char *backup)
{
  g_autoptr(GError) why = NULL;
  if (sftp_channel_can_hardlink(session) && sftp_channel_hardlink(session, target->path, backup, NULL))
    return TRUE;
  if (copy_file(session, target, backup, &why))
    return TRUE;
  publisher_session_warn(session, _("the old %s could not be kept (%s)"), target->name, why->message);
  sftp_channel_unlink(session, backup);
  return FALSE;
}

/* Whatever the new name held before is lost. */
static gboolean
move_over(PublisherSession *session, const char *from, const char *to, GError **error)
{
  if (sftp_channel_can_posix_rename(session))
    return sftp_channel_posix_rename(session, from, to, error);
  sftp_channel_unlink(session, to);
  return sftp_channel_rename(session, from, to, error);
}

/* Missing ones are no failure, and none of the others is worth one. */
static void
move_up(PublisherSession *session, const RemoteTarget *target, guint n)
{
  for (guint number = n; number > 1; number--) {
    g_autofree char *from = kept_path(target, number - 1);
    g_autofree char *to = kept_path(target, number);
    move_over(session, from, to, NULL);
  }
}

void
kept_file_rotate(PublisherSession *session, const RemoteTarget *target, const char *backup, guint n)
{
  g_autoptr(GError) why = NULL;
  g_autofree char *newest = kept_path(target, 1);
  if (n > 0) {
    move_up(session, target, n);
    if (!move_over(session, backup, newest, &why))
      publisher_session_warn(session, _("the old %s could not be kept as %s (%s)"), target->name, newest,
                             why->message);
  }
  /* A rename between two names of one file does nothing (POSIX): then both are there still. */
  sftp_channel_unlink(session, backup);
}
