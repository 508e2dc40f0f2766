/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/cli/platform-cli-exchange.h"

#include "app/base/clock.h"
#include "app/publisher/cli/platform-cli-text.h"
#include "app/publisher/ssh/expired-password.h"

#include <glib/gi18n.h>
#include <string.h>

/* What looks like a prompt is one when nothing follows it for so long. */
#define SETTLE_MS 100
#define SETTLE_IN_LINE_MS 700

/* The same for one that comes without an echo and without an answer: it may be the prompt of before, which
 * release 15 shows twice. */
#define SETTLE_BARE_MS 1000

/* What no command needs: the longest answer known has some 100 KB, the longest command lasts some minutes
 * and asks a question or two. */
#define LONGEST_MS (30 * 60 * 1000)
#define MAX_OUTPUT_LEN (2u * 1024 * 1024)
#define MAX_ANSWERS 2000 /* to questions and to pages */

/* A CLI that is silent for so long before its first prompt is given a line end. Longer than a node is silent
 * while it starts: its banner pauses for 5 s, and the prompt comes up to 3 s later (a public log of 11.5).
 * Sooner, the answer could be taken for that of the first command. */
#define WAKE_MS (10 * 1000)

/* The same for one that has shown what other shells ask with, and how long what it repeats has to stand. */
#define WAKE_SHELL_MS 2000
#define FOREIGN_MS 2000

/* That the password has expired is believed when nothing follows it for so long. */
#define EXPIRED_MS 2000

#define MAX_QUOTED_LEN 200 /* characters of a line in a message */
#define TAIL_LEN 1000      /* what the state is read from */

struct _PlatformCliExchange {
  GString *raw;     /* what was received */
  gsize seen;       /* so much of it has been answered */
  gint64 last_data; /* when something came or was sent */
  gint64 until;     /* it has to be done */
  guint n_answers;
  guint silence_ms;
  gboolean may_say_yes;
  gboolean said_no;
  gboolean expects_echo; /* what comes begins with the echo of the command */
  gboolean first;        /* no prompt was ever seen */
  gboolean may_wake;     /* and no line end was sent yet */
  char *foreign;         /* the last line when that was sent, where it is no whole one; else NULL */
  gsize woken_at;        /* so much had come by then */
  char *question;        /* the last one */
};

PlatformCliExchange *
platform_cli_exchange_new(gboolean may_say_yes, guint silence_ms)
{
  PlatformCliExchange *exchange = g_new0(PlatformCliExchange, 1);
  exchange->raw = g_string_new(NULL);
  exchange->last_data = clock_now_us();
  exchange->silence_ms = silence_ms;
  exchange->until = clock_in_ms(LONGEST_MS);
  exchange->may_say_yes = may_say_yes;
  return exchange;
}

PlatformCliExchange *
platform_cli_exchange_new_first(guint silence_ms)
{
  PlatformCliExchange *exchange = platform_cli_exchange_new(FALSE, silence_ms);
  exchange->first = TRUE;
  exchange->may_wake = TRUE;
  return exchange;
}

void
platform_cli_exchange_expect_echo(PlatformCliExchange *exchange)
{
  exchange->expects_echo = TRUE;
}

void
platform_cli_exchange_free(PlatformCliExchange *exchange)
{
  if (exchange == NULL)
    return;
  g_string_free(exchange->raw, TRUE);
  g_free(exchange->foreign);
  g_free(exchange->question);
  g_free(exchange);
}

gboolean
platform_cli_exchange_receive(PlatformCliExchange *exchange, const char *bytes, gsize len)
{
  g_string_append_len(exchange->raw, bytes, (gssize)len);
  exchange->last_data = clock_now_us();
  return exchange->raw->len <= MAX_OUTPUT_LEN;
}

