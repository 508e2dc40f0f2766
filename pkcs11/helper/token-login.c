/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pkcs11/helper/token-login.h"

#include "pkcs11/helper/ckr.h"
#include "pkcs11/helper/password-error.h"
#include "pkcs11/helper/slot-view.h"

#include <glib/gi18n.h>
#include <openssl/err.h>

/* libp11 sees this slot only, so that no other token can spoil it. */
static gboolean
list_slots(TokenLogin *login, CK_FLAGS flags, GError **error)
{
  ERR_clear_error();
  CK_RV rv = slot_view_open(login->slot_id, flags);
  if (rv != CKR_OK)
    return ckr_set_error(error, "C_OpenSession", rv, login->what);
  if (PKCS11_enumerate_slots(login->module->context, &login->slots, &login->n_slots) != 0) {
    login->slots = NULL;
    return ckr_set_error_from_queue(error, "C_GetSlotList", login->what);
  }
  login->slot = login->n_slots == 1 && login->slots->token != NULL ? login->slots : NULL;
  return login->slot != NULL || ckr_set_error(error, "C_GetTokenInfo", CKR_TOKEN_NOT_PRESENT, login->what);
}

TokenLogin *
token_login_new(const Module *module, const TokenInfo *info, const char *name, GError **error)
{
  g_autoptr(TokenLogin) login = g_new0(TokenLogin, 1);
  login->module = module;
  login->what = g_strdup_printf(_("Token %s"), name);
  login->slot_id = info->slot;
  return list_slots(login, info->flags, error) ? g_steal_pointer(&login) : NULL;
}

gboolean
token_login_start(TokenLogin *login, Secret *password, GError **error)
{
  login->password = password;
  ERR_clear_error();
  const char *bytes = password != NULL ? secret_peek(password, NULL) : NULL;
  login->logged_in = PKCS11_login(login->slot, 0, bytes) == 0;
  if (login->logged_in)
    return TRUE;
  return password_set_error(error, "C_Login", ckr_from_queue(), login->module, login->slot_id, login->what);
}

void
token_login_free(TokenLogin *login)
{
  if (login->logged_in)
    PKCS11_logout(login->slot);
  if (login->slots != NULL)
    PKCS11_release_all_slots(login->module->context, login->slots, login->n_slots);
  g_clear_pointer(&login->password, secret_unref);
  g_free(login->what);
  g_free(login);
}
