/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/widgets/details-dialog.h"

#include "app/base/text.h"
#include "ui/widgets/shown-text.h"
#include "ui/widgets/window-close.h"

#include <glib/gi18n.h>

struct _CtlDetailsDialog {
  GtkDialog parent;
  GtkGrid *grid;
  int n_lines;
  GString *text; /* what Copy puts into the clipboard */
};

G_DEFINE_TYPE(CtlDetailsDialog, details_dialog, GTK_TYPE_DIALOG)

static void
on_response(GtkDialog *dialog, int response, CtlDetailsDialog *self)
{
  if (response != GTK_RESPONSE_APPLY) {
    window_close_soon(GTK_WIDGET(dialog));
    return;
  }
  GtkClipboard *clipboard = gtk_widget_get_clipboard(GTK_WIDGET(self), GDK_SELECTION_CLIPBOARD);
  gtk_clipboard_set_text(clipboard, self->text->str, -1);
}

static void
add_class(GtkWidget *widget, const char *name)
{
  gtk_style_context_add_class(gtk_widget_get_style_context(widget), name);
}

void
details_dialog_add(CtlDetailsDialog *self, const char *name, const char *value, gboolean fixed_width)
{
  GtkWidget *name_label = g_object_new(GTK_TYPE_LABEL, "xalign", 1.0, "yalign", 0.0, NULL);
  GtkWidget *value_label =
      g_object_new(GTK_TYPE_LABEL, "xalign", 0.0, "yalign", 0.0, "selectable", TRUE, "wrap", TRUE,
                   "wrap-mode", PANGO_WRAP_WORD_CHAR, "max-width-chars", 62, "hexpand", TRUE, NULL);
  g_autofree char *shown = text_lines_for_people(value);
  shown_text_set(GTK_LABEL(name_label), name);
  shown_text_set(GTK_LABEL(value_label), value);
  add_class(name_label, GTK_STYLE_CLASS_DIM_LABEL);
  if (fixed_width)
    add_class(value_label, "fixed-width");
  atk_object_add_relationship(gtk_widget_get_accessible(value_label), ATK_RELATION_LABELLED_BY,
                              gtk_widget_get_accessible(name_label));
  gtk_grid_attach(self->grid, name_label, 0, self->n_lines, 1, 1);
  gtk_grid_attach(self->grid, value_label, 1, self->n_lines, 1, 1);
  gtk_widget_show(name_label);
  gtk_widget_show(value_label);
  self->n_lines++;
  g_string_append_printf(self->text, "%s\t%s\n", name, shown);
}

void
details_dialog_add_certificate(CtlDetailsDialog *self, const CertificateFacts *facts)
{
  gboolean warn = FALSE;
  g_autofree char *start = certificate_date_text(facts->not_before);
  g_autofree char *end = certificate_date_text(facts->not_after);
  g_autofree char *validity = certificate_facts_validity(facts, g_get_real_time() / G_USEC_PER_SEC, &warn);
  g_autofree char *period = warn ? g_strdup_printf(_("%s to %s (%s)"), start, end, validity)
                                 : g_strdup_printf(_("%s to %s"), start, end);
  details_dialog_add(self, _("Subject"), facts->subject, FALSE);
  details_dialog_add(self, _("Issuer"), facts->issuer, FALSE);
  details_dialog_add(self, _("Serial number"), facts->serial, TRUE);
  details_dialog_add(self, _("Valid"), period, FALSE);
  details_dialog_add(self, _("Key"), facts->key, FALSE);
  details_dialog_add(self, _("SHA-1 fingerprint"), facts->sha1, TRUE);
}

GtkWidget *
details_dialog_new(GtkWindow *parent, const char *title)
{
  GtkWidget *self = g_object_new(DETAILS_DIALOG_TYPE, "transient-for", parent, "modal", TRUE,
                                 "destroy-with-parent", TRUE, "use-header-bar", FALSE, NULL);
  shown_text_set_title(GTK_WINDOW(self), title);
  return self;
}

static void
details_dialog_finalize(GObject *object)
{
  g_string_free(CTL_DETAILS_DIALOG(object)->text, TRUE);
  G_OBJECT_CLASS(details_dialog_parent_class)->finalize(object);
}

static void
details_dialog_class_init(CtlDetailsDialogClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS(klass);
  G_OBJECT_CLASS(klass)->finalize = details_dialog_finalize;
  gtk_widget_class_set_template_from_resource(widget, "/io/github/etoken_ctl/Gtk/widgets/details-dialog.ui");
  gtk_widget_class_bind_template_child(widget, CtlDetailsDialog, grid);
  gtk_widget_class_bind_template_callback(widget, on_response);
}

static void
details_dialog_init(CtlDetailsDialog *self)
{
  gtk_widget_init_template(GTK_WIDGET(self));
  self->text = g_string_new(NULL);
}
