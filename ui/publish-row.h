/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/publisher/address-book.h"
#include "app/workflow/publish.h"

#include <gtk/gtk.h>

/* A publisher that can get the list, and what has become of it. The signal "changed" tells that
 * publish_row_is_wanted() may have changed. */
#define PUBLISH_ROW_TYPE (publish_row_get_type())
G_DECLARE_FINAL_TYPE(PublishRow, publish_row, CTL, PUBLISH_ROW, GtkBin)

GtkWidget *publish_row_new(const AddressBookEntry *entry);
const AddressBookEntry *publish_row_get_entry(PublishRow *row);

/* TRUE when it was chosen and has not got the list yet. */
gboolean publish_row_is_wanted(PublishRow *row);
void publish_row_choose(PublishRow *row);

/* TRUE when nothing stands in the way of a publisher that is wanted: the rules do not refuse the list there,
 * or the user goes on all the same. */
gboolean publish_row_is_ready(PublishRow *row);
/* TRUE when the user goes on all the same. */
gboolean publish_row_is_forced(PublishRow *row);

/* TRUE when it has got the list. */
gboolean publish_row_is_done(PublishRow *row);

/* What is happening: a phrase. */
void publish_row_show_status(PublishRow *row, const char *status);
void publish_row_show_result(PublishRow *row, PublishResult result);
void publish_row_show_error(PublishRow *row, const GError *error);
