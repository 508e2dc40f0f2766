/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/widgets/difference-dialog.h"

#include "ui/widgets/difference-view.h"
#include "ui/widgets/shown-text.h"
#include "ui/widgets/window-close.h"

struct _CtlDifferenceDialog {
  GtkDialog parent;
  GtkLabel *heading;
  CtlDifferenceView *view;
};

G_DEFINE_TYPE(CtlDifferenceDialog, difference_dialog, GTK_TYPE_DIALOG)

static void
on_response(GtkDialog *dialog, int response, gpointer unused)
{
  window_close_soon(GTK_WIDGET(dialog));
}

GtkWidget *
difference_dialog_new(GtkWindow *parent, const char *heading, const ListDifference *difference)
{
  CtlDifferenceDialog *self = g_object_new(DIFFERENCE_DIALOG_TYPE, "transient-for", parent, "modal", TRUE,
                                           "destroy-with-parent", TRUE, "use-header-bar", FALSE, NULL);
  shown_text_set(self->heading, heading);
  difference_view_show(self->view, difference);
  return GTK_WIDGET(self);
}

static void
difference_dialog_class_init(CtlDifferenceDialogClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS(klass);
  g_type_ensure(DIFFERENCE_VIEW_TYPE);
  gtk_widget_class_set_template_from_resource(widget,
                                              "/io/github/etoken_ctl/Gtk/widgets/difference-dialog.ui");
  gtk_widget_class_bind_template_child(widget, CtlDifferenceDialog, heading);
  gtk_widget_class_bind_template_child(widget, CtlDifferenceDialog, view);
  gtk_widget_class_bind_template_callback(widget, on_response);
}

static void
difference_dialog_init(CtlDifferenceDialog *self)
{
  gtk_widget_init_template(GTK_WIDGET(self));
}
