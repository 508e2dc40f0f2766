/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/platform-cli.h"

#include "app/base/error.h"
#include "app/publisher/platform-cli-text.h"
#include "app/publisher/remote-error.h"

#include <glib/gi18n.h>
#include <string.h>

/* A terminal so large that nothing has to be wrapped or paged; smaller ones are coped with. */
#define COLUMNS 1000
#define ROWS 5000

#define DEFAULT_SILENCE_MS (120 * 1000)
#define SLICE_MS 50 /* how often a cancellation is looked for */
/* What looks like a prompt is one when nothing follows it for so long. */
#define SETTLE_MS 100
#define SETTLE_IN_LINE_MS 700
#define MAX_OUTPUT_LEN (8u * 1024 * 1024)
#define TAIL_LEN 1000 /* what the state is read from */
#define CHUNK_LEN 16384

struct _PlatformCli {
  PublisherSession *session;
  ssh_channel channel;
  guint silence_ms;
  gboolean broken; /* nobody knows what the CLI is doing */
};

/* One command, until the prompt comes back. */
typedef struct {
  const char *what; /* for messages: "the command \"show ctl\"" */
  GString *raw;     /* what was received */
  gsize seen;       /* so much of it has been answered */
  gint64 last_data; /* monotonic time */
  gboolean may_say_yes;
  gboolean said_no;
  char *question; /* the last one */
} Exchange;

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

static gboolean
send_text(PlatformCli *cli, Exchange *exchange, const char *text, GError **error)
{
  guint32 len = (guint32)strlen(text);
  publisher_call_begins(cli->session);
  int sent = ssh_channel_write(cli->channel, text, len);
  publisher_call_ended(cli->session);
  exchange->last_data = g_get_monotonic_time();
  return sent == (int)len ||
         fail(cli, CTL_ERROR_UNREACHABLE, error, exchange->what, _("the connection broke"));
}

/* Up to SLICE_MS. *N is 0 when nothing came. */
static gboolean
receive(PlatformCli *cli, Exchange *exchange, gsize *n, GError **error)
{
  char chunk[CHUNK_LEN];
  publisher_call_begins(cli->session);
  int rc = ssh_channel_read_timeout(cli->channel, chunk, sizeof chunk, 0, SLICE_MS);
  publisher_call_ended(cli->session);
  *n = rc > 0 ? (gsize)rc : 0;
  if (cli->session->host_key_change != NULL)
    return fail(cli, CTL_ERROR_HOST_KEY_CHANGED, error, exchange->what, "");
  if (rc > 0) {
    g_string_append_len(exchange->raw, chunk, rc);
    exchange->last_data = g_get_monotonic_time();
    return exchange->raw->len <= MAX_OUTPUT_LEN ||
           fail(cli, CTL_ERROR_REMOTE, error, exchange->what, _("the answer does not come to an end"));
  }
  if (rc == SSH_ERROR || ssh_channel_is_eof(cli->channel) || ssh_channel_is_closed(cli->channel) ||
      !ssh_is_connected(cli->session->ssh))
    return fail(cli, CTL_ERROR_UNREACHABLE, error, exchange->what, _("the node ended the session"));
  return TRUE;
}

static gboolean
set_silent(PlatformCli *cli, const Exchange *exchange, GError **error)
{
  g_autofree char *text = platform_cli_clean(exchange->raw->str, exchange->raw->len);
  g_autofree char *line = platform_cli_last_line(text);
  double seconds = cli->silence_ms / 1000.0;
  g_autofree char *why =
      *line != '\0'
          ? g_strdup_printf(_("nothing came for %.3g seconds; its last words were \"%s\""), seconds, line)
          : g_strdup_printf(_("nothing came for %.3g seconds"), seconds);
  return fail(cli, CTL_ERROR_UNREACHABLE, error, exchange->what, why);
}

static PlatformCliState
get_state(const Exchange *exchange)
{
  gsize from =
      exchange->raw->len > exchange->seen + TAIL_LEN ? exchange->raw->len - TAIL_LEN : exchange->seen;
  g_autofree char *tail = platform_cli_clean(exchange->raw->str + from, exchange->raw->len - from);
  return platform_cli_get_state(tail);
}

/* What is asked is told, then answered by what the caller allowed. */
static gboolean
answer_question(PlatformCli *cli, Exchange *exchange, GError **error)
{
  g_autofree char *text =
      platform_cli_clean(exchange->raw->str + exchange->seen, exchange->raw->len - exchange->seen);
  g_free(exchange->question);
  exchange->question = platform_cli_last_line(text);
  exchange->seen = exchange->raw->len;
  exchange->said_no = exchange->said_no || !exchange->may_say_yes;
  return send_text(cli, exchange, exchange->may_say_yes ? "y\r" : "n\r", error);
}

