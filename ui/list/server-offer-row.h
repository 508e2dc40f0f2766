/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/workflow/cluster/server-offer.h"

#include <gtk/gtk.h>

/* A server's certificate that can be put into the list: a check mark, its facts, and the host that its record
 * is to name. The signal "changed" tells that it was chosen or not any more. */
#define SERVER_OFFER_ROW_TYPE (server_offer_row_get_type())
G_DECLARE_FINAL_TYPE(CtlServerOfferRow, server_offer_row, CTL, SERVER_OFFER_ROW, GtkBin)

/* OFFER is borrowed and has to live as long. */
GtkWidget *server_offer_row_new(const ServerOffer *offer);

const ServerOffer *server_offer_row_get_offer(CtlServerOfferRow *row);
gboolean server_offer_row_is_chosen(CtlServerOfferRow *row);
/* The caller frees it. */
char *server_offer_row_dup_host(CtlServerOfferRow *row);

/* It stands in the list now and cannot be chosen again. */
void server_offer_row_set_in_list(CtlServerOfferRow *row);
