/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "pkcs11/helper/token-login.h"
#include "pkcs11/helper/wanted-token.h"

/* What this process does its jobs with. All of it is freed only after the results were sent, so that a module
 * that fails while it is tidied up does not take a result with it. */
typedef struct {
  Channel channel;
  Module *module;
  GPtrArray *known;  /* of TokenInfo, as they were listed last, or NULL */
  TokenInfo *info;   /* the token of the last job on one */
  TokenLogin *login; /* to it */
} Job;

void job_clear(Job *job);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Job, job_clear)

/* Finds the token WANTED, which becomes job->info. Errors: those of wanted_token_find(). */
gboolean job_find_token(Job *job, const WantedToken *wanted, GError **error);

/* The same, then asks the program for the password (MESSAGE_LOGIN) and logs in. Nothing of that when the job
 * before was on the same token, and has logged in. Errors: those of token_login_start(). */
gboolean job_log_in(Job *job, const WantedToken *wanted, GError **error);

/* INFO with its certificates as the body of a MESSAGE_TOKEN. Floating. FAILURES as in certificates_read().
 * Errors: those of ckr_set_error(). */
GVariant *job_token_body(const Job *job, const TokenInfo *info, GPtrArray *failures, GError **error);

/* Sends a MESSAGE_UNREADABLE for each of FAILURES (of GError). */
gboolean job_send_failures(const Channel *channel, const GPtrArray *failures, GError **error);

/* Lists the tokens with their certificates: MESSAGE_TOKEN and MESSAGE_UNREADABLE, then MESSAGE_DONE. */
gboolean job_list(Job *job, GError **error);

/* The same by the certificates alone, see brief-token.h. */
gboolean job_list_brief(Job *job, GError **error);

/* Lists the tokens, then again at each MESSAGE_RESCAN: all of them when something has changed, else
 * MESSAGE_UNCHANGED. What cannot be read is tried again after pauses that double. MESSAGE_NO_SLOTS comes
 * first when there are none. Ends when the program closes the channel. Never logs in. */
gboolean job_watch(Job *job, GError **error);

/* Does the MESSAGE_REVEAL in BODY: MESSAGE_LOGIN, then MESSAGE_TOKEN, MESSAGE_UNREADABLE for what it shows
 * and cannot be read, and MESSAGE_DONE. */
gboolean job_reveal(Job *job, GVariant *body, GError **error);

/* Does the MESSAGE_SIGN in BODY: MESSAGE_LOGIN, then MESSAGE_SIGNATURE. */
gboolean job_sign(Job *job, GVariant *body, GError **error);

/* Does the MESSAGE_CHANGE in BODY: MESSAGE_LOGIN, then MESSAGE_DONE. */
gboolean job_change(Job *job, GVariant *body, GError **error);
