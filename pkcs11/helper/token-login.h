/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/base/secret.h"
#include "pkcs11/helper/token-info.h"

/* One token as libp11 sees it, from before the login until after the logout. There is only one at a time:
 * libp11 0.4.12 logs the tokens of an older slot list out when a newer one is released. */
typedef struct {
  const Module *module;
  char *what; /* "Token SAST-ADN008580ef", the beginning of messages */
  CK_SLOT_ID slot_id;
  PKCS11_SLOT *slots;
  unsigned int n_slots;
  PKCS11_SLOT *slot;
  Secret *password; /* NULL when it is typed on the reader */
  gboolean logged_in;
} TokenLogin;

/* NAME is the token's name for messages. */
TokenLogin *token_login_new(const Module *module, const TokenInfo *info, const char *name, GError **error);

/* Logs in with PASSWORD, which is taken, or with NULL by the reader's own keys. One try, never another.
 * Errors: those of password_set_error(). */
gboolean token_login_start(TokenLogin *login, Secret *password, GError **error);

/* Logs out and frees. What came from the login's keys has to be freed before. */
void token_login_free(TokenLogin *login);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TokenLogin, token_login_free)
