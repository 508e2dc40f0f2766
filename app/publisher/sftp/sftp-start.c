/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/sftp/sftp-channel.h"

#include "app/base/error.h"
#include "app/publisher/sftp/foreign-text.h"
#include "app/publisher/sftp/shell-look.h"
#include "app/publisher/ssh/expired-password.h"
#include "app/publisher/ssh/remote-error.h"

#include <glib/gi18n.h>

/* Ends what libssh waits for: the packet that it waits for is gone with the text before it. */
static void
end_connection(gpointer data)
{
  PublisherSession *session = data;
  g_socket_shutdown(g_socket_connection_get_socket(session->connection), TRUE, TRUE, NULL);
}

/* What the server wrote instead of SFTP, in its own words. */
static void
set_foreign(PublisherSession *session, const ForeignText *foreign, GError **error)
{
  g_autofree char *shown = remote_lines(foreign->text->str);
  if (expired_password_is_told(foreign->text->str)) {
    g_autofree char *expired = expired_password_describe(foreign->text->str);
    remote_error_set_text(session, error, CTL_ERROR_LOGIN_REFUSED, "%s", expired);
  } else if (foreign->foreign)
    remote_error_set_text(
        session, error, CTL_ERROR_REMOTE,
        _("the login succeeded, but the server writes \"%s\" where SFTP has to begin; as a rule a "
          "start-up file of the account does that, as .bashrc, or the account has no shell"),
        shown);
  else
    remote_error_set_text(session, error, CTL_ERROR_REMOTE,
                          _("the login succeeded, but SFTP cannot be started; the server writes \"%s\""),
                          shown);
}

static void
set_error(PublisherSession *session, const ForeignText *foreign, gboolean refused, GError **error)
{
  if (ctl_cancelled(session->cancellable, error))
    return;
  gboolean ended =
      watchdog_get_reason(session->watchdog) != WATCHDOG_CONTENT || session->host_key_change != NULL;
  if (foreign->text->len > 0 && (foreign->foreign || !ended))
    set_foreign(session, foreign, error);
  else if (!ended && shell_has_platform_cli(session))
    remote_error_set_text(
        session, error, CTL_ERROR_REMOTE,
        _("the login succeeded, but this account has the platform CLI and no SFTP; save the "
          "publisher with --deliver web"));
  else if (refused)
    remote_error_set_text(session, error, CTL_ERROR_REMOTE,
                          _("the login succeeded, but the server has no SFTP for this account"));
  else
    remote_error_set(session, error, _("the login succeeded, but SFTP cannot be started"));
}

/* On CHANNEL, which session->sftp owns afterwards. *REFUSED when the server has no SFTP. */
static gboolean
start(PublisherSession *session, ssh_channel channel, gboolean *refused)
{
  if (ssh_channel_open_session(channel) != SSH_OK)
    return FALSE;
  if (ssh_channel_request_sftp(channel) != SSH_OK) {
    *refused =
        ssh_get_error_code(session->ssh) == SSH_REQUEST_DENIED && !remote_error_connection_lost(session);
    return FALSE;
  }
  session->sftp = sftp_new_channel(session->ssh, channel);
  return session->sftp != NULL && sftp_init(session->sftp) == SSH_OK;
}

static gboolean
start_on(PublisherSession *session, ssh_channel channel, GError **error)
{
  ForeignText foreign = {0};
  gboolean refused = FALSE;
  foreign_text_init(&foreign, channel, end_connection, session);
  publisher_call_begins(session);
  gboolean done = start(session, channel, &refused);
  publisher_call_ended(session);
  if (!done)
    set_error(session, &foreign, refused, error);
  foreign_text_clear(&foreign, channel);
  if (session->sftp == NULL)
    ssh_channel_free(channel);
  return done;
}

gboolean
sftp_channel_open(PublisherSession *session, GError **error)
{
  ssh_channel channel = ssh_channel_new(session->ssh);
  if (channel != NULL)
    return start_on(session, channel, error);
  remote_error_set(session, error, _("the login succeeded, but SFTP cannot be started"));
  return FALSE;
}
