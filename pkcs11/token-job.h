/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "pkcs11/helper-client.h"
#include "pkcs11/token-private.h"

/* What jobs on one token share: its helper, and the questions before a login. A job gives a password once;
 * whoever wants another try starts another job. */
typedef struct {
  const Token *token;
  CtlPrompt *prompt;
  GCancellable *cancellable;
  guint timeout_ms;
  PromptUse use; /* of the password */
  HelperClient *client;
  gboolean logged_in; /* by a job before: no password is needed */
  /* What the helper says when it is ready to log in. */
  guint password_state;
  guint password_len_min; /* in bytes; 0: not known */
  guint password_len_max;
} TokenJob;

/* The job KIND with BODY (floating) on job->token: takes the token's helper or starts one, waits until it is
 * ready to log in, and asks what has to be asked before a password. The fields up to timeout_ms (0: the usual
 * time) are set by the caller. Errors: CTL_ERROR_PIN_LOCKED, CTL_ERROR_LAST_TRY, those of
 * helper_client_receive(). */
gboolean token_job_start(TokenJob *job, MessageKind kind, GVariant *body, GError **error);
void token_job_clear(TokenJob *job);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(TokenJob, token_job_clear)

/* The token, as a floating GVariant of MESSAGE_WANTED_TYPE. */
GVariant *token_job_wanted(const Token *token);

/* TRUE when the password is typed on the reader, where no prompt asks for it. */
gboolean token_job_is_on_reader(const TokenJob *job);

/* Asks the QUESTION and checks that the answer can be a password at all. Errors: CTL_ERROR_USAGE, those of
 * prompt_ask_secret(). */
Secret *token_job_ask(TokenJob *job, const PromptQuestion *question, GError **error);
/* token_job_ask() for the token's password. */
Secret *token_job_ask_password(TokenJob *job, GError **error);

/* Passes PASSWORD on to the helper, or with NULL the word to let the user type on the reader. */
gboolean token_job_give(TokenJob *job, const Secret *password, GError **error);

/* Asks for the password, if there is need for one and it is not typed on the reader, and passes it on. */
gboolean token_job_log_in(TokenJob *job, GError **error);

/* The next message, when it is of the kind WANTED and nothing else. */
GVariant *token_job_receive(TokenJob *job, MessageKind wanted, GError **error);
