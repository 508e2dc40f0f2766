/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/workflow/list/list-document.h"

#include <gtk/gtk.h>

/* Collects the certificates of a cluster's servers, from the lists that it serves and from its services, and
 * adds those that are chosen to a list. Responds GTK_RESPONSE_ACCEPT when all of them were added; the caller
 * destroys it. */
#define CLUSTER_SERVERS_DIALOG_TYPE (cluster_servers_dialog_get_type())
G_DECLARE_FINAL_TYPE(CtlClusterServersDialog, cluster_servers_dialog, CTL, CLUSTER_SERVERS_DIALOG, GtkDialog)

/* A reference to DOCUMENT is taken. */
GtkWidget *cluster_servers_dialog_new(GtkWindow *parent, ListDocument *document);
