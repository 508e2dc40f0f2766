/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/base/prompt.h"

#include <gtk/gtk.h>

/* Names the old algorithms that a publisher's servers need, with what each is for, and asks whether they may
 * be used there. To say no is the default. */
#define OLD_ALGORITHMS_DIALOG_TYPE (old_algorithms_dialog_get_type())
G_DECLARE_FINAL_TYPE(CtlOldAlgorithmsDialog, old_algorithms_dialog, CTL, OLD_ALGORITHMS_DIALOG, GtkDialog)

/* PARENT may be NULL. Responds GTK_RESPONSE_ACCEPT for yes. */
GtkWidget *old_algorithms_dialog_new(GtkWindow *parent, const PromptQuestion *question);
