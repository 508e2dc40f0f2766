/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gtk/gtk.h>

/* The user guide, which is part of the program: a list of topics and the page of the chosen one. */
#define HELP_WINDOW_TYPE (help_window_get_type())
G_DECLARE_FINAL_TYPE(CtlHelpWindow, help_window, CTL, HELP_WINDOW, GtkDialog)

/* Shows it beside PARENT, the one that is open already where there is one. */
void help_window_show(GtkWindow *parent);
