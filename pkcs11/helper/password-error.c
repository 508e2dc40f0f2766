/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pkcs11/helper/password-error.h"

#include "pkcs11/helper/ckr.h"
#include "pkcs11/token.h"

#include <glib/gi18n.h>

gboolean
password_set_error(GError **error, const char *call, CK_RV rv, const Module *module, CK_SLOT_ID slot,
                   const char *what)
{
  if (rv != CKR_PIN_INCORRECT)
    return ckr_set_error(error, call, rv, what);
  g_autoptr(GError) cause = NULL;
  ckr_set_error(&cause, call, rv, what);
  CK_RV info_rv = CKR_OK;
  g_autoptr(TokenInfo) now = token_info_read(module, slot, &info_rv);
  guint state = now != NULL ? now->password_state : 0;
  if (state & TOKEN_PASSWORD_LOCKED)
    g_set_error(error, CTL_ERROR, CTL_ERROR_PIN_LOCKED,
                _("%s; that was the last try, and the token is now locked for good"), cause->message);
  else if (state & TOKEN_PASSWORD_LAST_TRY)
    g_set_error(error, CTL_ERROR, CTL_ERROR_WRONG_PIN,
                _("%s; one try is used up, and only one is left before the token locks for good"),
                cause->message);
  else
    g_set_error(error, CTL_ERROR, CTL_ERROR_WRONG_PIN, _("%s; one try is used up"), cause->message);
  return FALSE;
}
