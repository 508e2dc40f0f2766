/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/sftp/replace-private.h"

#include "app/base/error.h"
#include "app/base/file-time.h"
#include "app/publisher/sftp/remote-file.h"
#include "app/publisher/ssh/remote-error.h"

#include <glib/gi18n.h>

/* Who has put the file there that is there now, as far as can be told: who had the lock before, or what the
 * server says of the file. */
static char *
describe_other(const Replace *replace, sftp_attributes now)
{
  gint64 changed = remote_file_time(now);
  g_autofree char *when = changed >= 0 ? file_time_to_text(changed) : g_strdup("?");
  if (replace->waited_for != NULL)
    return g_strdup_printf(_("put there by %s, %s"), replace->waited_for, when);
  if ((now->flags & SSH_FILEXFER_ATTR_UIDGID) != 0)
    return g_strdup_printf(_("put there by the user with the number %u, %s"), now->uid, when);
  return g_strdup_printf(_("changed %s"), when);
}

gboolean
replace_set_changed(Replace *replace, GError **error)
{
  g_autoptr(SftpAttributes) now = NULL;
  const char *path = replace->target->path;
  if (!remote_file_look(replace->session, path, &now, error))
    return FALSE;
  if (now == NULL) {
    remote_error_set_text(replace->session, error, CTL_ERROR_CHANGED,
                          _("%s is not there any more: somebody has removed it while this push was at work, "
                            "so nothing was put there; push again"),
                          path);
    return FALSE;
  }
  g_autofree char *other = describe_other(replace, now);
  remote_error_set_text(replace->session, error, CTL_ERROR_CHANGED,
                        _("another %s is there now (%s) than the one that this push was checked against, so "
                          "nothing was replaced; fetch it and look at it, then push again"),
                        path, other);
  return FALSE;
}

static gboolean
holds(Replace *replace, GBytes *contents, gboolean *same, GError **error)
{
  const char *path = replace->target->path;
  g_autofree char *step = g_strdup_printf(_("Comparing %s on %s once more"), replace->target->name,
                                          replace->session->address->host);
  progress_step(replace->progress, "%s", step);
  return remote_file_holds(replace->session, path, path, contents, replace->progress, step, same, error);
}

gboolean
replace_is_missing(Replace *replace, gboolean *missing, GError **error)
{
  g_autoptr(SftpAttributes) now = NULL;
  gboolean known = remote_file_look(replace->session, replace->target->path, &now, error);
  *missing = now == NULL;
  return known;
}

gboolean
replace_check_judged(Replace *replace, GError **error)
{
  GBytes *judged = replace->request->judged;
  gboolean same = FALSE;
  if (judged != NULL ? !holds(replace, judged, &same, error) : !replace_is_missing(replace, &same, error))
    return FALSE;
  if (same)
    return TRUE;
  if (!holds(replace, replace->request->contents, &replace->is_there, error))
    return FALSE;
  return replace->is_there || replace_set_changed(replace, error);
}
