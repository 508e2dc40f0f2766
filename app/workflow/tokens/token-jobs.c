/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/tokens/token-jobs.h"

#include <glib/gi18n.h>

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

gboolean
token_password_change(Token *token, CtlPrompt *prompt, const Progress *progress, GCancellable *cancellable,
                      GError **error)
{
  if (token_get_password_state(token) & TOKEN_PASSWORD_ON_READER)
    progress_step(progress, _("Type the old and the new password of token %s on the keys of its reader"),
                  token_get_name(token));
  else
    progress_step(progress, _("Changing the password of token %s"), token_get_name(token));
  return token_change_password(token, prompt, 0, cancellable, error);
}
