/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/workflow/tokens/hidden-token.h"

#include <gtk/gtk.h>

/* An eToken that is plugged in but that no module shows, in the list of the tokens page: why, and what helps.
 */
#define HIDDEN_TOKEN_ROW_TYPE (hidden_token_row_get_type())
G_DECLARE_FINAL_TYPE(CtlHiddenTokenRow, hidden_token_row, CTL, HIDDEN_TOKEN_ROW, GtkListBoxRow)

GtkWidget *hidden_token_row_new(const HiddenToken *hidden);
