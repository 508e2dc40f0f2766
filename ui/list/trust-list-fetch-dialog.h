/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/workflow/list/list-document.h"

#include <gtk/gtk.h>

/* Fetches the list that one of the saved publishers serves. Responds GTK_RESPONSE_ACCEPT when it is there;
 * the caller destroys it. */
#define TRUST_LIST_FETCH_DIALOG_TYPE (trust_list_fetch_dialog_get_type())
G_DECLARE_FINAL_TYPE(CtlTrustListFetchDialog, trust_list_fetch_dialog, CTL, TRUST_LIST_FETCH_DIALOG,
                     GtkDialog)

GtkWidget *trust_list_fetch_dialog_new(GtkWindow *parent);

/* What was fetched, whole or damaged; the caller's now. */
ListDocument *trust_list_fetch_dialog_steal(CtlTrustListFetchDialog *dialog);
