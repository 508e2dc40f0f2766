/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/widgets/old-algorithms-dialog.h"

#include "ui/widgets/shown-text.h"

#include <glib/gi18n.h>

struct _CtlOldAlgorithmsDialog {
  GtkDialog parent;
  GtkLabel *heading;
  GtkLabel *detail;
  GtkContainer *items;
};

G_DEFINE_TYPE(CtlOldAlgorithmsDialog, old_algorithms_dialog, GTK_TYPE_DIALOG)

static void
add_item(CtlOldAlgorithmsDialog *self, const char *text)
{
  g_autofree char *line = g_strconcat("\u2022 ", text, NULL);
  GtkWidget *label = shown_text_label_new(line);
  gtk_label_set_line_wrap(GTK_LABEL(label), TRUE);
  gtk_label_set_max_width_chars(GTK_LABEL(label), 56);
  gtk_label_set_xalign(GTK_LABEL(label), 0);
  gtk_container_add(self->items, label);
  gtk_widget_show(label);
}

GtkWidget *
old_algorithms_dialog_new(GtkWindow *parent, const PromptQuestion *question)
{
  CtlOldAlgorithmsDialog *self =
      g_object_new(OLD_ALGORITHMS_DIALOG_TYPE, "transient-for", parent, "modal", TRUE, "destroy-with-parent",
                   TRUE, "use-header-bar", FALSE, NULL);
  guint n = g_strv_length((char **)question->items);
  g_autofree char *heading = g_strdup_printf(
      ngettext("Allow this old algorithm for %s?", "Allow these %2$u old algorithms for %1$s?", n),
      question->subject, n);
  shown_text_set(self->heading, heading);
  shown_text_set(self->detail, question->detail);
  for (guint i = 0; i < n; i++)
    add_item(self, question->items[i]);
  return GTK_WIDGET(self);
}

static void
old_algorithms_dialog_class_init(CtlOldAlgorithmsDialogClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS(klass);
  gtk_widget_class_set_template_from_resource(widget,
                                              "/io/github/etoken_ctl/Gtk/widgets/old-algorithms-dialog.ui");
  gtk_widget_class_bind_template_child(widget, CtlOldAlgorithmsDialog, heading);
  gtk_widget_class_bind_template_child(widget, CtlOldAlgorithmsDialog, detail);
  gtk_widget_class_bind_template_child(widget, CtlOldAlgorithmsDialog, items);
}

static void
old_algorithms_dialog_init(CtlOldAlgorithmsDialog *self)
{
  gtk_widget_init_template(GTK_WIDGET(self));
  gtk_dialog_set_default_response(GTK_DIALOG(self), GTK_RESPONSE_CANCEL);
}
