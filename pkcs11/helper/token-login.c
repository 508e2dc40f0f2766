/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pkcs11/helper/token-login.h"

#include "pkcs11/helper/ckr.h"
#include "pkcs11/token.h"

#include <openssl/err.h>
#include <openssl/ui.h>

/* A key may want the password once more for each signature (CKA_ALWAYS_AUTHENTICATE). libp11 asks for it
 * through OpenSSL's UI, which would open the terminal; we have it at hand. */
static int
answer_password(UI *ui, UI_STRING *question)
{
  const TokenLogin *login = UI_get0_user_data(ui);
  if (UI_get_string_type(question) != UIT_PROMPT || login->password == NULL)
    return 0;
  return UI_set_result(ui, question, secret_peek(login->password, NULL)) == 0;
}

static void
use_own_ui(TokenLogin *login)
{
  login->ui = UI_create_method("etoken-ctl");
  UI_method_set_reader(login->ui, answer_password);
  PKCS11_set_ui_method(login->module->context, login->ui, login);
}

static gboolean
find_slot(TokenLogin *login, GError **error)
{
  for (unsigned int i = 0; i < login->n_slots; i++) {
    if (PKCS11_get_slotid_from_slot(&login->slots[i]) == login->slot_id && login->slots[i].token != NULL) {
      login->slot = &login->slots[i];
      return TRUE;
    }
  }
  return ckr_set_error(error, CKR_TOKEN_NOT_PRESENT, login->what);
}

/* This token was read a moment ago, so when libp11 fails now it gave up all slots because of another one. */
static gboolean
list_slots(TokenLogin *login, GError **error)
{
  const Module *module = login->module;
  ERR_clear_error();
  if (PKCS11_enumerate_slots(module->context, &login->slots, &login->n_slots) == 0)
    return TRUE;
  login->slots = NULL;
  if (ERR_peek_error() == 0) /* means that there are no slots any more */
    return ckr_set_error(error, CKR_TOKEN_NOT_PRESENT, login->what);
  g_autofree char *what =
      g_strdup_printf("%s cannot be used while another of its tokens fails", module->name);
  return ckr_set_error_from_queue(error, what);
}

TokenLogin *
token_login_new(const Module *module, const TokenInfo *info, const char *name, GError **error)
{
  g_autoptr(TokenLogin) login = g_new0(TokenLogin, 1);
  login->module = module;
  login->what = g_strdup_printf("Token %s", name);
  login->slot_id = info->slot;
  use_own_ui(login);
  return list_slots(login, error) && find_slot(login, error) ? g_steal_pointer(&login) : NULL;
}

/* The wrong password counted: says so, and how the token stands now if it can still be asked. */
static void
set_wrong_password(const TokenLogin *login, const GError *cause, GError **error)
{
  CK_RV rv = CKR_OK;
  g_autoptr(TokenInfo) now = token_info_read(login->module, login->slot_id, &rv);
  guint state = now != NULL ? now->password_state : 0;
  if (state & TOKEN_PASSWORD_LOCKED)
    g_set_error(error, CTL_ERROR, CTL_ERROR_PIN_LOCKED,
                "%s; that was the last try, and the token is now locked for good", cause->message);
  else if (state & TOKEN_PASSWORD_LAST_TRY)
    g_set_error(error, CTL_ERROR, CTL_ERROR_WRONG_PIN,
                "%s; one try is used up, and only one is left before the token locks for good",
                cause->message);
  else
    g_set_error(error, CTL_ERROR, CTL_ERROR_WRONG_PIN, "%s; one try is used up", cause->message);
}

gboolean
token_login_start(TokenLogin *login, Secret *password, GError **error)
{
  login->password = password;
  if (!module_probe(login->module, login->slot_id, login->what, error))
    return FALSE;
  ERR_clear_error();
  const char *bytes = password != NULL ? secret_peek(password, NULL) : NULL;
  login->logged_in = PKCS11_login(login->slot, 0, bytes) == 0;
  if (login->logged_in)
    return TRUE;
  g_autoptr(GError) cause = NULL;
  ckr_set_error_from_queue(&cause, login->what);
  if (g_error_matches(cause, CTL_ERROR, CTL_ERROR_WRONG_PIN))
    set_wrong_password(login, cause, error);
  else
    g_propagate_error(error, g_steal_pointer(&cause));
  return FALSE;
}

void
token_login_free(TokenLogin *login)
{
  if (login->logged_in && module_probe(login->module, login->slot_id, login->what, NULL))
    PKCS11_logout(login->slot);
  if (login->slots != NULL)
    PKCS11_release_all_slots(login->module->context, login->slots, login->n_slots);
  PKCS11_set_ui_method(login->module->context, NULL, NULL);
  UI_destroy_method(login->ui);
  g_clear_pointer(&login->password, secret_free);
  g_free(login->what);
  g_free(login);
}
