/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/workflow/list/list-document.h"

#include <gtk/gtk.h>

/* Signs a list and puts it on publishers, step by step. Responds once when it may be destroyed: never in the
 * middle of a job. */
#define PUBLISH_DIALOG_TYPE (publish_dialog_get_type())
G_DECLARE_FINAL_TYPE(CtlPublishDialog, publish_dialog, CTL, PUBLISH_DIALOG, GtkDialog)

/* A reference to DOCUMENT is taken; nobody else may change it while the dialog is there. */
GtkWidget *publish_dialog_new(GtkWindow *parent, ListDocument *document);
