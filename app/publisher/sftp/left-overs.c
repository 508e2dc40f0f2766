/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/sftp/left-overs.h"

#include "app/base/clock.h"
#include "app/base/error.h"
#include "app/publisher/sftp/remote-file.h"
#include "app/publisher/sftp/sftp-channel.h"

#include <glib/gi18n.h>
#include <string.h>

#define INFIX ".etoken-ctl-"
#define PART_SUFFIX ".part"
#define OLD_SUFFIX ".old"
#define LOCK_SUFFIX "lock"

/* A push does not leave its temporary file alone for so long: see TRANSFER_LIMIT. */
#define ABANDONED_S 3600

/* Of a folder; that of a TFTP server has some thousands, and nothing depends on what is listed. */
#define MAX_ENTRIES 20000
#define MAX_FOUND 200
#define LONGEST_LISTING_MS 20000
#define RANDOM_LEN 8

static char *
path_with(const RemoteTarget *target, const char *hex, const char *suffix)
{
  g_autofree char *name = g_strconcat(".", target->name, INFIX, hex, suffix, NULL);
  return remote_target_sibling(target, name);
}

gboolean
left_over_paths(const RemoteTarget *target, char **part, char **old, GError **error)
{
  guint8 bytes[RANDOM_LEN] = {0};
  char hex[2 * RANDOM_LEN + 1] = "";
  if (ssh_get_random(bytes, RANDOM_LEN, 0) != 1) {
    g_set_error(error, CTL_ERROR, CTL_ERROR_FAILED, _("The system gives no random numbers"));
    return FALSE;
  }
  for (guint i = 0; i < RANDOM_LEN; i++)
    g_snprintf(hex + 2 * i, 3, "%02x", bytes[i]);
  *part = path_with(target, hex, PART_SUFFIX);
  *old = path_with(target, hex, OLD_SUFFIX);
  return TRUE;
}

char *
left_over_lock_path(const RemoteTarget *target)
{
  return path_with(target, "", LOCK_SUFFIX);
}

LeftOverKind
left_over_kind(const char *name, const char *target_name)
{
  g_autofree char *start = g_strconcat(".", target_name, INFIX, NULL);
  if (!g_str_has_prefix(name, start))
    return LEFT_OVER_NONE;
  const char *hex = name + strlen(start);
  if (strspn(hex, "0123456789abcdef") != 2 * RANDOM_LEN)
    return LEFT_OVER_NONE;
  if (g_str_equal(hex + 2 * RANDOM_LEN, PART_SUFFIX))
    return LEFT_OVER_PART;
  return g_str_equal(hex + 2 * RANDOM_LEN, OLD_SUFFIX) ? LEFT_OVER_OLD : LEFT_OVER_NONE;
}

static void
left_over_free(gpointer data)
{
  LeftOver *left_over = data;
  g_free(left_over->path);
  g_free(left_over);
}

static void
add_if_ours(GPtrArray *found, const RemoteTarget *target, sftp_attributes attributes, const char *own_path)
{
  LeftOverKind kind =
      attributes->name != NULL ? left_over_kind(attributes->name, target->name) : LEFT_OVER_NONE;
  if (kind == LEFT_OVER_NONE || attributes->type != SSH_FILEXFER_TYPE_REGULAR)
    return;
  LeftOver *left_over = g_new0(LeftOver, 1);
  left_over->path = remote_target_sibling(target, attributes->name);
  left_over->kind = kind;
  left_over->mtime = remote_file_time(attributes);
  if (g_strcmp0(left_over->path, own_path) == 0)
    left_over_free(left_over);
  else
    g_ptr_array_add(found, left_over);
}

/* One entry, or NULL at the end. */
static sftp_attributes
read_entry(PublisherSession *session, sftp_dir dir)
{
  publisher_call_begins(session);
  sftp_attributes attributes = sftp_readdir(session->sftp, dir);
  publisher_call_ended(session);
  return attributes;
}

GPtrArray *
left_overs_list(PublisherSession *session, const RemoteTarget *target, const char *own_path)
{
  GPtrArray *found = g_ptr_array_new_with_free_func(left_over_free);
  gint64 until_us = clock_in_ms(LONGEST_LISTING_MS);
  publisher_call_begins(session);
  sftp_dir dir = sftp_opendir(session->sftp, target->folder);
  publisher_call_ended(session);
  for (guint n = 0; dir != NULL && n < MAX_ENTRIES && found->len < MAX_FOUND && clock_now_us() < until_us;
       n++) {
    g_autoptr(SftpAttributes) attributes =
        g_cancellable_is_cancelled(session->cancellable) ? NULL : read_entry(session, dir);
    if (attributes == NULL)
      break;
    add_if_ours(found, target, attributes, own_path);
  }
  publisher_call_begins(session);
  if (dir != NULL)
    sftp_closedir(dir);
  publisher_call_ended(session);
  return found;
}

static gboolean
is_abandoned(const LeftOver *left_over, gint64 server_time)
{
  return left_over->kind == LEFT_OVER_OLD ||
         (left_over->mtime >= 0 && server_time >= 0 && server_time - left_over->mtime >= ABANDONED_S);
}

void
left_overs_remove(PublisherSession *session, const GPtrArray *left_overs, gint64 server_time, gboolean all)
{
  for (guint i = 0; i < left_overs->len; i++) {
    const LeftOver *left_over = g_ptr_array_index(left_overs, i);
    if (all || is_abandoned(left_over, server_time))
      sftp_channel_unlink(session, left_over->path);
  }
}
