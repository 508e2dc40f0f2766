/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pkcs11/token-private.h"

#include <glib/gi18n.h>

/* The worst first: a locked token may still report that its last password was wrong. */
const char *
token_password_state_describe(guint state)
{
  if (state & TOKEN_PASSWORD_LOCKED)
    return _("The token is locked for good after too many wrong passwords.");
  if (state & TOKEN_PASSWORD_LAST_TRY)
    return _(
        "Only one try is left. One more wrong password locks the token for good, and nobody can unlock it.");
  switch (state & (TOKEN_PASSWORD_COUNT_LOW | TOKEN_PASSWORD_TO_BE_CHANGED)) {
  case TOKEN_PASSWORD_COUNT_LOW | TOKEN_PASSWORD_TO_BE_CHANGED:
    return _("The last password given was wrong. The password is still the one that the token came with, or "
             "has expired, and has to be changed.");
  case TOKEN_PASSWORD_TO_BE_CHANGED:
    return _(
        "The password is still the one that the token came with, or has expired, and has to be changed.");
  case TOKEN_PASSWORD_COUNT_LOW:
    return _("The last password given was wrong.");
  default:
    return NULL;
  }
}

const char *
token_describe_password_state(const Token *token)
{
  return token_password_state_describe(token->password_state);
}
