/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/base/prompt.h"

#include <gtk/gtk.h>

/* Shows the unknown host keys of several nodes, a line each, and asks whether all are right. Cancel is the
 * default. */
#define HOST_KEYS_DIALOG_TYPE (host_keys_dialog_get_type())
G_DECLARE_FINAL_TYPE(CtlHostKeysDialog, host_keys_dialog, CTL, HOST_KEYS_DIALOG, GtkDialog)

/* PARENT may be NULL. Responds GTK_RESPONSE_ACCEPT for yes. */
GtkWidget *host_keys_dialog_new(GtkWindow *parent, const PromptQuestion *question);
