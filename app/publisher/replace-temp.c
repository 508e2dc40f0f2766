/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/replace-temp.h"

#include "app/base/error.h"
#include "app/publisher/remote-error.h"

#include <string.h>

#define INFIX ".etoken-ctl-"
#define SUFFIX ".part"
#define RANDOM_LEN 8
#define STALE_AFTER_SECONDS 3600

char *
replace_temp_path(const RemoteTarget *target, GError **error)
{
  guint8 bytes[RANDOM_LEN] = {0};
  char hex[2 * RANDOM_LEN + 1] = "";
  if (ssh_get_random(bytes, RANDOM_LEN, 0) != 1) {
    g_set_error(error, CTL_ERROR, CTL_ERROR_FAILED, "The system gives no random numbers");
    return NULL;
  }
  for (guint i = 0; i < RANDOM_LEN; i++)
    g_snprintf(hex + 2 * i, 3, "%02x", bytes[i]);
  g_autofree char *name = g_strconcat(".", target->name, INFIX, hex, SUFFIX, NULL);
  return remote_target_sibling(target, name);
}

gboolean
replace_temp_matches(const char *name, const char *target_name)
{
  g_autofree char *start = g_strconcat(".", target_name, INFIX, NULL);
  if (!g_str_has_prefix(name, start))
    return FALSE;
  const char *hex = name + strlen(start);
  return strspn(hex, "0123456789abcdef") == 2 * RANDOM_LEN && g_str_equal(hex + 2 * RANDOM_LEN, SUFFIX);
}

static gboolean
is_stale(sftp_attributes attributes, const char *target_name, gint64 now)
{
  return attributes->name != NULL && replace_temp_matches(attributes->name, target_name) &&
         attributes->type == SSH_FILEXFER_TYPE_REGULAR &&
         (attributes->flags & SSH_FILEXFER_ATTR_ACMODTIME) != 0 &&
         now - (gint64)attributes->mtime > STALE_AFTER_SECONDS;
}

/* Names of the stale files; removing them while the folder is being read could confuse a server. */
static GPtrArray *
list_stale(PublisherSession *session, const RemoteTarget *target, gint64 now)
{
  GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
  publisher_call_begins(session);
  sftp_dir dir = sftp_opendir(session->sftp, target->folder);
  publisher_call_ended(session);
  while (dir != NULL && !g_cancellable_is_cancelled(session->cancellable)) {
    publisher_call_begins(session);
    g_autoptr(SftpAttributes) attributes = sftp_readdir(session->sftp, dir);
    publisher_call_ended(session);
    if (attributes == NULL)
      break;
    if (is_stale(attributes, target->name, now))
      g_ptr_array_add(names, g_strdup(attributes->name));
  }
  publisher_call_begins(session);
  if (dir != NULL)
    sftp_closedir(dir);
  publisher_call_ended(session);
  return names;
}

void
replace_temp_sweep(PublisherSession *session, const RemoteTarget *target, const char *own_path)
{
  publisher_call_begins(session);
  g_autoptr(SftpAttributes) own = sftp_lstat(session->sftp, own_path);
  publisher_call_ended(session);
  if (own == NULL || (own->flags & SSH_FILEXFER_ATTR_ACMODTIME) == 0)
    return;
  g_autoptr(GPtrArray) names = list_stale(session, target, own->mtime);
  for (guint i = 0; i < names->len; i++) {
    g_autofree char *path = remote_target_sibling(target, g_ptr_array_index(names, i));
    publisher_call_begins(session);
    sftp_unlink(session->sftp, path);
    publisher_call_ended(session);
  }
}
