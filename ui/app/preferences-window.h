/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gtk/gtk.h>

/* The preferences. Each change is saved at once, and used from then on. */
#define PREFERENCES_WINDOW_TYPE (preferences_window_get_type())
G_DECLARE_FINAL_TYPE(CtlPreferencesWindow, preferences_window, CTL, PREFERENCES_WINDOW, GtkDialog)

/* Over PARENT, whose action "refresh" is activated when other token drivers are to be used. */
GtkWidget *preferences_window_new(GtkWindow *parent);
