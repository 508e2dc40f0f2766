/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/workflow/list/certificate-facts.h"

#include <gtk/gtk.h>

/* Facts about one thing, a line each, to read and to copy. */
#define DETAILS_DIALOG_TYPE (details_dialog_get_type())
G_DECLARE_FINAL_TYPE(CtlDetailsDialog, details_dialog, CTL, DETAILS_DIALOG, GtkDialog)

/* Shown with gtk_window_present(); it destroys itself when it is closed. */
GtkWidget *details_dialog_new(GtkWindow *parent, const char *title);

/* Adds a line. FIXED_WIDTH for serial numbers and fingerprints. */
void details_dialog_add(CtlDetailsDialog *dialog, const char *name, const char *value, gboolean fixed_width);

/* Adds all lines of a certificate. */
void details_dialog_add_certificate(CtlDetailsDialog *dialog, const CertificateFacts *facts);
