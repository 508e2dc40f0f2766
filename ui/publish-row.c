/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/publish-row.h"

#include "app/base/error.h"
#include "app/workflow/advice.h"
#include "ui/publish-risk.h"

#include <glib/gi18n.h>

struct _PublishRow {
  GtkBin parent;
  GtkToggleButton *chosen;
  GtkLabel *name;
  GtkLabel *address;
  GtkLabel *status;
  GtkLabel *advice;
  PublishRisk *risk;
  AddressBookEntry *entry;
  gboolean done;
};

enum { SIGNAL_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_TYPE(PublishRow, publish_row, GTK_TYPE_BIN)

static void
on_toggled(GtkToggleButton *button, PublishRow *self)
{
  g_signal_emit(self, signals[SIGNAL_CHANGED], 0);
}

static void
on_risk_changed(PublishRisk *risk, PublishRow *self)
{
  g_signal_emit(self, signals[SIGNAL_CHANGED], 0);
}

const AddressBookEntry *
publish_row_get_entry(PublishRow *self)
{
  return self->entry;
}

gboolean
publish_row_is_wanted(PublishRow *self)
{
  return !self->done && gtk_toggle_button_get_active(self->chosen);
}

void
publish_row_choose(PublishRow *self)
{
  gtk_toggle_button_set_active(self->chosen, TRUE);
}

gboolean
publish_row_is_ready(PublishRow *self)
{
  return publish_risk_is_settled(self->risk);
}

gboolean
publish_row_is_forced(PublishRow *self)
{
  return publish_risk_is_overruled(self->risk);
}

gboolean
publish_row_is_done(PublishRow *self)
{
  return self->done;
}

static void
show_text(GtkLabel *label, const char *text)
{
  gtk_label_set_text(label, text);
  gtk_widget_set_visible(GTK_WIDGET(label), text != NULL);
}

void
publish_row_show_status(PublishRow *self, const char *status)
{
  show_text(self->status, status);
  show_text(self->advice, NULL);
  gtk_widget_hide(GTK_WIDGET(self->risk));
}

void
publish_row_show_result(PublishRow *self, PublishResult result)
{
  g_autofree char *text =
      g_strdup_printf("%s %s.", self->entry->name, publish_describe_result(result, FALSE));
  publish_row_show_status(self, text);
  publish_risk_set(self->risk, NULL);
  self->done = TRUE;
  gtk_widget_set_sensitive(GTK_WIDGET(self->chosen), FALSE);
}

void
publish_row_show_error(PublishRow *self, const GError *error)
{
  gboolean refused = g_error_matches(error, CTL_ERROR, CTL_ERROR_REJECTED);
  g_autofree char *text = g_strconcat(error->message, ".", NULL);
  show_text(self->status, refused ? NULL : text);
  show_text(self->advice, advice_for_error(error));
  publish_risk_set(self->risk, refused ? error : NULL);
}

GtkWidget *
publish_row_new(const AddressBookEntry *entry)
{
  PublishRow *self = g_object_new(PUBLISH_ROW_TYPE, NULL);
  g_autofree char *url = publisher_address_to_url(entry->address);
  self->entry = address_book_entry_copy(entry);
  gtk_label_set_text(self->name, entry->name);
  gtk_label_set_text(self->address, url);
  atk_object_set_name(gtk_widget_get_accessible(GTK_WIDGET(self->chosen)), entry->name);
  return GTK_WIDGET(self);
}

static void
publish_row_finalize(GObject *object)
{
  g_clear_pointer(&CTL_PUBLISH_ROW(object)->entry, address_book_entry_free);
  G_OBJECT_CLASS(publish_row_parent_class)->finalize(object);
}

static void
publish_row_class_init(PublishRowClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS(klass);
  g_type_ensure(PUBLISH_RISK_TYPE);
  G_OBJECT_CLASS(klass)->finalize = publish_row_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new("changed", G_TYPE_FROM_CLASS(klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource(widget, "/io/github/etoken_ctl/Gtk/publish-row.ui");
  gtk_widget_class_bind_template_child(widget, PublishRow, chosen);
  gtk_widget_class_bind_template_child(widget, PublishRow, name);
  gtk_widget_class_bind_template_child(widget, PublishRow, address);
  gtk_widget_class_bind_template_child(widget, PublishRow, status);
  gtk_widget_class_bind_template_child(widget, PublishRow, advice);
  gtk_widget_class_bind_template_child(widget, PublishRow, risk);
  gtk_widget_class_bind_template_callback(widget, on_toggled);
  gtk_widget_class_bind_template_callback(widget, on_risk_changed);
}

static void
publish_row_init(PublishRow *self)
{
  gtk_widget_init_template(GTK_WIDGET(self));
}
