/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/ssh/negotiation.h"

#include <libssh/callbacks.h>
#include <string.h>

/* libssh has no call for what a server offers; its log has had these words from 0.9.0 to 0.12.2 at least, and
 * test-negotiation.c fails, also where packages are built, when it has others. Not read here are the server's
 * own bytes: that takes a reader of hostile packets, its part of the protocol and a connection more, to know
 * what libssh has read already. Nor is every old algorithm tried to see what is chosen: that negotiates what
 * nobody has allowed, and calls the server up to four times. */
#define MISMATCH_WORDS "kex error : no match for method"

#define LISTING "ssh_list_kex"
#define FIRST_METHOD "kex algos: "

typedef struct {
  char **mismatch;
  GString *offer;
} Negotiation;

/* The client's own offer is logged before the server's; each begins with the same method. */
static void
keep_offer(GString *offer, const char *text)
{
  const char *words = strstr(text, LISTING ": ");
  const char *line = words != NULL ? words + strlen(LISTING ": ") : text;
  if (g_str_has_prefix(line, FIRST_METHOD))
    g_string_truncate(offer, 0);
  g_string_append_printf(offer, "%s\n", line);
}

/* libssh logs each error, and both offers, at the level of a trace when they come up. It lets nobody take a
 * callback away again, so that this one is called without USER_DATA when something else turns its log on. */
static void
keep(int priority, const char *function, const char *text, void *user_data)
{
  Negotiation *negotiation = user_data;
  if (negotiation == NULL || *negotiation->mismatch != NULL)
    return;
  const char *words = strstr(text, MISMATCH_WORDS);
  if (words != NULL)
    *negotiation->mismatch = g_strdup(words);
  else if (g_strcmp0(function, LISTING) == 0)
    keep_offer(negotiation->offer, text);
}

/* What is set for the log belongs to this thread. */
int
negotiation_connect(ssh_session ssh, char **mismatch, char **offer)
{
  int level = ssh_get_log_level();
  Negotiation negotiation = {mismatch, g_string_new(NULL)};
  *mismatch = NULL;
  ssh_set_log_level(SSH_LOG_TRACE);
  ssh_set_log_callback(keep);
  ssh_set_log_userdata(&negotiation);
  int rc = ssh_connect(ssh);
  ssh_set_log_level(level);
  ssh_set_log_userdata(NULL);
  *offer = g_string_free(negotiation.offer, FALSE);
  return rc;
}
