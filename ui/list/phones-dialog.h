/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/workflow/list/list-document.h"

#include <gtk/gtk.h>

/* Says whether phones will accept a list: by the lists that they hold, and by TVS where it is asked. Of a
 * list that is not signed yet, who may sign it. The caller destroys it on its response, unless that is
 * GTK_RESPONSE_APPLY. */
#define PHONES_DIALOG_TYPE (phones_dialog_get_type())
G_DECLARE_FINAL_TYPE(CtlPhonesDialog, phones_dialog, CTL, PHONES_DIALOG, GtkDialog)

/* DOCUMENT is not needed afterwards. */
GtkWidget *phones_dialog_new(GtkWindow *parent, const ListDocument *document);
