/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/base/prompt.h"

#include <gtk/gtk.h>

/* Asks in dialogs over a window. The questions come from the threads of jobs, which wait while the main
 * thread shows the dialog; never called from the main thread. A dialog goes away when its job is cancelled.
 */
#define GTK_PROMPT_TYPE (gtk_prompt_get_type())
G_DECLARE_FINAL_TYPE(CtlGtkPrompt, gtk_prompt, CTL, GTK_PROMPT, GObject)

/* Dialogs stand over the window that OWNER is in at that moment. Once OWNER is gone, every question ends with
 * CTL_ERROR_CANCELLED. */
CtlGtkPrompt *gtk_prompt_new(GtkWidget *owner);

/* TRUE when the user has said since the last call that the password of SUBJECT (user@host) is to be kept in
 * the keyring. Any thread. */
gboolean gtk_prompt_steal_remember(CtlGtkPrompt *prompt, const char *subject);
