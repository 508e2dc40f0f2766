/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/base/error.h"
#include "pkcs11/token.h"

/* All tokens of all modules at one moment, and what went wrong while asking. */
typedef struct {
  GPtrArray *tokens;   /* of Token, sorted by name */
  GPtrArray *failures; /* of GError: one for each module that could not be asked, and for each of its tokens
                          that could not be read; its message names the module */
  guint n_modules;     /* how many modules were asked */
} TokenList;

void token_list_free(TokenList *list);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TokenList, token_list_free)

/* Asks each module of the NULL-terminated MODULES (file names) in a helper process of its own, all at the
 * same time, for its tokens; NULL asks the modules that module_list_find() finds. A token that two modules
 * show (the same SAST certificate, or else all of label, serial, manufacturer and model) stands there once,
 * with the earlier module. A module that crashes, hangs longer than TIMEOUT_MS (0: as module-timeout.h says)
 * or cannot be loaded becomes a failure and does not hold up the others. Errors: CTL_ERROR_CANCELLED,
 * CTL_ERROR_FAILED (no helper program). */
TokenList *token_list_load(const char *const *modules, guint timeout_ms, GCancellable *cancellable,
                           GError **error);

/* LIST is what others show while modules are waited for; SILENT (NULL-terminated) are their names, at the
 * first call only. */
typedef void (*TokenListFunc)(const TokenList *list, const char *const *silent, gpointer user_data);

typedef struct {
  const char *const *modules; /* as for token_list_load() */
  const char *const *names;   /* what the user calls the tokens that the job needs, or NULL for all */
  gboolean brief;             /* with NAMES, see below */
  guint timeout_ms;
  TokenListFunc waiting; /* or NULL; called by the thread that asks, after a second and at each answer then */
  gpointer user_data;
} TokenListRequest;

/* The same before a job on one of the tokens: the helper processes stay until the tokens are freed, and the
 * first job on a token of each finds the module loaded and the token known. The calling thread does the jobs,
 * and lives as long as the tokens. When other modules show all tokens of NAMES, a module that is silent for a
 * second is not waited for any more, and becomes a failure.
 *
 * When BRIEF is set, NAMES are the SAST names of tokens, and each token that is plugged in shows a SAST
 * certificate, the list is brief: a token's label, manufacturer, model and password state stay empty and its
 * serial number has no meaning, since to ask for them costs time. It signs all the same. */
TokenList *token_list_open(const TokenListRequest *request, GCancellable *cancellable, GError **error);

/* The one token that SPEC means (see token_matches), with its SAST certificate, or with the certificate that
 * a URI with object= or id= means. A reference of its own. Errors: CTL_ERROR_NO_TOKEN when there is none, or
 * more than one, or it shows no such certificate; the message says what is plugged in instead, and which
 * modules failed. CTL_ERROR_USAGE for a URI that is none, or holds a password. */
Token *token_list_find(const TokenList *list, const char *spec, GError **error);

/* The same for a job that needs no certificate. */
Token *token_list_find_any(const TokenList *list, const char *spec, GError **error);

/* TRUE when token_list_find() finds SPEC; at once, without asking pcscd why a token may be missing. */
gboolean token_list_has(const TokenList *list, const char *spec);

/* The first of LIST's failures that has CODE, or NULL: CTL_ERROR_MODULE_SILENT when tokens may be missing in
 * it because a module did not answer. Borrowed. */
const GError *token_list_find_failure(const TokenList *list, CtlError code);

/* TRUE when token_list_find() fails only for a certificate that token_reveal() may show. */
gboolean token_list_is_hidden(const TokenList *list, const char *spec);

/* Puts NEW, which token_reveal() made of OLD, into the place of OLD. */
void token_list_replace(TokenList *list, const Token *old, Token *new);