static gboolean
show_more(PlatformCli *cli, Exchange *exchange, GError **error)
{
  exchange->seen = exchange->raw->len;
  g_string_append_c(exchange->raw, '\n');
  return send_text(cli, exchange, " ", error);
}

/* Acts upon what the end of the text means once it has stood for long enough. *DONE with the prompt. */
static gboolean
act(PlatformCli *cli, Exchange *exchange, gboolean *done, GError **error)
{
  gint64 quiet_ms = (g_get_monotonic_time() - exchange->last_data) / G_TIME_SPAN_MILLISECOND;
  if (quiet_ms < SETTLE_MS)
    return TRUE;
  switch (get_state(exchange)) {
  case PLATFORM_CLI_PROMPT:
    *done = TRUE;
    return TRUE;
  case PLATFORM_CLI_PROMPT_IN_LINE:
    *done = quiet_ms >= SETTLE_IN_LINE_MS;
    return TRUE;
  case PLATFORM_CLI_QUESTION:
    return answer_question(cli, exchange, error);
  case PLATFORM_CLI_MORE:
    return show_more(cli, exchange, error);
  case PLATFORM_CLI_RUNNING:
    break;
  }
  return quiet_ms < cli->silence_ms || set_silent(cli, exchange, error);
}

static gboolean
wait_for_prompt(PlatformCli *cli, Exchange *exchange, GError **error)
{
  gboolean done = FALSE;
  exchange->last_data = g_get_monotonic_time();
  while (!done) {
    gsize n = 0;
    if (g_cancellable_is_cancelled(cli->session->cancellable))
      return fail(cli, CTL_ERROR_CANCELLED, error, exchange->what, _("cancelled"));
    if (!receive(cli, exchange, &n, error) || (n == 0 && !act(cli, exchange, &done, error)))
      return FALSE;
  }
  return TRUE;
}

static void
exchange_clear(Exchange *exchange)
{
  g_string_free(exchange->raw, TRUE);
  g_free(exchange->question);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Exchange, exchange_clear)

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
  g_auto(Exchange) exchange = {.what = _("the platform CLI"), .raw = g_string_new(NULL)};
  return wait_for_prompt(cli, &exchange, error);
}

PlatformCli *
platform_cli_open(const PublisherAddress *address, const PublisherLogin *login, Prompt *prompt,
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
  g_autofree char *output =
      platform_cli_run(cli, "set cli pagination off", PLATFORM_CLI_NO, cancellable, error);
  return output != NULL ? g_steal_pointer(&cli) : NULL;
}

char *
platform_cli_run(PlatformCli *cli, const char *command, PlatformCliAnswer answer, GCancellable *cancellable,
                 GError **error)
{
  if (!platform_cli_check_command(command, error) || ctl_cancelled(cancellable, error))
    return NULL;
  g_autofree char *what = g_strdup_printf(_("the command \"%s\""), command);
  g_autofree char *line = g_strconcat(command, "\r", NULL);
  g_auto(Exchange)
      exchange = {.what = what, .raw = g_string_new(NULL), .may_say_yes = answer == PLATFORM_CLI_YES};
  g_autoptr(PublisherJob) job G_GNUC_UNUSED = publisher_job_begin(cli->session, cancellable, 0);
  if (cli->broken)
    fail(cli, CTL_ERROR_UNREACHABLE, error, what, _("an earlier command broke the session"));
  else if (send_text(cli, &exchange, line, error) && wait_for_prompt(cli, &exchange, error)) {
    g_autofree char *text = platform_cli_clean(exchange.raw->str, exchange.raw->len);
    g_autofree char *output = platform_cli_strip(text, command);
    if (exchange.said_no)
      remote_error_set_text(cli->session, error, CTL_ERROR_REMOTE,
                            _("the command \"%s\" asks \"%s\", and was told no"), command, exchange.question);
    else if (platform_cli_check_output(cli->session->address->host, command, output, error))
      return g_steal_pointer(&output);
  }
  return NULL;
}

void
platform_cli_close(PlatformCli *cli)
{
  if (cli == NULL)
    return;
  if (cli->channel != NULL) {
    publisher_call_begins(cli->session);
    ssh_channel_free(cli->channel);
    publisher_call_ended(cli->session);
  }
  publisher_session_close(cli->session);
  g_free(cli);
}

const GPtrArray *
platform_cli_get_warnings(const PlatformCli *cli)
{
  return publisher_session_get_warnings(cli->session);
}

const char *
platform_cli_get_host(const PlatformCli *cli)
{
  return cli->session->address->host;
}
