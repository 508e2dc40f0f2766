/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/sftp/target.h"

#include "app/base/error.h"
#include "app/publisher/sftp/remote-file.h"
#include "app/publisher/ssh/remote-error.h"

#include <glib/gi18n.h>
#include <string.h>

/* As many as Linux follows itself before it calls a chain of links a loop. */
#define MAX_LINKS 40
#define MAX_LINK_LEN 4095 /* PATH_MAX of Linux */

void
remote_target_free(RemoteTarget *target)
{
  if (target == NULL)
    return;
  g_free(target->path);
  g_free(target->folder);
  g_free(target->name);
  sftp_attributes_free(target->old);
  g_free(target);
}

static char *
join(const char *folder, const char *name)
{
  if (g_str_equal(folder, "."))
    return g_strdup(name);
  return g_build_path("/", folder, name, NULL);
}

char *
remote_target_sibling(const RemoteTarget *target, const char *name)
{
  return join(target->folder, name);
}

static gboolean
check_folder(PublisherSession *session, const char *folder, GError **error)
{
  g_autoptr(SftpAttributes) attributes = NULL;
  if (!remote_file_stat(session, folder, &attributes, error))
    return FALSE;
  if (attributes == NULL)
    remote_error_set_text(session, error, CTL_ERROR_REMOTE,
                          _("the folder %s does not exist (SSH_FX_NO_SUCH_FILE)"), folder);
  else if (attributes->type == SSH_FILEXFER_TYPE_DIRECTORY || attributes->type == SSH_FILEXFER_TYPE_UNKNOWN)
    return TRUE;
  else
    remote_error_set_text(session, error, CTL_ERROR_REMOTE, _("%s is not a folder"), folder);
  return FALSE;
}

static char *
read_link(PublisherSession *session, const char *path, GError **error)
{
  publisher_call_begins(session);
  g_autoptr(SshString) link = sftp_readlink(session->sftp, path);
  publisher_call_ended(session);
  if (link == NULL) {
    remote_error_set(session, error, _("the link %s cannot be followed"), path);
    return NULL;
  }
  if (strlen(link) > MAX_LINK_LEN) {
    remote_error_set_text(session, error, CTL_ERROR_REMOTE, _("the link %s leads to no path"), path);
    return NULL;
  }
  g_autofree char *folder = g_path_get_dirname(path);
  return g_path_is_absolute(link) ? g_strdup(link) : join(folder, link);
}

/* The path of a file that is none. */
static gboolean
check_type(PublisherSession *session, const char *path, sftp_attributes attributes, GError **error)
{
  switch (attributes->type) {
  case SSH_FILEXFER_TYPE_DIRECTORY:
    remote_error_set_text(session, error, CTL_ERROR_REMOTE, _("%s is a folder, not a file"), path);
    return FALSE;
  case SSH_FILEXFER_TYPE_SPECIAL:
    remote_error_set_text(session, error, CTL_ERROR_REMOTE, _("%s is a device or pipe, not a file"), path);
    return FALSE;
  default: /* a server need not tell the type */
    return TRUE;
  }
}

/* Follows links from the session's path to the file itself. *OLD stays NULL when it is missing. */
static char *
follow_links(PublisherSession *session, sftp_attributes *old, GError **error)
{
  const char *first = session->address->path;
  g_autofree char *path = g_strdup(first);
  for (int links = 0; links < MAX_LINKS; links++) {
    g_autoptr(SftpAttributes) attributes = NULL;
    if (!remote_file_look(session, path, &attributes, error))
      return NULL;
    if (attributes == NULL && links > 0) {
      remote_error_set_text(session, error, CTL_ERROR_REMOTE,
                            _("the link %s leads to %s, which does not exist"), first, path);
      return NULL;
    }
    if (attributes == NULL || attributes->type != SSH_FILEXFER_TYPE_SYMLINK) {
      *old = g_steal_pointer(&attributes);
      return g_steal_pointer(&path);
    }
    char *next = read_link(session, path, error);
    if (next == NULL)
      return NULL;
    g_free(path);
    path = next;
  }
  remote_error_set_text(session, error, CTL_ERROR_REMOTE, _("the link %s leads in a circle"), first);
  return NULL;
}

RemoteTarget *
remote_target_find(PublisherSession *session, GError **error)
{
  g_autoptr(RemoteTarget) target = g_new0(RemoteTarget, 1);
  target->path = follow_links(session, &target->old, error);
  if (target->path == NULL)
    return NULL;
  target->folder = g_path_get_dirname(target->path);
  target->name = g_path_get_basename(target->path);
  if (target->old == NULL && !check_folder(session, target->folder, error))
    return NULL;
  if (target->old != NULL && !check_type(session, target->path, target->old, error))
    return NULL;
  return g_steal_pointer(&target);
}
