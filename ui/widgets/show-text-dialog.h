/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gtk/gtk.h>

/* The text that `show ctl` prints for a list, to read, compare and copy. */
#define SHOW_TEXT_DIALOG_TYPE (show_text_dialog_get_type())
G_DECLARE_FINAL_TYPE(CtlShowTextDialog, show_text_dialog, CTL, SHOW_TEXT_DIALOG, GtkDialog)

/* NAME is the list's; NOTE (may be NULL) stands above the text. It destroys itself when it is closed. */
GtkWidget *show_text_dialog_new(GtkWindow *parent, const char *name, const char *text, const char *note);
