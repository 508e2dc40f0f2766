/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/widgets/findings-view.h"

#include "ui/widgets/finding-row.h"

struct _CtlFindingsView {
  GtkBox parent;
  GPtrArray *rows; /* of CtlFindingRow, borrowed from the box */
};

enum { SIGNAL_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_TYPE(CtlFindingsView, findings_view, GTK_TYPE_BOX)

static void
on_changed(CtlFindingRow *row, CtlFindingsView *self)
{
  g_signal_emit(self, signals[SIGNAL_CHANGED], 0);
}

/* The texts of what is accepted now. */
static GHashTable *
collect_accepted(CtlFindingsView *self)
{
  GHashTable *accepted = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < self->rows->len; i++) {
    CtlFindingRow *row = g_ptr_array_index(self->rows, i);
    if (finding_row_is_accepted(row))
      g_hash_table_add(accepted, g_strdup(finding_row_get_text(row)));
  }
  return accepted;
}

static void
remove_row(GtkWidget *row, gpointer unused)
{
  gtk_widget_destroy(row);
}

static void
add_row(CtlFindingsView *self, const Finding *finding, GHashTable *accepted)
{
  GtkWidget *row = finding_row_new(finding);
  if (g_hash_table_contains(accepted, finding_row_get_text(CTL_FINDING_ROW(row))))
    finding_row_set_accepted(CTL_FINDING_ROW(row));
  g_signal_connect(row, "changed", G_CALLBACK(on_changed), self);
  gtk_container_add(GTK_CONTAINER(self), row);
  gtk_widget_show(row);
  g_ptr_array_add(self->rows, row);
}

void
findings_view_show(CtlFindingsView *self, const GPtrArray *findings, LintSeverity at_least)
{
  g_autoptr(GHashTable) accepted = collect_accepted(self);
  g_ptr_array_set_size(self->rows, 0);
  gtk_container_foreach(GTK_CONTAINER(self), remove_row, NULL);
  for (int severity = LINT_ERROR; severity >= (int)LINT_INFO; severity--)
    for (guint i = 0; findings != NULL && i < findings->len; i++) {
      const Finding *finding = g_ptr_array_index(findings, i);
      if ((int)finding->rule->severity == severity &&
          (severity >= (int)at_least || finding_is_obstacle(finding)))
        add_row(self, finding, accepted);
    }
  gtk_widget_set_visible(GTK_WIDGET(self), self->rows->len > 0);
}

/* Each row for itself: a person who has overruled one error has not overruled another of the same rule. */
static gboolean
is_accepted_everywhere(CtlFindingsView *self, const LintRuleInfo *rule)
{
  for (guint i = 0; i < self->rows->len; i++) {
    CtlFindingRow *row = g_ptr_array_index(self->rows, i);
    if (finding_row_get_rule(row) == rule && !finding_row_is_accepted(row))
      return FALSE;
  }
  return TRUE;
}

Consent *
findings_view_dup_consent(CtlFindingsView *self)
{
  Consent *consent = consent_new();
  for (guint i = 0; i < self->rows->len; i++) {
    CtlFindingRow *row = g_ptr_array_index(self->rows, i);
    const LintRuleInfo *rule = finding_row_get_rule(row);
    if (finding_row_is_obstacle(row) && is_accepted_everywhere(self, rule))
      consent_accept(consent, rule->id, NULL);
  }
  return consent;
}

gboolean
findings_view_is_settled(CtlFindingsView *self)
{
  for (guint i = 0; i < self->rows->len; i++) {
    CtlFindingRow *row = g_ptr_array_index(self->rows, i);
    if (finding_row_is_obstacle(row) && !finding_row_is_accepted(row))
      return FALSE;
  }
  return TRUE;
}

static void
findings_view_finalize(GObject *object)
{
  g_ptr_array_unref(CTL_FINDINGS_VIEW(object)->rows);
  G_OBJECT_CLASS(findings_view_parent_class)->finalize(object);
}

static void
findings_view_class_init(CtlFindingsViewClass *klass)
{
  G_OBJECT_CLASS(klass)->finalize = findings_view_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new("changed", G_TYPE_FROM_CLASS(klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 0);
}

static void
findings_view_init(CtlFindingsView *self)
{
  self->rows = g_ptr_array_new();
  gtk_orientable_set_orientation(GTK_ORIENTABLE(self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing(GTK_BOX(self), 6);
}
