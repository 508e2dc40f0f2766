/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "pkcs11/token.h"

#include <gtk/gtk.h>

/* A token in the list of the tokens page. Signals "export", "details" and "change-password" when its buttons
 * are pressed. */
#define TOKEN_ROW_TYPE (token_row_get_type())
G_DECLARE_FINAL_TYPE(CtlTokenRow, token_row, CTL, TOKEN_ROW, GtkListBoxRow)

GtkWidget *token_row_new(Token *token);

/* Shows TOKEN, the same one in another state; the focus stays where it is. */
void token_row_set_token(CtlTokenRow *row, Token *token);

/* Borrowed. */
Token *token_row_get_token(CtlTokenRow *row);
