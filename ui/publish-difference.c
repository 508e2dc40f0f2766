/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/publish-difference.h"

#include "ui/difference-view.h"

#include <glib/gi18n.h>

gboolean
publish_difference_can_show(const PublishNode *node)
{
  return node->findings.judgement != NULL; /* the old list could be read, and is another one */
}

GtkWidget *
publish_difference_show(GtkWindow *parent, const PublishNode *node, TrustList *list)
{
  g_autoptr(TrustList) old_list =
      node->findings.old_bytes != NULL ? trust_list_parse(node->findings.old_bytes, NULL) : NULL;
  if (old_list == NULL)
    return NULL;
  g_autoptr(ListDifference) difference = list_difference_of_lists(old_list, list);
  g_autofree char *title = g_strdup_printf(_("What changes on %s"), node->address->host);
  GtkWidget *dialog = g_object_new(GTK_TYPE_DIALOG, "transient-for", parent, "modal", TRUE,
                                   "destroy-with-parent", TRUE, "use-header-bar", FALSE, "title", title,
                                   "default-width", 640, "default-height", 420, NULL);
  GtkWidget *view = difference_view_new();
  difference_view_show(CTL_DIFFERENCE_VIEW(view), difference);
  g_object_set(view, "visible", TRUE, "margin", 12, "vexpand", TRUE, NULL);
  gtk_container_add(GTK_CONTAINER(gtk_dialog_get_content_area(GTK_DIALOG(dialog))), view);
  gtk_dialog_add_button(GTK_DIALOG(dialog), _("_Close"), GTK_RESPONSE_CLOSE);
  gtk_dialog_set_default_response(GTK_DIALOG(dialog), GTK_RESPONSE_CLOSE);
  g_signal_connect(dialog, "response", G_CALLBACK(gtk_widget_destroy), NULL);
  gtk_window_present(GTK_WINDOW(dialog));
  return dialog;
}
