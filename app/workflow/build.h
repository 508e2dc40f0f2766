/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/base/progress.h"
#include "app/trustlist/builder.h"
#include "app/workflow/server-record.h"
#include "pkcs11/token-list.h"

/* A list that is to be made. */
typedef struct {
  GPtrArray *tokens;  /* of Token: the SAST records, in this order, before the servers */
  GPtrArray *servers; /* of ServerRecord */
  Token *signer;
  DigestAlgorithm digest;
  gboolean force; /* go on although the Windows client's rules refuse */
} BuildRequest;

/* The rules of the Windows CTL Client for a new list: two tokens, the signer among them, nothing twice. FORCE
 * lets one token, or a signer outside the list, pass; a list without any token is never made. Errors:
 * CTL_ERROR_REJECTED, CTL_ERROR_USAGE for something named twice. */
gboolean build_check_rules(const BuildRequest *request, GError **error);

/* Checks the rules, writes the records, has the signer sign and verifies the result. Errors: the above and
 * those of trust_list_builder_sign() and token_sign_digest(). */
TrustList *build_list(const BuildRequest *request, Prompt *prompt, const Progress *progress,
                      GCancellable *cancellable, GError **error);

/* Signs and stores in one go: PATH is checked before the token is asked, and replaced only by a list that
 * verifies. */
TrustList *build_list_file(const BuildRequest *request, const char *path, Prompt *prompt,
                           const Progress *progress, GCancellable *cancellable, GError **error);
