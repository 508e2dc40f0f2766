/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/publish/publish-row.h"

#include "app/base/error.h"
#include "app/workflow/nodes/advice.h"
#include "app/workflow/publish/publish-plan.h"
#include "ui/widgets/findings-view.h"
#include "ui/widgets/shown-text.h"

#include <glib/gi18n.h>

struct _CtlPublishRow {
  GtkBin parent;
  GtkToggleButton *chosen;
  GtkLabel *name;
  GtkLabel *address;
  GtkLabel *status;
  GtkLabel *advice;
  CtlFindingsView *findings;
  GtkToggleButton *take_over;
  GtkWidget *difference;
  PublishNode *node;
};

enum { SIGNAL_CHANGED, SIGNAL_DIFFERENCE, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_TYPE(CtlPublishRow, publish_row, GTK_TYPE_BIN)

static void
on_toggled(GtkToggleButton *button, CtlPublishRow *self)
{
  self->node->left_out = !gtk_toggle_button_get_active(button);
  g_signal_emit(self, signals[SIGNAL_CHANGED], 0);
}

static void
on_findings_changed(CtlFindingsView *findings, CtlPublishRow *self)
{
  consent_free(self->node->consent);
  self->node->consent = findings_view_dup_consent(findings);
  g_signal_emit(self, signals[SIGNAL_CHANGED], 0);
}

static void
on_take_over(GtkToggleButton *button, CtlPublishRow *self)
{
  self->node->take_over = gtk_toggle_button_get_active(button);
}

/* Asked where a lock stands in the way; the answer counts as long as it does. */
static void
ask_for_lock(CtlPublishRow *self, const GError *error)
{
  gboolean locked = g_error_matches(error, CTL_ERROR, CTL_ERROR_IN_USE);
  gtk_widget_set_visible(GTK_WIDGET(self->take_over), locked);
  if (!locked)
    gtk_toggle_button_set_active(self->take_over, FALSE);
}

static void
on_difference(GtkButton *button, CtlPublishRow *self)
{
  g_signal_emit(self, signals[SIGNAL_DIFFERENCE], 0);
}

PublishNode *
publish_row_get_node(CtlPublishRow *self)
{
  return self->node;
}

void
publish_row_choose(CtlPublishRow *self, gboolean choose)
{
  if (self->node->stage != PUBLISH_STAGE_DONE)
    gtk_toggle_button_set_active(self->chosen, choose);
}

gboolean
publish_row_is_chosen(CtlPublishRow *self)
{
  return gtk_toggle_button_get_active(self->chosen);
}

static void
show_text(GtkLabel *label, const char *text)
{
  shown_text_set(label, text);
  gtk_widget_set_visible(GTK_WIDGET(label), text != NULL);
}

void
publish_row_show_status(CtlPublishRow *self, const char *status)
{
  show_text(self->status, status);
  show_text(self->advice, NULL);
  gtk_widget_hide(GTK_WIDGET(self->findings));
  gtk_widget_hide(GTK_WIDGET(self->take_over));
  gtk_widget_hide(self->difference);
}

/* A node that cannot be looked at holds up the others only as long as it is wanted. */
static char *
make_advice(const GError *error, gboolean dry_run)
{
  const char *advice = advice_for_error(error);
  const char *without = dry_run ? _("Untick this node to go on without it.") : NULL;
  if (advice == NULL || without == NULL)
    return g_strdup(advice != NULL ? advice : without);
  return g_strdup_printf("%s %s", advice, without);
}

/* A refusal is a question, with the warnings that belong to it. */
static void
show_error(CtlPublishRow *self, const GError *error, gboolean dry_run)
{
  gboolean refused = publish_node_is_refused(self->node);
  const GPtrArray *findings = refused ? self->node->found.judgement->findings : NULL;
  g_autofree char *text = g_strconcat(error->message, ".", NULL);
  g_autofree char *warnings = publish_node_describe_warnings(self->node);
  show_text(self->status, refused ? warnings : text);
  g_autofree char *advice = make_advice(error, dry_run);
  show_text(self->advice, refused ? NULL : advice);
  findings_view_show(self->findings, findings, LINT_ERROR);
}

static void
show_cancelled(CtlPublishRow *self, gboolean dry_run)
{
  publish_row_show_status(self,
                          dry_run ? _("Cancelled.") : _("Cancelled. The node keeps the list that it had."));
}

void
publish_row_show_end(CtlPublishRow *self, gboolean dry_run)
{
  const PublishNode *node = self->node;
  if (g_error_matches(node->error, CTL_ERROR, CTL_ERROR_CANCELLED)) {
    show_cancelled(self, dry_run);
  } else if (node->error != NULL) {
    show_error(self, node->error, dry_run);
  } else {
    g_autofree char *text = publish_node_describe(node, dry_run);
    publish_row_show_status(self, text);
    findings_view_show(self->findings, NULL, LINT_ERROR);
    gtk_widget_set_sensitive(GTK_WIDGET(self->chosen), node->stage != PUBLISH_STAGE_DONE);
  }
  ask_for_lock(self, node->error);
  gtk_widget_set_visible(self->difference, publish_node_can_compare(node));
}

static const char *
role_words(NodeRole role)
{
  switch (role) {
  case NODE_PUBLISHER:
    return _("publisher");
  case NODE_SUBSCRIBER:
    return _("subscriber");
  case NODE_TFTP:
    return _("TFTP server");
  }
  return NULL;
}

GtkWidget *
publish_row_new(PublishNode *node, gboolean one_of_many)
{
  CtlPublishRow *self = g_object_new(PUBLISH_ROW_TYPE, NULL);
  g_autofree char *name = one_of_many
                              ? g_strdup_printf("%s (%s)", node->address->host, role_words(node->role))
                              : g_strdup(node->publisher);
  g_autofree char *difference = g_strdup_printf(_("What changes on %s"), node->address->host);
  self->node = node;
  node->left_out = TRUE;
  shown_text_set(self->name, name);
  shown_text_set(self->address, node->url);
  gtk_widget_set_visible(GTK_WIDGET(self->address), !one_of_many);
  gtk_widget_set_margin_start(GTK_WIDGET(self), one_of_many ? 24 : 0);
  shown_text_set_name(GTK_WIDGET(self->chosen), name);
  shown_text_set_name(self->difference, difference);
  return GTK_WIDGET(self);
}

static void
publish_row_class_init(CtlPublishRowClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS(klass);
  g_type_ensure(FINDINGS_VIEW_TYPE);
  signals[SIGNAL_CHANGED] = g_signal_new("changed", G_TYPE_FROM_CLASS(klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_DIFFERENCE] = g_signal_new("difference", G_TYPE_FROM_CLASS(klass), G_SIGNAL_RUN_LAST, 0,
                                            NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource(widget, "/io/github/etoken_ctl/Gtk/publish/publish-row.ui");
  gtk_widget_class_bind_template_child(widget, CtlPublishRow, chosen);
  gtk_widget_class_bind_template_child(widget, CtlPublishRow, name);
  gtk_widget_class_bind_template_child(widget, CtlPublishRow, address);
  gtk_widget_class_bind_template_child(widget, CtlPublishRow, status);
  gtk_widget_class_bind_template_child(widget, CtlPublishRow, advice);
  gtk_widget_class_bind_template_child(widget, CtlPublishRow, findings);
  gtk_widget_class_bind_template_child(widget, CtlPublishRow, take_over);
  gtk_widget_class_bind_template_child(widget, CtlPublishRow, difference);
  gtk_widget_class_bind_template_callback(widget, on_toggled);
  gtk_widget_class_bind_template_callback(widget, on_take_over);
  gtk_widget_class_bind_template_callback(widget, on_difference);
  gtk_widget_class_bind_template_callback(widget, on_findings_changed);
}

static void
publish_row_init(CtlPublishRow *self)
{
  gtk_widget_init_template(GTK_WIDGET(self));
}
