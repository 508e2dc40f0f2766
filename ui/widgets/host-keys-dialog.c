/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/widgets/host-keys-dialog.h"

#include "ui/widgets/shown-text.h"

#include <glib/gi18n.h>
#include <string.h>

struct _CtlHostKeysDialog {
  GtkDialog parent;
  GtkLabel *heading;
  GtkTextView *keys;
  GtkLabel *detail;
};

G_DEFINE_TYPE(CtlHostKeysDialog, host_keys_dialog, GTK_TYPE_DIALOG)

static gboolean
has_fingerprint(const char *line, const char *const *fingerprints)
{
  for (; *fingerprints != NULL; fingerprints++)
    if (strstr(line, *fingerprints) != NULL)
      return TRUE;
  return FALSE;
}

/* The keys are lines of the question's detail; what stands behind them says how to compare them. */
static void
show_detail(CtlHostKeysDialog *self, const PromptQuestion *question)
{
  g_auto(GStrv) lines = g_strsplit(question->detail, "\n", -1);
  g_autoptr(GString) keys = g_string_new(NULL);
  g_autoptr(GString) rest = g_string_new(NULL);
  for (char **line = lines; *line != NULL; line++) {
    gboolean is_key = has_fingerprint(*line, question->fingerprints);
    GString *text = is_key ? keys : rest;
    if (is_key || keys->len > 0)
      g_string_append_printf(text, "%s%s", text->len > 0 ? "\n" : "", *line);
  }
  shown_text_set_buffer(gtk_text_view_get_buffer(self->keys), keys->str);
  shown_text_set(self->detail, rest->str);
}

static void
on_copy(GtkButton *button, CtlHostKeysDialog *self)
{
  GtkClipboard *clipboard = gtk_widget_get_clipboard(GTK_WIDGET(self), GDK_SELECTION_CLIPBOARD);
  g_autofree char *text = NULL;
  g_object_get(gtk_text_view_get_buffer(self->keys), "text", &text, NULL);
  gtk_clipboard_set_text(clipboard, text, -1);
}

GtkWidget *
host_keys_dialog_new(GtkWindow *parent, const PromptQuestion *question)
{
  CtlHostKeysDialog *self = g_object_new(HOST_KEYS_DIALOG_TYPE, "transient-for", parent, "modal", TRUE,
                                         "destroy-with-parent", TRUE, "use-header-bar", FALSE, NULL);
  g_autofree char *heading = g_strdup_printf(_("%s?"), question->message);
  shown_text_set(self->heading, heading);
  show_detail(self, question);
  return GTK_WIDGET(self);
}

static void
host_keys_dialog_class_init(CtlHostKeysDialogClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS(klass);
  gtk_widget_class_set_template_from_resource(widget,
                                              "/io/github/etoken_ctl/Gtk/widgets/host-keys-dialog.ui");
  gtk_widget_class_bind_template_child(widget, CtlHostKeysDialog, heading);
  gtk_widget_class_bind_template_child(widget, CtlHostKeysDialog, keys);
  gtk_widget_class_bind_template_child(widget, CtlHostKeysDialog, detail);
  gtk_widget_class_bind_template_callback(widget, on_copy);
}

static void
host_keys_dialog_init(CtlHostKeysDialog *self)
{
  gtk_widget_init_template(GTK_WIDGET(self));
  gtk_dialog_set_default_response(GTK_DIALOG(self), GTK_RESPONSE_CANCEL);
}
