/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gtk/gtk.h>

/* Takes a window or dialog out of sight at once and destroys it when the event at hand is over.
 *
 * GTK goes on with the window of an event after it has told assistive technology of it, and while it waits
 * for that one's answer it carries out what assistive technology asks for: a button pressed so must not free
 * the window (GTK 3.24, gtk_main_do_event()). */
void window_close_soon(GtkWidget *window);
