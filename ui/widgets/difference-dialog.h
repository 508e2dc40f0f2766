/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/workflow/list/list-difference.h"

#include <gtk/gtk.h>

/* Shows the difference between two lists. */
#define DIFFERENCE_DIALOG_TYPE (difference_dialog_get_type())
G_DECLARE_FINAL_TYPE(CtlDifferenceDialog, difference_dialog, CTL, DIFFERENCE_DIALOG, GtkDialog)

/* HEADING says which lists, as a sentence. Shown with gtk_window_present(); it destroys itself when it is
 * closed. */
GtkWidget *difference_dialog_new(GtkWindow *parent, const char *heading, const ListDifference *difference);
