/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gtk/gtk.h>

/* A question before something is lost. TEXT is the question, DETAIL names what would be lost, YES is the
 * button that does it (GTK_RESPONSE_ACCEPT); the default is the button NO. Shown at once; the caller connects
 * to "response" and destroys it. */
GtkWidget *trust_list_question_new(GtkWindow *parent, const char *text, const char *detail, const char *no,
                                   const char *yes);
