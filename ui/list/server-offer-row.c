/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/list/server-offer-row.h"

#include "ui/widgets/shown-text.h"

#include <glib/gi18n.h>

struct _CtlServerOfferRow {
  GtkBin parent;
  GtkToggleButton *check;
  GtkLabel *detail;
  GtkLabel *fingerprint;
  GtkWidget *host_box;
  GtkEntry *host;
  const ServerOffer *offer;
};

enum { SIGNAL_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_TYPE(CtlServerOfferRow, server_offer_row, GTK_TYPE_BIN)

static void
on_toggled(GtkToggleButton *check, CtlServerOfferRow *self)
{
  gtk_widget_set_sensitive(self->host_box, gtk_toggle_button_get_active(check));
  g_signal_emit(self, signals[SIGNAL_CHANGED], 0);
}

static void
on_host_changed(GtkEditable *host, CtlServerOfferRow *self)
{
  g_signal_emit(self, signals[SIGNAL_CHANGED], 0);
}

const ServerOffer *
server_offer_row_get_offer(CtlServerOfferRow *self)
{
  return self->offer;
}

gboolean
server_offer_row_is_chosen(CtlServerOfferRow *self)
{
  return gtk_toggle_button_get_active(self->check);
}

char *
server_offer_row_dup_host(CtlServerOfferRow *self)
{
  return g_strstrip(g_strdup(gtk_entry_get_text(self->host)));
}

void
server_offer_row_set_in_list(CtlServerOfferRow *self)
{
  g_autofree char *detail = g_strdup_printf(_("%s; in this list already"), self->offer->detail);
  gtk_toggle_button_set_active(self->check, FALSE);
  gtk_widget_set_sensitive(GTK_WIDGET(self->check), FALSE);
  shown_text_set(self->detail, detail);
}

GtkWidget *
server_offer_row_new(const ServerOffer *offer)
{
  CtlServerOfferRow *self = g_object_new(SERVER_OFFER_ROW_TYPE, "visible", TRUE, NULL);
  g_autofree char *fingerprint = g_strdup_printf("SHA-1 %s", offer->fingerprint);
  g_autofree char *host_name = g_strdup_printf(_("Host of %s"), offer->title);
  self->offer = offer;
  shown_text_set_button(GTK_BUTTON(self->check), offer->title);
  gtk_label_set_ellipsize(GTK_LABEL(gtk_bin_get_child(GTK_BIN(self->check))), PANGO_ELLIPSIZE_END);
  shown_text_set(self->detail, offer->detail);
  shown_text_set(self->fingerprint, fingerprint);
  gtk_entry_set_text(self->host, offer->host);
  shown_text_set_name(GTK_WIDGET(self->host), host_name);
  if (offer->in_list)
    server_offer_row_set_in_list(self);
  return GTK_WIDGET(self);
}

static void
server_offer_row_class_init(CtlServerOfferRowClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS(klass);
  signals[SIGNAL_CHANGED] = g_signal_new("changed", G_TYPE_FROM_CLASS(klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource(widget, "/io/github/etoken_ctl/Gtk/list/server-offer-row.ui");
  gtk_widget_class_bind_template_child(widget, CtlServerOfferRow, check);
  gtk_widget_class_bind_template_child(widget, CtlServerOfferRow, detail);
  gtk_widget_class_bind_template_child(widget, CtlServerOfferRow, fingerprint);
  gtk_widget_class_bind_template_child(widget, CtlServerOfferRow, host_box);
  gtk_widget_class_bind_template_child(widget, CtlServerOfferRow, host);
  gtk_widget_class_bind_template_callback(widget, on_toggled);
  gtk_widget_class_bind_template_callback(widget, on_host_changed);
}

static void
server_offer_row_init(CtlServerOfferRow *self)
{
  gtk_widget_init_template(GTK_WIDGET(self));
}
