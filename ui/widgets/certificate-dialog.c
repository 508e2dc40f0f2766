/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/widgets/certificate-dialog.h"

#include "ui/widgets/shown-text.h"

#include <glib/gi18n.h>
#include <string.h>

/* The question's detail has the fingerprints at its end, a line each. */
#define FINGERPRINTS "\nSHA-"

struct _CtlCertificateDialog {
  GtkDialog parent;
  GtkLabel *heading;
  GtkLabel *detail;
  GtkLabel *fingerprints;
};

G_DEFINE_TYPE(CtlCertificateDialog, certificate_dialog, GTK_TYPE_DIALOG)

static void
show_detail(CtlCertificateDialog *self, const char *detail)
{
  const char *start = strstr(detail, FINGERPRINTS);
  if (start == NULL) {
    shown_text_set(self->detail, detail);
    return;
  }
  g_autofree char *text = g_strndup(detail, (gsize)(start - detail));
  shown_text_set(self->detail, text);
  shown_text_set(self->fingerprints, start + 1);
}

GtkWidget *
certificate_dialog_new(GtkWindow *parent, const PromptQuestion *question)
{
  CtlCertificateDialog *self = g_object_new(CERTIFICATE_DIALOG_TYPE, "transient-for", parent, "modal", TRUE,
                                            "destroy-with-parent", TRUE, "use-header-bar", FALSE, NULL);
  g_autofree char *heading = g_strdup_printf(_("%s?"), question->message);
  shown_text_set(self->heading, heading);
  show_detail(self, question->detail != NULL ? question->detail : "");
  return GTK_WIDGET(self);
}

static void
certificate_dialog_class_init(CtlCertificateDialogClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS(klass);
  gtk_widget_class_set_template_from_resource(widget,
                                              "/io/github/etoken_ctl/Gtk/widgets/certificate-dialog.ui");
  gtk_widget_class_bind_template_child(widget, CtlCertificateDialog, heading);
  gtk_widget_class_bind_template_child(widget, CtlCertificateDialog, detail);
  gtk_widget_class_bind_template_child(widget, CtlCertificateDialog, fingerprints);
}

static void
certificate_dialog_init(CtlCertificateDialog *self)
{
  gtk_widget_init_template(GTK_WIDGET(self));
  gtk_dialog_set_default_response(GTK_DIALOG(self), GTK_RESPONSE_CANCEL);
}
