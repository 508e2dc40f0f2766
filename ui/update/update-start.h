/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/workflow/update/update.h"

#include <gtk/gtk.h>

/* Opens the job of the publisher NAME over WINDOW; with an empty name that of the only publisher. FALSE
 * when one has to be chosen or added first. *DIALOG is NULL when the job cannot be opened, which is told. */
gboolean update_start(GtkWindow *window, const char *name, UpdateKind kind, GtkWidget **dialog);
