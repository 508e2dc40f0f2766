/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/cli/platform-cli.h"
#include "app/publisher/ssh/session.h"

#include "app/base/error.h"
#include "app/publisher/cli/platform-cli-exchange.h"
#include "app/publisher/cli/platform-cli-text.h"
#include "app/publisher/ssh/remote-error.h"

#include <glib/gi18n.h>
#include <string.h>

/* A terminal so large that nothing has to be wrapped or paged; smaller ones are coped with. */
#define COLUMNS 1000
#define ROWS 5000

#define DEFAULT_SILENCE_MS (120 * 1000)
#define SLICE_MS 50 /* how often a cancellation is looked for */
#define CHUNK_LEN 16384

#define KIND "cli"
#define PAGINATION_OFF "set cli pagination off"
#define PROBE_SILENCE_MS (15 * 1000) /* of a CLI that has answered before */

struct _PlatformCli {
  SessionKeeper *keeper; /* who gets it instead of its end, or NULL */
  PublisherSession *session;
  ssh_channel channel;
  guint silence_ms;
  gboolean broken; /* nobody knows what the CLI is doing */
  gboolean echoes; /* it has shown the echo of a command */
  char *unechoed;  /* before that: the command that was followed by a prompt alone, or NULL */
};

static gboolean
fail(PlatformCli *cli, int code, GError **error, const char *what, const char *why)
{
  const char *change = cli->session->host_key_change;
  cli->broken = TRUE;
  if (change != NULL)
    remote_error_set_text(cli->session, error, CTL_ERROR_HOST_KEY_CHANGED,
                          _("%s: %s; find out why before you connect again"), what, change);
  else if (!ctl_cancelled(cli->session->cancellable, error))
    remote_error_set_text(cli->session, error, code, _("%s: %s"), what, why);
  return FALSE;
}

/* WHAT is for messages: "the command \"show ctl\"". */
static gboolean
send_text(PlatformCli *cli, const char *what, const char *text, GError **error)
{
  guint32 len = (guint32)strlen(text);
  publisher_call_begins(cli->session);
  int sent = ssh_channel_write(cli->channel, text, len);
  publisher_call_ended(cli->session);
  return sent == (int)len || fail(cli, CTL_ERROR_UNREACHABLE, error, what, _("the connection broke"));
}

static gboolean
set_expired(PlatformCli *cli, const char *what, const PlatformCliExchange *exchange, GError **error)
{
  g_autofree char *why = platform_cli_exchange_describe_expired(exchange);
  return fail(cli, CTL_ERROR_LOGIN_REFUSED, error, what, why);
}

/* With what the node wrote before. */
static gboolean
set_ended(PlatformCli *cli, const char *what, const PlatformCliExchange *exchange, GError **error)
{
  if (platform_cli_exchange_is_expired(exchange))
    return set_expired(cli, what, exchange, error);
  g_autofree char *why = platform_cli_exchange_describe_end(exchange);
  return fail(cli, CTL_ERROR_UNREACHABLE, error, what, why);
}

/* Up to SLICE_MS. *N is 0 when nothing came. */
static gboolean
receive(PlatformCli *cli, const char *what, PlatformCliExchange *exchange, gsize *n, GError **error)
{
  char chunk[CHUNK_LEN];
  publisher_call_begins(cli->session);
  int rc = ssh_channel_read_timeout(cli->channel, chunk, sizeof chunk, 0, SLICE_MS);
  publisher_call_ended(cli->session);
  *n = rc > 0 ? (gsize)rc : 0;
  if (cli->session->host_key_change != NULL)
    return fail(cli, CTL_ERROR_HOST_KEY_CHANGED, error, what, "");
  if (rc > 0)
    return platform_cli_exchange_receive(exchange, chunk, *n) ||
           fail(cli, CTL_ERROR_REMOTE, error, what, _("the answer does not come to an end"));
  if (rc == SSH_ERROR || ssh_channel_is_eof(cli->channel) || ssh_channel_is_closed(cli->channel) ||
      !ssh_is_connected(cli->session->ssh))
    return set_ended(cli, what, exchange, error);
  return TRUE;
}

static gboolean
set_silent(PlatformCli *cli, const char *what, const PlatformCliExchange *exchange, GError **error)
{
  g_autofree char *why = platform_cli_exchange_describe_silence(exchange);
  return fail(cli, CTL_ERROR_UNREACHABLE, error, what, why);
}

