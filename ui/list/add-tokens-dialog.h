/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/workflow/list/list-document.h"

#include <gtk/gtk.h>

/* Lists the tokens that are plugged in and adds those chosen to a list. Responds GTK_RESPONSE_ACCEPT when
 * some were added; the caller destroys it. */
#define ADD_TOKENS_DIALOG_TYPE (add_tokens_dialog_get_type())
G_DECLARE_FINAL_TYPE(CtlAddTokensDialog, add_tokens_dialog, CTL, ADD_TOKENS_DIALOG, GtkDialog)

/* A reference to DOCUMENT is taken. */
GtkWidget *add_tokens_dialog_new(GtkWindow *parent, ListDocument *document);
