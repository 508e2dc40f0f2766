/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/tokens/token-password.h"

#include <glib/gi18n.h>

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
