/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

/* What has been received since a command was sent to the platform CLI, and what to do about it. A terminal
 * does not say when an answer is complete: what looks like the prompt or a question is one when nothing
 * follows it for a while. Does no input or output; asks app/base/clock.h what time it is. */
typedef struct _PlatformCliExchange PlatformCliExchange;

/* Begins now. Questions are answered with yes or with no; after SILENCE_MS without a byte it is given up. */
PlatformCliExchange *platform_cli_exchange_new(gboolean may_say_yes, guint silence_ms);

/* The same for the first prompt, before any command: a CLI that shows it only after a line end gets one
 * carriage return when it has been silent for a while; what repeats another prompt then is no platform CLI.
 */
PlatformCliExchange *platform_cli_exchange_new_first(guint silence_ms);

/* The node has shown that it echoes commands: a prompt alone is the one of before, however long nothing
 * follows it. */
void platform_cli_exchange_expect_echo(PlatformCliExchange *exchange);
void platform_cli_exchange_free(PlatformCliExchange *exchange);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PlatformCliExchange, platform_cli_exchange_free)

/* FALSE when more has come than any answer is long. */
gboolean platform_cli_exchange_receive(PlatformCliExchange *exchange, const char *bytes, gsize len);

typedef enum {
  PLATFORM_CLI_LISTEN,  /* for what comes next */
  PLATFORM_CLI_SAY,     /* send the text, which counts as sent now, then listen */
  PLATFORM_CLI_DONE,    /* the prompt is there */
  PLATFORM_CLI_EXPIRED, /* before the first prompt: the password has expired */
  PLATFORM_CLI_FOREIGN, /* before the first prompt: it is another program that answers */
  PLATFORM_CLI_SILENT,  /* nothing came for too long */
  PLATFORM_CLI_ENDLESS, /* it asks on and on, or half an hour was not enough */
} PlatformCliMove;

/* What to do when nothing more has come up to now. *SAY is set for PLATFORM_CLI_SAY; static. */
PlatformCliMove platform_cli_exchange_next(PlatformCliExchange *exchange, const char **say);

/* All that has come, cleaned (platform_cli_clean()). The caller frees it. */
char *platform_cli_exchange_dup_text(const PlatformCliExchange *exchange);

/* The last question that was answered with no, or NULL. Borrowed. */
const char *platform_cli_exchange_get_refused(const PlatformCliExchange *exchange);

/* PLATFORM_CLI_SILENT as a sentence, with the last words. The caller frees it. */
char *platform_cli_exchange_describe_silence(const PlatformCliExchange *exchange);

/* PLATFORM_CLI_EXPIRED as a sentence, with the words that say so. The caller frees it. */
char *platform_cli_exchange_describe_expired(const PlatformCliExchange *exchange);

/* PLATFORM_CLI_FOREIGN as a sentence, with the prompt that came. The caller frees it. */
char *platform_cli_exchange_describe_foreign(const PlatformCliExchange *exchange);

/* PLATFORM_CLI_EXPIRED for a session that the node has ended: TRUE when it was for an expired password. */
gboolean platform_cli_exchange_is_expired(const PlatformCliExchange *exchange);

/* That the node ended the session, as a sentence with the last words. The caller frees it. */
char *platform_cli_exchange_describe_end(const PlatformCliExchange *exchange);
