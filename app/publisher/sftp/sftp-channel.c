/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/sftp/sftp-channel.h"

#include "app/publisher/ssh/remote-error.h"

#include <glib/gi18n.h>
#include <string.h>

/* libssh counts its requests from 1 and has none outstanding when one is sent by hand, so any number does;
 * this one can be told apart in a packet trace. */
#define OWN_REQUEST_ID 0x63746c31U

/* Longest answer to a rename: a status with its text. */
#define MAX_ANSWER_LEN (64 * 1024)

gboolean
sftp_channel_answers(PublisherSession *session)
{
  publisher_call_begins(session);
  char *folder = sftp_canonicalize_path(session->sftp, ".");
  publisher_call_ended(session);
  gboolean answers = folder != NULL;
  ssh_string_free_char(folder);
  return answers && session->host_key_change == NULL;
}

gboolean
sftp_channel_can_posix_rename(PublisherSession *session)
{
  return sftp_extension_supported(session->sftp, "posix-rename@openssh.com", "1") == 1;
}

gboolean
sftp_channel_can_fsync(PublisherSession *session)
{
  return sftp_extension_supported(session->sftp, "fsync@openssh.com", "1") == 1;
}

gboolean
sftp_channel_can_hardlink(PublisherSession *session)
{
  return sftp_extension_supported(session->sftp, "hardlink@openssh.com", "1") == 1;
}

gint64
sftp_channel_free_bytes(PublisherSession *session, const char *folder)
{
  if (sftp_extension_supported(session->sftp, "statvfs@openssh.com", "2") != 1)
    return -1;
  publisher_call_begins(session);
  g_autoptr(SftpStatvfs) vfs = sftp_statvfs(session->sftp, folder);
  publisher_call_ended(session);
  if (vfs == NULL)
    return -1;
  guint64 free_bytes = 0;
  guint64 unit = vfs->f_frsize != 0 ? vfs->f_frsize : vfs->f_bsize;
  if (!g_uint64_checked_mul(&free_bytes, vfs->f_bavail, unit) || free_bytes > G_MAXINT64)
    return G_MAXINT64;
  return vfs->f_favail == 0 && vfs->f_files != 0 ? 0 : (gint64)free_bytes; /* no file can be made */
}

static void
append_uint32(GByteArray *packet, guint32 value)
{
  guint32 big_endian = GUINT32_TO_BE(value);
  g_byte_array_append(packet, (const guint8 *)&big_endian, sizeof big_endian);
}

static void
append_string(GByteArray *packet, const char *text)
{
  gsize len = strlen(text);
  append_uint32(packet, (guint32)len);
  g_byte_array_append(packet, (const guint8 *)text, (guint)len);
}

/* draft-ietf-secsh-filexfer-02, sections 3, 6.5 and 8: length, type, id, and the paths; before them the name
 * of an extended request. NAME is NULL for SSH_FXP_RENAME. */
static GByteArray *
build_request(const char *name, const char *old_path, const char *new_path)
{
  const guint8 type = name != NULL ? SSH_FXP_EXTENDED : SSH_FXP_RENAME;
  GByteArray *packet = g_byte_array_new();
  gsize name_len = name != NULL ? 4 + strlen(name) : 0;
  gsize len = 1 + 4 + name_len + 4 + strlen(old_path) + 4 + strlen(new_path);
  append_uint32(packet, (guint32)len);
  g_byte_array_append(packet, &type, 1);
  append_uint32(packet, OWN_REQUEST_ID);
  if (name != NULL)
    append_string(packet, name);
  append_string(packet, old_path);
  append_string(packet, new_path);
  return packet;
}

static gboolean
read_exactly(ssh_channel channel, guint8 *bytes, guint32 len)
{
  guint32 done = 0;
  while (done < len) {
    int n = ssh_channel_read(channel, bytes + done, len - done, 0);
    if (n <= 0)
      return FALSE;
    done += (guint32)n;
  }
  return TRUE;
}

static guint32
get_uint32(const guint8 *bytes)
{
  guint32 value = 0;
  memcpy(&value, bytes, sizeof value);
  return GUINT32_FROM_BE(value);
}

/* The status of the answer, or -1 when there is none or it is another answer. */
static int
read_status(ssh_channel channel)
{
  guint8 head[13] = {0}; /* length, type, id, status */
  if (!read_exactly(channel, head, sizeof head))
    return -1;
  guint32 len = get_uint32(head);
  if (len < sizeof head - 4 || len > MAX_ANSWER_LEN || head[4] != SSH_FXP_STATUS ||
      get_uint32(head + 5) != OWN_REQUEST_ID)
    return -1;
  guint32 rest_len = len - ((guint32)sizeof head - 4);
  g_autofree guint8 *rest = g_malloc(rest_len + 1);
  if (!read_exactly(channel, rest, rest_len))
    return -1;
  return (int)MIN(get_uint32(head + 9), (guint32)G_MAXINT);
}

/* Sends a request that takes two paths, see build_request(). FAILURE is the message without its cause:
 * "/tftp/CTLFile.tlv cannot be put in place". */
static gboolean
request(PublisherSession *session, const char *name, const char *old_path, const char *new_path,
        const char *failure, GError **error)
{
  g_autoptr(GByteArray) packet = build_request(name, old_path, new_path);
  ssh_channel channel = session->sftp->channel;
  publisher_call_begins(session);
  int sent = ssh_channel_write(channel, packet->data, packet->len);
  int status = sent == (int)packet->len ? read_status(channel) : -1;
  publisher_call_ended(session);
  if (status == SSH_FX_OK)
    return TRUE;
  if (status < SSH_FX_OK) /* the next answers would be taken for those to other requests */
    g_socket_shutdown(g_socket_connection_get_socket(session->connection), TRUE, TRUE, NULL);
  if (status > SSH_FX_OK)
    remote_error_set_status(session, error, status, "%s", failure);
  else
    remote_error_set(session, error, "%s", failure);
  return FALSE;
}

/* sftp_rename() is the plain rename in libssh 0.10, and in libssh 0.11 this one where the server knows it.
 * What is asked for here does not depend on that. */
gboolean
sftp_channel_posix_rename(PublisherSession *session, const char *old_path, const char *new_path,
                          GError **error)
{
  g_autofree char *failure = g_strdup_printf(_("%s cannot be put in place"), new_path);
  return request(session, "posix-rename@openssh.com", old_path, new_path, failure, error);
}

gboolean
sftp_channel_hardlink(PublisherSession *session, const char *old_path, const char *new_path, GError **error)
{
  g_autofree char *failure = g_strdup_printf(_("%s cannot be made"), new_path);
  return request(session, "hardlink@openssh.com", old_path, new_path, failure, error);
}

gboolean
sftp_channel_rename(PublisherSession *session, const char *old_path, const char *new_path, GError **error)
{
  g_autofree char *failure = g_strdup_printf(_("%s cannot be put in place"), new_path);
  return request(session, NULL, old_path, new_path, failure, error);
}

void
sftp_channel_unlink(PublisherSession *session, const char *path)
{
  publisher_call_begins(session);
  sftp_unlink(session->sftp, path);
  publisher_call_ended(session);
}
