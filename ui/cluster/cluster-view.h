/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/publisher/settings/address-book.h"

#include <gtk/gtk.h>

/* What all nodes of a publisher hold, as their platform CLIs say it: below one another, and below them what
 * has to be done. Hidden until it is asked for. */
#define CLUSTER_VIEW_TYPE (cluster_view_get_type())
G_DECLARE_FINAL_TYPE(CtlClusterView, cluster_view, CTL, CLUSTER_VIEW, GtkBin)

/* Asks all nodes of ENTRY; without effect while it asks. */
void cluster_view_ask(CtlClusterView *view, const AddressBookEntry *entry);
