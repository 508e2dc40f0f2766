/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/widgets/show-text-dialog.h"

#include "ui/widgets/shown-text.h"
#include "ui/widgets/window-close.h"

#include <glib/gi18n.h>

struct _CtlShowTextDialog {
  GtkDialog parent;
  GtkTextView *view;
  GtkLabel *note;
};

G_DEFINE_TYPE(CtlShowTextDialog, show_text_dialog, GTK_TYPE_DIALOG)

static void
on_response(GtkDialog *dialog, int response, gpointer unused)
{
  if (response != GTK_RESPONSE_APPLY) /* of Copy */
    window_close_soon(GTK_WIDGET(dialog));
}

static void
on_copy(GtkButton *button, CtlShowTextDialog *self)
{
  GtkClipboard *clipboard = gtk_widget_get_clipboard(GTK_WIDGET(self), GDK_SELECTION_CLIPBOARD);
  g_autofree char *text = NULL;
  g_object_get(gtk_text_view_get_buffer(self->view), "text", &text, NULL);
  gtk_clipboard_set_text(clipboard, text, -1);
}

GtkWidget *
show_text_dialog_new(GtkWindow *parent, const char *name, const char *text, const char *note)
{
  g_autofree char *title = g_strdup_printf(_("Text of %s"), name);
  CtlShowTextDialog *self = g_object_new(SHOW_TEXT_DIALOG_TYPE, "transient-for", parent, "modal", TRUE,
                                         "destroy-with-parent", TRUE, "use-header-bar", FALSE, NULL);
  shown_text_set_title(GTK_WINDOW(self), title);
  shown_text_set_buffer(gtk_text_view_get_buffer(self->view), text);
  shown_text_set(self->note, note);
  gtk_widget_set_visible(GTK_WIDGET(self->note), note != NULL);
  return GTK_WIDGET(self);
}

static void
show_text_dialog_class_init(CtlShowTextDialogClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS(klass);
  gtk_widget_class_set_template_from_resource(widget,
                                              "/io/github/etoken_ctl/Gtk/widgets/show-text-dialog.ui");
  gtk_widget_class_bind_template_child(widget, CtlShowTextDialog, view);
  gtk_widget_class_bind_template_child(widget, CtlShowTextDialog, note);
  gtk_widget_class_bind_template_callback(widget, on_copy);
}

static void
show_text_dialog_init(CtlShowTextDialog *self)
{
  gtk_widget_init_template(GTK_WIDGET(self));
  g_signal_connect(self, "response", G_CALLBACK(on_response), NULL);
}
