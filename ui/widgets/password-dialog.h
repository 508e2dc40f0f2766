/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/base/prompt.h"

#include <gtk/gtk.h>

/* Asks for a password, a passphrase or an answer. What is typed stays in locked memory. */
#define PASSWORD_DIALOG_TYPE (password_dialog_get_type())
G_DECLARE_FINAL_TYPE(CtlPasswordDialog, password_dialog, CTL, PASSWORD_DIALOG, GtkDialog)

/* PARENT may be NULL. ANSWER, an empty secret, is what will be typed into. Responds GTK_RESPONSE_ACCEPT or
 * something else. */
GtkWidget *password_dialog_new(GtkWindow *parent, const PromptQuestion *question, Secret *answer);

/* What was typed; the caller frees it. */
Secret *password_dialog_steal(CtlPasswordDialog *dialog);

/* Whether it goes into the keyring. FALSE where the question does not offer that. */
gboolean password_dialog_get_remember(CtlPasswordDialog *dialog);