/* The end of what came since the last answer. */
static char *
dup_tail(const PlatformCliExchange *exchange)
{
  gsize from =
      exchange->raw->len > exchange->seen + TAIL_LEN ? exchange->raw->len - TAIL_LEN : exchange->seen;
  return platform_cli_clean(exchange->raw->str + from, exchange->raw->len - from);
}

static PlatformCliState
get_state(const PlatformCliExchange *exchange)
{
  g_autofree char *tail = dup_tail(exchange);
  return platform_cli_get_state(tail);
}

static PlatformCliMove
speak(PlatformCliExchange *exchange, const char **say, const char *text)
{
  if (++exchange->n_answers > MAX_ANSWERS)
    return PLATFORM_CLI_ENDLESS;
  exchange->last_data = clock_now_us();
  *say = text;
  return PLATFORM_CLI_SAY;
}

/* The last line of TEXT, or its beginning when it is no line for people. */
static char *
quote_last_line(const char *text)
{
  char *line = platform_cli_last_line(text);
  if (g_utf8_strlen(line, -1) > MAX_QUOTED_LEN)
    *g_utf8_offset_to_pointer(line, MAX_QUOTED_LEN) = '\0';
  return line;
}

/* What is asked is kept, and answered by what the caller allowed. */
static PlatformCliMove
answer_question(PlatformCliExchange *exchange, const char **text)
{
  g_autofree char *asked =
      platform_cli_clean(exchange->raw->str + exchange->seen, exchange->raw->len - exchange->seen);
  g_free(exchange->question);
  exchange->question = quote_last_line(asked);
  exchange->seen = exchange->raw->len;
  exchange->said_no = exchange->said_no || !exchange->may_say_yes;
  return speak(exchange, text, exchange->may_say_yes ? "y\r" : "n\r");
}

static PlatformCliMove
show_more(PlatformCliExchange *exchange, const char **text)
{
  exchange->seen = exchange->raw->len;
  g_string_append_c(exchange->raw, '\n');
  return speak(exchange, text, " ");
}

gboolean
platform_cli_exchange_is_expired(const PlatformCliExchange *exchange)
{
  if (!exchange->first)
    return FALSE;
  g_autofree char *tail = dup_tail(exchange);
  return expired_password_is_told(tail);
}

/* What stands behind the last line end; NULL for nothing. The caller frees it. */
static char *
dup_open_line(const PlatformCliExchange *exchange)
{
  g_autofree char *tail = dup_tail(exchange);
  const char *end = strrchr(tail, '\n');
  const char *line = end != NULL ? end + 1 : tail;
  return *line != '\0' ? g_strdup(line) : NULL;
}

static gboolean
looks_like_shell(const PlatformCliExchange *exchange)
{
  g_autofree char *line = dup_open_line(exchange);
  return line != NULL && g_regex_match_simple("[$#%>]$", line, 0, 0);
}

/* It answers a line end with the prompt that it has shown before. */
static gboolean
is_foreign(const PlatformCliExchange *exchange)
{
  g_autofree char *line = dup_open_line(exchange);
  return exchange->foreign != NULL && exchange->raw->len > exchange->woken_at &&
         g_strcmp0(line, exchange->foreign) == 0;
}

/* Once. The silence goes on: nothing has come. */
static PlatformCliMove
wake(PlatformCliExchange *exchange, const char **say)
{
  exchange->may_wake = FALSE;
  exchange->foreign = dup_open_line(exchange);
  exchange->woken_at = exchange->raw->len;
  *say = "\r";
  return PLATFORM_CLI_SAY;
}

