/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gtk/gtk.h>

/* The keyboard shortcuts of the program, in one table: what works is what is shown. */

void shortcuts_install(GtkApplication *application);

/* Shows them over PARENT. */
void shortcuts_show(GtkWindow *parent);
