/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/base/prompt.h"

#include <gtk/gtk.h>

/* Shows the fingerprint of an unknown host key and asks whether it is the publisher's. Cancel is the default.
 */
#define HOST_KEY_DIALOG_TYPE (host_key_dialog_get_type())
G_DECLARE_FINAL_TYPE(CtlHostKeyDialog, host_key_dialog, CTL, HOST_KEY_DIALOG, GtkDialog)

/* PARENT may be NULL. Responds GTK_RESPONSE_ACCEPT for yes. */
GtkWidget *host_key_dialog_new(GtkWindow *parent, const PromptQuestion *question);
