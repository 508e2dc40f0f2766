/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/widgets/host-key-dialog.h"

#include "ui/widgets/shown-text.h"

#include <glib/gi18n.h>
#include <string.h>

struct _CtlHostKeyDialog {
  GtkDialog parent;
  GtkLabel *heading;
  GtkLabel *detail;
  GtkLabel *fingerprint;
};

G_DEFINE_TYPE(CtlHostKeyDialog, host_key_dialog, GTK_TYPE_DIALOG)

/* The fingerprint gets a line of its own, to be compared and copied. */
static void
show_detail(CtlHostKeyDialog *self, const char *detail, const char *fingerprint)
{
  const char *start = strstr(detail, fingerprint);
  if (start == NULL) {
    shown_text_set(self->detail, detail);
    return;
  }
  g_autofree char *before = g_strchomp(g_strndup(detail, (gsize)(start - detail)));
  g_autofree char *sentence = g_strdup_printf(_("%s:"), before);
  shown_text_set(self->detail, sentence);
  shown_text_set(self->fingerprint, fingerprint);
}

GtkWidget *
host_key_dialog_new(GtkWindow *parent, const PromptQuestion *question)
{
  CtlHostKeyDialog *self = g_object_new(HOST_KEY_DIALOG_TYPE, "transient-for", parent, "modal", TRUE,
                                        "destroy-with-parent", TRUE, "use-header-bar", FALSE, NULL);
  g_autofree char *heading = g_strdup_printf(_("%s?"), question->message);
  shown_text_set(self->heading, heading);
  show_detail(self, question->detail, question->fingerprints[0]);
  return GTK_WIDGET(self);
}

static void
host_key_dialog_class_init(CtlHostKeyDialogClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS(klass);
  gtk_widget_class_set_template_from_resource(widget, "/io/github/etoken_ctl/Gtk/widgets/host-key-dialog.ui");
  gtk_widget_class_bind_template_child(widget, CtlHostKeyDialog, heading);
  gtk_widget_class_bind_template_child(widget, CtlHostKeyDialog, detail);
  gtk_widget_class_bind_template_child(widget, CtlHostKeyDialog, fingerprint);
}

static void
host_key_dialog_init(CtlHostKeyDialog *self)
{
  gtk_widget_init_template(GTK_WIDGET(self));
  gtk_dialog_set_default_response(GTK_DIALOG(self), GTK_RESPONSE_CANCEL);
}