static gboolean
set_foreign(PlatformCli *cli, const char *what, const PlatformCliExchange *exchange, GError **error)
{
  g_autofree char *why = platform_cli_exchange_describe_foreign(exchange);
  return fail(cli, CTL_ERROR_REMOTE, error, what, why);
}

/* *DONE with the prompt. */
static gboolean
act(PlatformCli *cli, const char *what, PlatformCliExchange *exchange, gboolean *done, GError **error)
{
  const char *say = NULL;
  PlatformCliMove move = platform_cli_exchange_next(exchange, &say);
  *done = move == PLATFORM_CLI_DONE;
  if (move == PLATFORM_CLI_SILENT)
    return set_silent(cli, what, exchange, error);
  if (move == PLATFORM_CLI_EXPIRED)
    return set_expired(cli, what, exchange, error);
  if (move == PLATFORM_CLI_FOREIGN)
    return set_foreign(cli, what, exchange, error);
  if (move == PLATFORM_CLI_ENDLESS)
    return fail(cli, CTL_ERROR_REMOTE, error, what, _("the answer does not come to an end"));
  return move != PLATFORM_CLI_SAY || send_text(cli, what, say, error);
}

static gboolean
wait_for_prompt(PlatformCli *cli, const char *what, PlatformCliExchange *exchange, GError **error)
{
  gboolean done = FALSE;
  while (!done) {
    gsize n = 0;
    if (g_cancellable_is_cancelled(cli->session->cancellable))
      return fail(cli, CTL_ERROR_CANCELLED, error, what, _("cancelled"));
    if (!receive(cli, what, exchange, &n, error) || (n == 0 && !act(cli, what, exchange, &done, error)))
      return FALSE;
  }
  return TRUE;
}

static gboolean
open_terminal(PlatformCli *cli, GError **error)
{
  PublisherSession *session = cli->session;
  publisher_call_begins(session);
  cli->channel = ssh_channel_new(session->ssh);
  int rc = cli->channel != NULL ? ssh_channel_open_session(cli->channel) : SSH_ERROR;
  if (rc == SSH_OK)
    rc = ssh_channel_request_pty_size(cli->channel, "vt100", COLUMNS, ROWS);
  if (rc == SSH_OK)
    rc = ssh_channel_request_shell(cli->channel);
  publisher_call_ended(session);
  if (rc == SSH_OK)
    return TRUE;
  remote_error_set(session, error, _("the login succeeded, but the platform CLI cannot be started"));
  return FALSE;
}

static gboolean
wait_for_first_prompt(PlatformCli *cli, GError **error)
{
  g_autoptr(PlatformCliExchange) exchange = platform_cli_exchange_new_first(cli->silence_ms);
  return wait_for_prompt(cli, _("the platform CLI"), exchange, error);
}

static PlatformCli *
log_in(const PublisherAddress *address, const PublisherLogin *login, CtlPrompt *prompt,
       const Progress *progress, GCancellable *cancellable, GError **error)
{
  g_autoptr(PlatformCli) cli = g_new0(PlatformCli, 1);
  cli->silence_ms = login != NULL && login->timeout_ms != 0 ? login->timeout_ms : DEFAULT_SILENCE_MS;
  cli->session = publisher_session_log_in(address, login, prompt, progress, cancellable, error);
  if (cli->session == NULL)
    return NULL;
  progress_step(progress, _("Waiting for the platform CLI of %s"), address->host);
  g_autoptr(PublisherJob) job = publisher_job_begin(cli->session, cancellable, 0);
  if (!open_terminal(cli, error) || !wait_for_first_prompt(cli, error))
    return NULL;
  g_clear_pointer(&job, publisher_job_end);
  g_autofree char *output = platform_cli_run(cli, PAGINATION_OFF, PLATFORM_CLI_NO, cancellable, error);
  return output != NULL ? g_steal_pointer(&cli) : NULL;
}

/* A session that an earlier step has left open, when the node still answers there; or NULL. */
static PlatformCli *
take_kept(const PublisherAddress *address, const PublisherLogin *login, GCancellable *cancellable)
{
  SessionKeeper *keeper = login != NULL ? login->keeper : NULL;
  g_autoptr(PlatformCli) cli = session_keeper_take(keeper, KIND, address);
  if (cli == NULL)
    return NULL;
  guint silence_ms = cli->silence_ms;
  cli->keeper = NULL;
  cli->silence_ms = MIN(silence_ms, PROBE_SILENCE_MS);
  g_ptr_array_set_size(cli->session->warnings, 0);
  g_autofree char *output = platform_cli_run(cli, PAGINATION_OFF, PLATFORM_CLI_NO, cancellable, NULL);
  cli->silence_ms = silence_ms;
  return output != NULL ? g_steal_pointer(&cli) : NULL;
}

