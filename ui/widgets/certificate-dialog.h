/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/base/prompt.h"

#include <gtk/gtk.h>

/* Shows the fingerprints of a server's certificate and asks whether it is the right one. Responds
 * GTK_RESPONSE_ACCEPT only when the user has said so. */
#define CERTIFICATE_DIALOG_TYPE (certificate_dialog_get_type())
G_DECLARE_FINAL_TYPE(CtlCertificateDialog, certificate_dialog, CTL, CERTIFICATE_DIALOG, GtkDialog)

/* QUESTION is of the kind PROMPT_CERTIFICATE. */
GtkWidget *certificate_dialog_new(GtkWindow *parent, const PromptQuestion *question);
