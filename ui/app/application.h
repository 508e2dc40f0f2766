/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gtk/gtk.h>

/* The desktop program: one window, and the files of the command line opened in it. */
#define APPLICATION_TYPE (application_get_type())
G_DECLARE_FINAL_TYPE(CtlApplication, application, CTL, APPLICATION, GtkApplication)

CtlApplication *application_new(void);
