/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/publisher/settings/address-book.h"

#include <gtk/gtk.h>

/* The form of a publisher. It saves into the address book itself, and stays open, with what was typed, while
 * something is wrong. Responds GTK_RESPONSE_ACCEPT when it has saved. */
#define PUBLISHER_DIALOG_TYPE (publisher_dialog_get_type())
G_DECLARE_FINAL_TYPE(CtlPublisherDialog, publisher_dialog, CTL, PUBLISHER_DIALOG, GtkDialog)

/* ENTRY is edited; NULL for a new publisher. */
GtkWidget *publisher_dialog_new(GtkWindow *parent, const AddressBookEntry *entry);
