/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/publisher/settings/address-book.h"
#include "app/workflow/update/update.h"

#include <gtk/gtk.h>

/* A cluster gets the list that it needs, or goes from a tokenless list back to eTokens, step by step, and
 * back again. It can be closed at any step; opened again, it goes on from there. */
#define UPDATE_DIALOG_TYPE (update_dialog_get_type())
G_DECLARE_FINAL_TYPE(CtlUpdateDialog, update_dialog, CTL, UPDATE_DIALOG, GtkDialog)

/* Shown with gtk_window_present(); it destroys itself when it is closed. NULL with an error when what was
 * kept of an earlier run cannot be read, or is of a job of the other kind. */
GtkWidget *update_dialog_new(GtkWindow *parent, const AddressBookEntry *entry, UpdateKind kind,
                             GError **error);
