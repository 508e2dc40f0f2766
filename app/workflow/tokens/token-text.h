/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "pkcs11/token-list.h"

#include <glib/gi18n.h>

/* What to do when LIST holds no token, as whole sentences. Static text. */
const char *token_text_for_none(const TokenList *list);

/* The same where a token that is plugged in is seen at once, by any of N_MODULES. */
const char *token_text_while_waiting(guint n_modules);

/* How the only module of LIST works, as whole sentences. The caller frees it. */
char *token_text_for_module(const TokenList *list);

/* The token itself, "SafeNet eToken 5110, serial 01234567". The caller frees it. */
char *token_text_for_device(const Token *token);

/* What it means that a token has no SAST certificate; a phrase. */
#define TOKEN_WORDS_NO_CERTIFICATE N_("holds no SAST certificate, so it cannot sign trust lists")
