/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/trustlist/signer.h"
#include "pkcs11/token.h"

/* Lets a token sign a trust list. TOKEN and PROMPT are borrowed and outlive the signer. */
typedef struct {
  Signer signer; /* what the builder takes */
  Token *token;
  CtlPrompt *prompt;
} TokenSigner;

void token_signer_init(TokenSigner *self, Token *token, CtlPrompt *prompt);
