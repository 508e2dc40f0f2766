/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gtk/gtk.h>

/* Opens the migration of the publisher NAME over WINDOW; with an empty name that of the only publisher. FALSE
 * when one has to be chosen or added first. */
gboolean update_start(GtkWindow *window, const char *name);