/* While it neither shows a prompt nor asks anything. */
static PlatformCliMove
wait_on(PlatformCliExchange *exchange, gint64 quiet_ms, const char **say)
{
  guint wake_ms = exchange->may_wake && looks_like_shell(exchange) ? WAKE_SHELL_MS : WAKE_MS;
  if (quiet_ms >= exchange->silence_ms)
    return PLATFORM_CLI_SILENT;
  if (quiet_ms >= MIN(EXPIRED_MS, exchange->silence_ms / 2) && platform_cli_exchange_is_expired(exchange))
    return PLATFORM_CLI_EXPIRED;
  if (quiet_ms >= MIN(FOREIGN_MS, exchange->silence_ms / 2) && is_foreign(exchange))
    return PLATFORM_CLI_FOREIGN;
  if (exchange->may_wake && quiet_ms >= MIN(wake_ms, exchange->silence_ms / 2))
    return wake(exchange, say);
  return PLATFORM_CLI_LISTEN;
}

/* A prompt that nothing follows; that before any command is the first. Behind an answer to a question no echo
 * has to come. */
static PlatformCliMove
settle(PlatformCliExchange *exchange, gint64 quiet_ms, const char **say)
{
  g_autofree char *tail = dup_tail(exchange);
  gboolean bare = !exchange->first && platform_cli_is_only_prompt(tail);
  if (bare && exchange->expects_echo && exchange->seen == 0)
    return wait_on(exchange, quiet_ms, say);
  return !bare || quiet_ms >= SETTLE_BARE_MS ? PLATFORM_CLI_DONE : PLATFORM_CLI_LISTEN;
}

PlatformCliMove
platform_cli_exchange_next(PlatformCliExchange *exchange, const char **say)
{
  if (clock_now_us() >= exchange->until)
    return PLATFORM_CLI_ENDLESS;
  gint64 quiet_ms = (clock_now_us() - exchange->last_data) / G_TIME_SPAN_MILLISECOND;
  if (quiet_ms < SETTLE_MS)
    return PLATFORM_CLI_LISTEN;
  switch (get_state(exchange)) {
  case PLATFORM_CLI_PROMPT:
    return settle(exchange, quiet_ms, say);
  case PLATFORM_CLI_PROMPT_IN_LINE:
    return quiet_ms >= SETTLE_IN_LINE_MS ? PLATFORM_CLI_DONE : PLATFORM_CLI_LISTEN;
  case PLATFORM_CLI_QUESTION:
    return answer_question(exchange, say);
  case PLATFORM_CLI_MORE:
    return show_more(exchange, say);
  case PLATFORM_CLI_RUNNING:
    break;
  }
  return wait_on(exchange, quiet_ms, say);
}

char *
platform_cli_exchange_dup_text(const PlatformCliExchange *exchange)
{
  return platform_cli_clean(exchange->raw->str, exchange->raw->len);
}

const char *
platform_cli_exchange_get_refused(const PlatformCliExchange *exchange)
{
  return exchange->said_no ? exchange->question : NULL;
}

char *
platform_cli_exchange_describe_silence(const PlatformCliExchange *exchange)
{
  g_autofree char *text = platform_cli_exchange_dup_text(exchange);
  g_autofree char *line = quote_last_line(text);
  double seconds = exchange->silence_ms / 1000.0;
  return *line != '\0'
             ? g_strdup_printf(_("nothing came for %.3g seconds; its last words were \"%s\""), seconds, line)
             : g_strdup_printf(_("nothing came for %.3g seconds"), seconds);
}

char *
platform_cli_exchange_describe_expired(const PlatformCliExchange *exchange)
{
  g_autofree char *tail = dup_tail(exchange);
  return expired_password_describe(tail);
}

char *
platform_cli_exchange_describe_foreign(const PlatformCliExchange *exchange)
{
  g_autofree char *line = quote_last_line(exchange->foreign);
  return g_strdup_printf(_("no platform CLI answers there, but something with the prompt \"%s\""), line);
}

char *
platform_cli_exchange_describe_end(const PlatformCliExchange *exchange)
{
  g_autofree char *text = platform_cli_exchange_dup_text(exchange);
  g_autofree char *line = quote_last_line(text);
  return *line != '\0' ? g_strdup_printf(_("the node ended the session; its last words were \"%s\""), line)
                       : g_strdup(_("the node ended the session"));
}