PlatformCli *
platform_cli_open(const PublisherAddress *address, const PublisherLogin *login, CtlPrompt *prompt,
                  const Progress *progress, GCancellable *cancellable, GError **error)
{
  PlatformCli *cli = take_kept(address, login, cancellable);
  if (cli == NULL)
    cli = log_in(address, login, prompt, progress, cancellable, error);
  if (cli != NULL)
    cli->keeper = login != NULL ? login->keeper : NULL;
  return cli;
}

/* Whether the node echoes is learnt from its first answers. FALSE with an error when what seemed to be the
 * empty answer of a command was none: its echo comes only now. */
static gboolean
note_echo(PlatformCli *cli, const char *what, const char *command, const char *text, GError **error)
{
  if (cli->echoes)
    return TRUE;
  cli->echoes = platform_cli_has_echo(text, command);
  if (cli->echoes)
    return TRUE;
  if (cli->unechoed != NULL && platform_cli_has_echo(text, cli->unechoed))
    return fail(cli, CTL_ERROR_UNREACHABLE, error, what, _("an earlier command broke the session"));
  if (cli->unechoed == NULL && platform_cli_is_only_prompt(text))
    cli->unechoed = g_strdup(command);
  return TRUE;
}

/* What COMMAND printed, when it has done what it was asked to. */
static char *
get_output(PlatformCli *cli, const char *what, const char *command, const PlatformCliExchange *exchange,
           GError **error)
{
  g_autofree char *text = platform_cli_exchange_dup_text(exchange);
  if (!note_echo(cli, what, command, text, error))
    return NULL;
  g_autofree char *output = platform_cli_strip(text, command);
  const char *refused = platform_cli_exchange_get_refused(exchange);
  if (refused != NULL)
    remote_error_set_text(cli->session, error, CTL_ERROR_REMOTE,
                          _("the command \"%s\" asks \"%s\", and was told no"), command, refused);
  else if (platform_cli_check_output(cli->session->address->host, command, output, error))
    return g_steal_pointer(&output);
  return NULL;
}

char *
platform_cli_run(PlatformCli *cli, const char *command, PlatformCliAnswer answer, GCancellable *cancellable,
                 GError **error)
{
  if (!platform_cli_check_command(command, error) || ctl_cancelled(cancellable, error))
    return NULL;
  g_autofree char *what = g_strdup_printf(_("the command \"%s\""), command);
  g_autofree char *line = g_strconcat(command, "\r", NULL);
  g_autoptr(PublisherJob) job G_GNUC_UNUSED = publisher_job_begin(cli->session, cancellable, 0);
  if (cli->broken)
    fail(cli, CTL_ERROR_UNREACHABLE, error, what, _("an earlier command broke the session"));
  else if (send_text(cli, what, line, error)) {
    g_autoptr(PlatformCliExchange) exchange =
        platform_cli_exchange_new(answer == PLATFORM_CLI_YES, cli->silence_ms);
    if (cli->echoes)
      platform_cli_exchange_expect_echo(exchange);
    if (wait_for_prompt(cli, what, exchange, error))
      return get_output(cli, what, command, exchange, error);
  }
  return NULL;
}

static void
end_cli(gpointer data)
{
  PlatformCli *cli = data;
  if (cli->channel != NULL) {
    publisher_call_begins(cli->session);
    ssh_channel_free(cli->channel);
    publisher_call_ended(cli->session);
  }
  publisher_session_close(cli->session);
  g_free(cli->unechoed);
  g_free(cli);
}

void
platform_cli_close(PlatformCli *cli)
{
  if (cli == NULL)
    return;
  if (cli->keeper != NULL && !cli->broken)
    session_keeper_give(cli->keeper, KIND, cli->session->address, cli, end_cli);
  else
    end_cli(cli);
}

const GPtrArray *
platform_cli_get_warnings(const PlatformCli *cli)
{
  return publisher_session_get_warnings(cli->session);
}
