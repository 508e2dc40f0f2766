/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/widgets/window-close.h"

static gboolean
destroy(gpointer window)
{
  gtk_widget_destroy(window);
  return G_SOURCE_REMOVE;
}

void
window_close_soon(GtkWidget *window)
{
  gtk_widget_hide(window);
  g_idle_add_full(G_PRIORITY_DEFAULT_IDLE, destroy, g_object_ref(window), g_object_unref);
}
