/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/base/progress.h"
#include "app/trustlist/signer.h"
#include "pkcs11/token.h"

/* Lets a token sign a trust list. TOKEN and PROMPT are borrowed and outlive the signer. */
typedef struct {
  Signer signer; /* what the builder takes */
  Token *token;
  CtlPrompt *prompt;
} TokenSigner;

void token_signer_init(TokenSigner *self, Token *token, CtlPrompt *prompt);

/* token_change_password(), with PROGRESS telling what to do where the passwords are typed on the reader's own
 * keys and no prompt asks for them. */
gboolean token_password_change(Token *token, CtlPrompt *prompt, const Progress *progress,
                               GCancellable *cancellable, GError **error);
