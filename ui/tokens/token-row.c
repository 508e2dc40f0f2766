/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/tokens/token-row.h"

#include "app/workflow/list/certificate-facts.h"
#include "app/workflow/tokens/token-text.h"
#include "ui/widgets/shown-text.h"

#include <glib/gi18n.h>

struct _CtlTokenRow {
  GtkListBoxRow parent;
  GtkLabel *name;
  GtkLabel *facts;
  GtkWidget *validity_box;
  GtkLabel *validity;
  GtkWidget *password_box;
  GtkLabel *password;
  GtkWidget *export_button;
  GtkWidget *details_button;
  GtkWidget *menu_button;
  GtkWidget *menu; /* NULL before it was wanted: it weighs as much as the rest of the row */
  Token *token;
};

enum { SIGNAL_EXPORT, SIGNAL_DETAILS, SIGNAL_CHANGE_PASSWORD, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_TYPE(CtlTokenRow, token_row, GTK_TYPE_LIST_BOX_ROW)

static void
on_export(GtkButton *button, CtlTokenRow *self)
{
  g_signal_emit(self, signals[SIGNAL_EXPORT], 0);
}

static void
on_details(GtkButton *button, CtlTokenRow *self)
{
  g_signal_emit(self, signals[SIGNAL_DETAILS], 0);
}

static void
on_change_password(GtkButton *button, CtlTokenRow *self)
{
  g_signal_emit(self, signals[SIGNAL_CHANGE_PASSWORD], 0);
}

static void
on_more(GtkButton *button, CtlTokenRow *self)
{
  if (self->menu == NULL) {
    GtkWidget *item = g_object_new(GTK_TYPE_MODEL_BUTTON, "visible", TRUE, "margin", 6, "text",
                                   _("Change _password…"), NULL);
    self->menu = gtk_popover_new(GTK_WIDGET(button));
    gtk_popover_set_position(GTK_POPOVER(self->menu), GTK_POS_BOTTOM);
    gtk_container_add(GTK_CONTAINER(self->menu), item);
    g_signal_connect_object(item, "clicked", G_CALLBACK(on_change_password), self, 0);
  }
  gtk_popover_popup(GTK_POPOVER(self->menu));
}

/* A validity that has to be warned of gets a line of its own. */
static void
show_certificate(CtlTokenRow *self, X509 *certificate)
{
  gboolean warn = FALSE;
  g_autoptr(CertificateFacts) facts = certificate_facts_new(certificate, NAME_STYLE_TOKEN);
  g_autofree char *validity = certificate_facts_validity(facts, g_get_real_time() / G_USEC_PER_SEC, &warn);
  g_autofree char *line = warn ? g_strdup_printf("%s · %s", facts->issuer_short, facts->key)
                               : g_strdup_printf("%s · %s · %s", facts->issuer_short, validity, facts->key);
  g_autofree char *warning = warn ? g_strdup_printf(_("Its certificate: %s."), validity) : g_strdup("");
  shown_text_set(self->facts, line);
  shown_text_set(self->validity, warning);
  gtk_widget_set_visible(self->validity_box, warn);
}

static void
show_token(CtlTokenRow *self)
{
  const char *name = token_get_name(self->token);
  const char *password = token_describe_password_state(self->token);
  X509 *certificate = token_get_certificate(self->token);
  shown_text_set(self->name, name);
  gtk_widget_hide(self->validity_box);
  if (certificate != NULL)
    show_certificate(self, certificate);
  else
    shown_text_set(self->facts, _(TOKEN_WORDS_NO_CERTIFICATE));
  shown_text_set(self->password, password != NULL ? password : "");
  gtk_widget_set_visible(self->password_box, password != NULL);
  gtk_widget_set_sensitive(self->export_button, certificate != NULL);
}

/* With several tokens the same buttons stand there several times; each says whose it is. */
static void
name_for_screen_readers(CtlTokenRow *self, const char *name)
{
  g_autofree char *export = g_strdup_printf(_("Export %s"), name);
  g_autofree char *details = g_strdup_printf(_("Details of %s"), name);
  g_autofree char *more = g_strdup_printf(_("More for %s"), name);
  shown_text_set_name(GTK_WIDGET(self), name);
  shown_text_set_name(self->export_button, export);
  shown_text_set_name(self->details_button, details);
  shown_text_set_name(self->menu_button, more);
}

void
token_row_set_token(CtlTokenRow *self, Token *token)
{
  if (self->token == token)
    return;
  g_clear_pointer(&self->token, token_unref);
  self->token = token_ref(token);
  show_token(self);
  name_for_screen_readers(self, token_get_name(token));
}

GtkWidget *
token_row_new(Token *token)
{
  CtlTokenRow *self = g_object_new(TOKEN_ROW_TYPE, NULL);
  token_row_set_token(self, token);
  return GTK_WIDGET(self);
}

Token *
token_row_get_token(CtlTokenRow *self)
{
  return self->token;
}

static void
token_row_dispose(GObject *object)
{
  g_clear_pointer(&CTL_TOKEN_ROW(object)->menu, gtk_widget_destroy);
  G_OBJECT_CLASS(token_row_parent_class)->dispose(object);
}

static void
token_row_finalize(GObject *object)
{
  g_clear_pointer(&CTL_TOKEN_ROW(object)->token, token_unref);
  G_OBJECT_CLASS(token_row_parent_class)->finalize(object);
}

static void
token_row_class_init(CtlTokenRowClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS(klass);
  G_OBJECT_CLASS(klass)->dispose = token_row_dispose;
  G_OBJECT_CLASS(klass)->finalize = token_row_finalize;
  const GType type = G_TYPE_FROM_CLASS(klass);
  signals[SIGNAL_EXPORT] =
      g_signal_new("export", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_DETAILS] =
      g_signal_new("details", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_CHANGE_PASSWORD] =
      g_signal_new("change-password", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource(widget, "/io/github/etoken_ctl/Gtk/tokens/token-row.ui");
  gtk_widget_class_bind_template_child(widget, CtlTokenRow, name);
  gtk_widget_class_bind_template_child(widget, CtlTokenRow, facts);
  gtk_widget_class_bind_template_child(widget, CtlTokenRow, validity_box);
  gtk_widget_class_bind_template_child(widget, CtlTokenRow, validity);
  gtk_widget_class_bind_template_child(widget, CtlTokenRow, password_box);
  gtk_widget_class_bind_template_child(widget, CtlTokenRow, password);
  gtk_widget_class_bind_template_child(widget, CtlTokenRow, export_button);
  gtk_widget_class_bind_template_child(widget, CtlTokenRow, details_button);
  gtk_widget_class_bind_template_child(widget, CtlTokenRow, menu_button);
  gtk_widget_class_bind_template_callback(widget, on_more);
  gtk_widget_class_bind_template_callback(widget, on_export);
  gtk_widget_class_bind_template_callback(widget, on_details);
}

static void
token_row_init(CtlTokenRow *self)
{
  gtk_widget_init_template(GTK_WIDGET(self));
}
