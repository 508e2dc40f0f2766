/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/tokens/token-signer.h"

static GBytes *
sign_with_token(DigestAlgorithm algorithm, GBytes *digest, gpointer user_data, GCancellable *cancellable,
                GError **error)
{
  TokenSigner *self = user_data;
  return token_sign_digest(self->token, digest_get_name(algorithm), digest, self->prompt, 0, cancellable,
                           error);
}

void
token_signer_init(TokenSigner *self, Token *token, CtlPrompt *prompt)
{
  *self = (TokenSigner){
      .signer = {.certificate = token_get_certificate(token), .sign = sign_with_token, .user_data = self},
      .token = token,
      .prompt = prompt,
  };
}
