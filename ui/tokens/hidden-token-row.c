/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/tokens/hidden-token-row.h"

#include "ui/widgets/shown-text.h"

#include <glib/gi18n.h>

struct _CtlHiddenTokenRow {
  GtkListBoxRow parent;
  GtkLabel *message;
  GtkLabel *step;
  GtkWidget *copy;
  GtkWidget *choose;
  char *command;
};

G_DEFINE_TYPE(CtlHiddenTokenRow, hidden_token_row, GTK_TYPE_LIST_BOX_ROW)

static void
on_copy(GtkButton *button, CtlHiddenTokenRow *self)
{
  GtkClipboard *clipboard = gtk_widget_get_clipboard(GTK_WIDGET(self), GDK_SELECTION_CLIPBOARD);
  gtk_clipboard_set_text(clipboard, self->command, -1);
  shown_text_set_button(button, _("Copied"));
}

GtkWidget *
hidden_token_row_new(const HiddenToken *hidden)
{
  CtlHiddenTokenRow *self = g_object_new(HIDDEN_TOKEN_ROW_TYPE, NULL);
  shown_text_set(self->message, hidden->message);
  shown_text_set(self->step, hidden->step);
  self->command = g_strdup(hidden->command);
  gtk_widget_set_visible(self->copy, hidden->command != NULL);
  gtk_widget_set_visible(self->choose, hidden->needs_module);
  shown_text_set_name(GTK_WIDGET(self), hidden->message);
  return GTK_WIDGET(self);
}

static void
hidden_token_row_finalize(GObject *object)
{
  g_free(CTL_HIDDEN_TOKEN_ROW(object)->command);
  G_OBJECT_CLASS(hidden_token_row_parent_class)->finalize(object);
}

static void
hidden_token_row_class_init(CtlHiddenTokenRowClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS(klass);
  G_OBJECT_CLASS(klass)->finalize = hidden_token_row_finalize;
  gtk_widget_class_set_template_from_resource(widget, "/io/github/etoken_ctl/Gtk/tokens/hidden-token-row.ui");
  gtk_widget_class_bind_template_child(widget, CtlHiddenTokenRow, message);
  gtk_widget_class_bind_template_child(widget, CtlHiddenTokenRow, step);
  gtk_widget_class_bind_template_child(widget, CtlHiddenTokenRow, copy);
  gtk_widget_class_bind_template_child(widget, CtlHiddenTokenRow, choose);
  gtk_widget_class_bind_template_callback(widget, on_copy);
}

static void
hidden_token_row_init(CtlHiddenTokenRow *self)
{
  gtk_widget_init_template(GTK_WIDGET(self));
}
