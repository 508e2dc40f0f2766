/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/workflow/list/list-document.h"

#include <gtk/gtk.h>

/* The response when the user wants to get servers from a cluster instead: see cluster-servers-dialog.h. */
#define ADD_SERVER_FROM_CLUSTER 1

/* Asks for a server and adds it to a list. Responds GTK_RESPONSE_ACCEPT when it was added; the caller
 * destroys it. */
#define ADD_SERVER_DIALOG_TYPE (add_server_dialog_get_type())
G_DECLARE_FINAL_TYPE(CtlAddServerDialog, add_server_dialog, CTL, ADD_SERVER_DIALOG, GtkDialog)

/* A reference to DOCUMENT is taken. */
GtkWidget *add_server_dialog_new(GtkWindow *parent, ListDocument *document);
