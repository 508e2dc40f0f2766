/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/workflow/update/update-wish.h"

#include <gtk/gtk.h>

/* Which list an update is to make, with which tokens, and for which nodes. */
#define UPDATE_WISH_DIALOG_TYPE (update_wish_dialog_get_type())
G_DECLARE_FINAL_TYPE(CtlUpdateWishDialog, update_wish_dialog, CTL, UPDATE_WISH_DIALOG, GtkDialog)

/* Begins with WISH. Responds GTK_RESPONSE_ACCEPT when the plan is to be made anew. */
GtkWidget *update_wish_dialog_new(GtkWindow *parent, const AddressBookEntry *entry, const UpdateWish *wish);

/* What is chosen. The caller frees it. */
UpdateWish *update_wish_dialog_dup_wish(CtlUpdateWishDialog *dialog);
