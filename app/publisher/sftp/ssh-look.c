/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/sftp/ssh-look.h"

#include "app/base/error.h"
#include "app/publisher/sftp/sftp-channel.h"
#include "app/publisher/sftp/sftp-session.h"
#include "app/publisher/sftp/shell-look.h"

void
ssh_look_clear(SshLook *look)
{
  g_clear_error(&look->sftp);
}

static void
copy_warnings(const PublisherSession *session, GPtrArray *warnings)
{
  const GPtrArray *said = publisher_session_get_warnings(session);
  for (guint i = 0; warnings != NULL && i < said->len; i++)
    g_ptr_array_add(warnings, g_strdup(g_ptr_array_index(said, i)));
}

/* FALSE with an error that is not about SFTP alone. */
static gboolean
try_sftp(SshLook *look, PublisherSession *session, GCancellable *cancellable, GError **error)
{
  g_autoptr(PublisherJob) job G_GNUC_UNUSED = publisher_job_begin(session, cancellable, 0);
  g_autoptr(GError) why = NULL;
  if (sftp_channel_open(session, &why))
    return TRUE;
  if (g_error_matches(why, CTL_ERROR, CTL_ERROR_CANCELLED) ||
      g_error_matches(why, CTL_ERROR, CTL_ERROR_LOGIN_REFUSED)) {
    g_propagate_error(error, g_steal_pointer(&why));
    return FALSE;
  }
  look->sftp = g_steal_pointer(&why);
  return TRUE;
}

static void
try_shell(SshLook *look, PublisherSession *session, GCancellable *cancellable)
{
  g_autoptr(PublisherJob) job G_GNUC_UNUSED = publisher_job_begin(session, cancellable, 0);
  look->has_cli = shell_has_platform_cli(session);
}

gboolean
ssh_look_run(SshLook *look, const PublisherAddress *address, const PublisherLogin *login, GPtrArray *warnings,
             CtlPrompt *prompt, const Progress *progress, GCancellable *cancellable, GError **error)
{
  g_autoptr(PublisherSession) session =
      publisher_session_log_in(address, login, prompt, progress, cancellable, error);
  if (session == NULL)
    return FALSE;
  copy_warnings(session, warnings);
  if (!try_sftp(look, session, cancellable, error))
    return FALSE;
  if (!ssh_is_connected(session->ssh)) {
    g_clear_pointer(&session, publisher_session_close);
    session = publisher_session_log_in(address, login, prompt, progress, cancellable, error);
  }
  if (session == NULL)
    return FALSE;
  try_shell(look, session, cancellable);
  if (look->sftp == NULL && ssh_is_connected(session->ssh))
    publisher_session_keep(session, login);
  return !ctl_cancelled(cancellable, error);
}
