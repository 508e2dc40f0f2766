/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/ssh/remote-error.h"

#include "app/base/error.h"
#include "app/base/text.h"

#include <glib/gi18n.h>
#include <string.h>

/* A server's own words in a message. */
#define REMOTE_TEXT_MAX 300

/* A whole message with paths in it: twice what Linux allows a path. */
#define MESSAGE_MAX 8192

typedef struct {
  int status;
  const char *name;
  const char *sentence;
} StatusText;

static const StatusText STATUS_TEXTS[] = {
    {SSH_FX_EOF, "SSH_FX_EOF", N_("the file ended too early")},
    {SSH_FX_NO_SUCH_FILE, "SSH_FX_NO_SUCH_FILE", N_("it does not exist")},
    {SSH_FX_PERMISSION_DENIED, "SSH_FX_PERMISSION_DENIED", N_("permission denied")},
    {SSH_FX_FAILURE, "SSH_FX_FAILURE", N_("the server reports a failure without a reason")},
    {SSH_FX_BAD_MESSAGE, "SSH_FX_BAD_MESSAGE", N_("the server did not understand the request")},
    {SSH_FX_NO_CONNECTION, "SSH_FX_NO_CONNECTION", N_("the server lost its connection")},
    {SSH_FX_CONNECTION_LOST, "SSH_FX_CONNECTION_LOST", N_("the server lost its connection")},
    {SSH_FX_OP_UNSUPPORTED, "SSH_FX_OP_UNSUPPORTED", N_("the server cannot do this")},
    {SSH_FX_INVALID_HANDLE, "SSH_FX_INVALID_HANDLE", N_("the server forgot the open file")},
    {SSH_FX_FILE_ALREADY_EXISTS, "SSH_FX_FILE_ALREADY_EXISTS", N_("it exists already")},
    {SSH_FX_WRITE_PROTECT, "SSH_FX_WRITE_PROTECT", N_("the file system is read-only")},
};

char *
remote_text(const char *text)
{
  g_autofree char *stripped = g_strstrip(g_strdup(text));
  return text_for_people_within(stripped, REMOTE_TEXT_MAX);
}

char *
remote_lines(const char *text)
{
  g_auto(GStrv) parts = g_strsplit_set(text, "\r\n\t ", -1);
  g_autoptr(GString) line = g_string_new(NULL);
  for (char **part = parts; *part != NULL; part++)
    if (**part != '\0')
      g_string_append_printf(line, "%s%s", line->len > 0 ? " " : "", *part);
  return remote_text(line->str);
}

/* What a layer above said of its work: paths and links of the server may stand in it. */
static char *format_safely(const char *format, va_list args) G_GNUC_PRINTF(1, 0);
static char *
format_safely(const char *format, va_list args)
{
  g_autofree char *text = g_strdup_vprintf(format, args);
  return text_for_people_within(text, MESSAGE_MAX);
}

gboolean
remote_error_connection_lost(PublisherSession *session)
{
  if (session->host_key_change != NULL || !ssh_is_connected(session->ssh))
    return TRUE;
  ssh_channel channel = session->sftp != NULL ? session->sftp->channel : NULL;
  return channel != NULL && (ssh_channel_is_closed(channel) || ssh_channel_is_eof(channel));
}

int
remote_error_status(PublisherSession *session)
{
  if (session->sftp == NULL || remote_error_connection_lost(session) ||
      ssh_get_error_code(session->ssh) == SSH_FATAL)
    return -1;
  return sftp_get_error(session->sftp);
}

static void
set_status(PublisherSession *session, GError **error, int status, const char *what)
{
  for (gsize i = 0; i < G_N_ELEMENTS(STATUS_TEXTS); i++) {
    const StatusText *text = &STATUS_TEXTS[i];
    if (text->status == status) {
      g_set_error(error, CTL_ERROR, CTL_ERROR_REMOTE, _("%s: %s: %s (%s)"), session->name, what,
                  _(text->sentence), text->name);
      return;
    }
  }
  g_set_error(error, CTL_ERROR, CTL_ERROR_REMOTE, _("%s: %s: the server refuses (SFTP status %d)"),
              session->name, what, status);
}

/* What libssh says of a fatal error, without its own wording for a socket that was closed. */
static void
set_lost(PublisherSession *session, GError **error, const char *what)
{
  g_autofree char *reason = remote_text(ssh_get_error(session->ssh));
  if (session->host_key_change != NULL)
    g_set_error(error, CTL_ERROR, CTL_ERROR_HOST_KEY_CHANGED,
                _("%s: %s: %s; find out why before you connect again"), session->name, what,
                session->host_key_change);
  else if (watchdog_get_reason(session->watchdog) == WATCHDOG_SILENCE)
    g_set_error(error, CTL_ERROR, CTL_ERROR_UNREACHABLE,
                _("%s: %s: the server did not answer for %.3g seconds"), session->name, what,
                watchdog_get_timeout_ms(session->watchdog) / 1000.0);
  else if (watchdog_get_reason(session->watchdog) == WATCHDOG_JOB_TOO_LONG)
    g_set_error(error, CTL_ERROR, CTL_ERROR_UNREACHABLE,
                _("%s: %s: the server answers too slowly, it is not done after %.3g seconds"), session->name,
                what, publisher_transfer_limit_ms(session) / 1000.0);
  else if (watchdog_get_reason(session->watchdog) == WATCHDOG_FLOOD)
    g_set_error(error, CTL_ERROR, CTL_ERROR_REMOTE,
                _("%s: %s: the server sends far more than it was asked for"), session->name, what);
  else if (g_str_has_prefix(reason, "Socket error") || strstr(reason, "EOF") != NULL ||
           strstr(reason, "closed") != NULL || *reason == '\0')
    g_set_error(error, CTL_ERROR, CTL_ERROR_UNREACHABLE, _("%s: %s: the connection broke"), session->name,
                what);
  else
    g_set_error(error, CTL_ERROR, CTL_ERROR_UNREACHABLE, _("%s: %s: the connection broke: %s"), session->name,
                what, reason);
}

void
remote_error_set(PublisherSession *session, GError **error, const char *format, ...)
{
  session->keeper = NULL;
  if (ctl_cancelled(session->cancellable, error))
    return;
  va_list args;
  va_start(args, format);
  g_autofree char *what = format_safely(format, args);
  va_end(args);

  int status = remote_error_status(session);
  if (status > SSH_FX_OK) {
    set_status(session, error, status, what);
    return;
  }
  if (remote_error_connection_lost(session)) {
    set_lost(session, error, what);
    return;
  }
  g_autofree char *reason = remote_text(ssh_get_error(session->ssh));
  g_set_error(error, CTL_ERROR, CTL_ERROR_REMOTE, _("%s: %s: %s"), session->name, what, reason);
}

void
remote_error_set_status(PublisherSession *session, GError **error, int status, const char *format, ...)
{
  session->keeper = NULL;
  va_list args;
  va_start(args, format);
  g_autofree char *what = format_safely(format, args);
  va_end(args);
  set_status(session, error, status, what);
}

void
remote_error_set_text(PublisherSession *session, GError **error, int code, const char *format, ...)
{
  session->keeper = NULL;
  va_list args;
  va_start(args, format);
  g_autofree char *text = format_safely(format, args);
  va_end(args);
  g_set_error(error, CTL_ERROR, code, _("%s: %s"), session->name, text);
}
