/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "pkcs11/helper-client.h"

/* The question for tokens to several modules at once, in a thread for each: they may take seconds, and one
 * that hangs holds up nobody. All calls are made by the thread that asks. */
typedef struct _TokenQueries TokenQueries;

/* What one module has answered. */
typedef struct {
  const char *module;   /* borrowed from who asks */
  HelperClient *client; /* NULL when it failed, or has ended because it need not be kept */
  GPtrArray *tokens;    /* of Token */
  GPtrArray *failures;  /* of GError */
  gboolean answered;    /* else the rest is the thread's */
} TokenAnswer;

/* Starts the helper of each of MODULES, which live as long as this. They stay for a job with KEEP. */
TokenQueries *token_queries_new(const char *const *modules, gboolean keep, guint timeout_ms,
                                GCancellable *cancellable);
void token_queries_free(TokenQueries *queries);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TokenQueries, token_queries_free)

/* Asks with KIND, MESSAGE_LIST_BRIEF or MESSAGE_LIST, the modules that have not failed. One that has not
 * answered the question before is asked after that. */
void token_queries_ask(TokenQueries *queries, MessageKind kind);

/* Returns at an answer, or when UNTIL_US comes; at once when there is none to wait for, or one has come
 * since the last time. */
void token_queries_wait(TokenQueries *queries, gint64 until_us);

guint token_queries_get_n(const TokenQueries *queries);
guint token_queries_count_silent(TokenQueries *queries);

/* The answer of the module INDEX, or NULL while there is none. */
TokenAnswer *token_queries_peek(TokenQueries *queries, guint index);

/* Ends the question: who has not answered is not waited for, which becomes its failure. */
void token_queries_finish(TokenQueries *queries);
