/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/widgets/finding-row.h"

#include "ui/widgets/shown-text.h"

#include <glib/gi18n.h>

struct _CtlFindingRow {
  GtkBin parent;
  GtkLabel *text;
  GtkToggleButton *accept;
  GtkLabel *accept_text;
  const LintRuleInfo *rule;
  gboolean obstacle;
};

enum { SIGNAL_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_TYPE(CtlFindingRow, finding_row, GTK_TYPE_BIN)

static void
on_toggled(GtkToggleButton *button, CtlFindingRow *self)
{
  g_signal_emit(self, signals[SIGNAL_CHANGED], 0);
}

const LintRuleInfo *
finding_row_get_rule(CtlFindingRow *self)
{
  return self->rule;
}

gboolean
finding_row_is_obstacle(CtlFindingRow *self)
{
  return self->obstacle;
}

const char *
finding_row_get_text(CtlFindingRow *self)
{
  return gtk_label_get_text(self->text);
}

void
finding_row_set_accepted(CtlFindingRow *self)
{
  gtk_toggle_button_set_active(self->accept, TRUE);
}

gboolean
finding_row_is_accepted(CtlFindingRow *self)
{
  return gtk_toggle_button_get_active(self->accept);
}

/* "Error: The certificate of ... is missing. Add the server again.": what, then what to do. */
static char *
describe(const Finding *finding)
{
  const char *title = finding_get_title(finding);
  if (finding->advice == NULL)
    return g_strdup_printf(_("%s: %s."), title, finding->line);
  /* TRANSLATORS: "Error", what was found, what to do. */
  return g_strdup_printf(_("%s: %s; %s."), title, finding->line, _(finding->advice));
}

GtkWidget *
finding_row_new(const Finding *finding)
{
  CtlFindingRow *self = g_object_new(FINDING_ROW_TYPE, NULL);
  g_autofree char *text = describe(finding);
  self->rule = finding->rule;
  self->obstacle = finding_is_obstacle(finding);
  shown_text_set(self->text, text);
  if (finding->rule->severity != LINT_ERROR)
    shown_text_set_mnemonic(self->accept_text, _("_Go on all the same, in spite of this warning"));
  gtk_widget_set_visible(GTK_WIDGET(self->accept), self->obstacle && finding->rule->overrulable);
  return GTK_WIDGET(self);
}

static void
finding_row_class_init(CtlFindingRowClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS(klass);
  signals[SIGNAL_CHANGED] = g_signal_new("changed", G_TYPE_FROM_CLASS(klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource(widget, "/io/github/etoken_ctl/Gtk/widgets/finding-row.ui");
  gtk_widget_class_bind_template_child(widget, CtlFindingRow, text);
  gtk_widget_class_bind_template_child(widget, CtlFindingRow, accept);
  gtk_widget_class_bind_template_child(widget, CtlFindingRow, accept_text);
  gtk_widget_class_bind_template_callback(widget, on_toggled);
}

static void
finding_row_init(CtlFindingRow *self)
{
  gtk_widget_init_template(GTK_WIDGET(self));
}
