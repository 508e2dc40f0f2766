/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/widgets/container.h"

static void
destroy_child(GtkWidget *child, gpointer unused)
{
  gtk_widget_destroy(child);
}

void
container_clear(GtkContainer *container)
{
  gtk_container_foreach(container, destroy_child, NULL);
}
