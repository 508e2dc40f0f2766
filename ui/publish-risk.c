/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/publish-risk.h"

#include "app/base/error.h"

struct _PublishRisk {
  GtkBin parent;
  GtkLabel *text;
  GtkToggleButton *all_the_same;
  gboolean refused;
};

enum { SIGNAL_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_TYPE(PublishRisk, publish_risk, GTK_TYPE_BIN)

static void
on_toggled(GtkToggleButton *button, PublishRisk *self)
{
  g_signal_emit(self, signals[SIGNAL_CHANGED], 0);
}

/* A person who has overruled one refusal has not overruled another. */
void
publish_risk_set(PublishRisk *self, const GError *refusal)
{
  g_autofree char *text = refusal != NULL ? g_strconcat(refusal->message, ".", NULL) : g_strdup("");
  self->refused = refusal != NULL;
  gtk_widget_set_visible(GTK_WIDGET(self), self->refused);
  if (g_str_equal(text, gtk_label_get_text(self->text)))
    return;
  gtk_label_set_text(self->text, text);
  gtk_toggle_button_set_active(self->all_the_same, FALSE);
  gtk_widget_set_visible(GTK_WIDGET(self->all_the_same),
                         g_error_matches(refusal, CTL_ERROR, CTL_ERROR_REJECTED));
}

gboolean
publish_risk_is_overruled(PublishRisk *self)
{
  return self->refused && gtk_toggle_button_get_active(self->all_the_same);
}

gboolean
publish_risk_is_settled(PublishRisk *self)
{
  return !self->refused || publish_risk_is_overruled(self);
}

static void
publish_risk_class_init(PublishRiskClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS(klass);
  signals[SIGNAL_CHANGED] = g_signal_new("changed", G_TYPE_FROM_CLASS(klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource(widget, "/io/github/etoken_ctl/Gtk/publish-risk.ui");
  gtk_widget_class_bind_template_child(widget, PublishRisk, text);
  gtk_widget_class_bind_template_child(widget, PublishRisk, all_the_same);
  gtk_widget_class_bind_template_callback(widget, on_toggled);
}

static void
publish_risk_init(PublishRisk *self)
{
  gtk_widget_init_template(GTK_WIDGET(self));
}
