/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <handy.h>

/* The program's window, with its pages. Closing it ends running jobs first. */
#define MAIN_WINDOW_TYPE (main_window_get_type())
G_DECLARE_FINAL_TYPE(CtlMainWindow, main_window, CTL, MAIN_WINDOW, HdyApplicationWindow)

GtkWidget *main_window_new(GtkApplication *application);

/* Closes the window, after a question when something would be lost. Dialogs and jobs end with it. */
void main_window_ask_to_close(CtlMainWindow *window);

/* It is out of sight, and goes as soon as its jobs have ended: nothing that it is given is seen. */
gboolean main_window_is_closing(CtlMainWindow *window);

/* Opens a trust list file in the trust list page and shows that page. */
void main_window_open_list(CtlMainWindow *window, GFile *file);
