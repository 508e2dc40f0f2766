/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/publisher/settings/address-book.h"

#include <gtk/gtk.h>

/* A saved publisher. Signals "test", "status", "edit", "forget" (the publisher) and
 * "forget-password" when its buttons are pressed. */
#define PUBLISHER_ROW_TYPE (publisher_row_get_type())
G_DECLARE_FINAL_TYPE(CtlPublisherRow, publisher_row, CTL, PUBLISHER_ROW, GtkListBoxRow)

GtkWidget *publisher_row_new(const AddressBookEntry *entry);

/* Borrowed. */
const AddressBookEntry *publisher_row_get_entry(CtlPublisherRow *row);

/* While one publisher is tested, no other can be. */
void publisher_row_set_busy(CtlPublisherRow *row, gboolean busy);
