/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gtk/gtk.h>

/* Asks where the certificates of tokens go and in which format, and writes them. Stays open, with what was
 * typed, when that fails. Responds GTK_RESPONSE_ACCEPT when all is written. */
#define EXPORT_DIALOG_TYPE (export_dialog_get_type())
G_DECLARE_FINAL_TYPE(CtlExportDialog, export_dialog, CTL, EXPORT_DIALOG, GtkDialog)

/* TOKENS (of Token, each with a certificate) is taken; FOLDER is suggested. */
GtkWidget *export_dialog_new(GtkWindow *parent, GPtrArray *tokens, const char *folder);

/* The folder and the files that were written (of char *); borrowed. */
const char *export_dialog_get_folder(CtlExportDialog *dialog);
GPtrArray *export_dialog_get_files(CtlExportDialog *dialog);

/* What became of them in the cluster that they were uploaded to (of SastCertificate), NULL when they were not
 * to be; and what to know of the connections (of char *). Borrowed. */
GPtrArray *export_dialog_get_uploads(CtlExportDialog *dialog);
GPtrArray *export_dialog_get_warnings(CtlExportDialog *dialog);
