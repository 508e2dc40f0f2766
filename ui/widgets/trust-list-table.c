/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/widgets/trust-list-table.h"

#include "app/workflow/list/record-facts.h"

struct _CtlTrustListTable {
  GtkBin parent;
  GtkListStore *store;
  GtkTreeView *view;
  GtkTreeSelection *selection;
  GtkTreeViewColumn *issuer;
  GtkTreeViewColumn *serial;
  gboolean compact; /* always */
  gboolean narrow;  /* as long as there is too little room */
  int full_width;   /* that all columns need, as far as is known */
};

#define FRAME_WIDTH 2 /* of the table, left and right */

enum {
  COLUMN_NUMBER,
  COLUMN_FUNCTION,
  COLUMN_HOST,
  COLUMN_NAME,
  COLUMN_ISSUER,
  COLUMN_SERIAL,
  COLUMN_VALIDITY,
  COLUMN_REMARK,
  COLUMN_WEIGHT,
  COLUMN_TOOLTIP,
  COLUMN_REMARK_WEIGHT,
};

enum { SIGNAL_SELECTED, SIGNAL_ACTIVATED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_TYPE(CtlTrustListTable, trust_list_table, GTK_TYPE_BIN)

static void
on_selection_changed(GtkTreeSelection *selection, CtlTrustListTable *self)
{
  g_signal_emit(self, signals[SIGNAL_SELECTED], 0);
}

static void
on_row_activated(GtkTreeView *view, GtkTreePath *path, GtkTreeViewColumn *column, CtlTrustListTable *self)
{
  g_signal_emit(self, signals[SIGNAL_ACTIVATED], 0);
}

/* What narrow columns cut off. */
static char *
tooltip_markup(const RecordFacts *facts)
{
  return g_markup_printf_escaped(
      "%s %s\n%s\n%s\n%s\n%s%s%s", facts->function, facts->host, facts->name, facts->issuer, facts->serial,
      facts->validity, facts->findings != NULL ? "\n" : "", facts->findings != NULL ? facts->findings : "");
}

static void
add_row(CtlTrustListTable *self, const RecordFacts *facts)
{
  g_autofree char *tooltip = tooltip_markup(facts);
  gtk_list_store_insert_with_values(
      self->store, NULL, -1, COLUMN_NUMBER, facts->number, COLUMN_FUNCTION, facts->function, COLUMN_HOST,
      facts->host, COLUMN_NAME, facts->name, COLUMN_ISSUER, facts->issuer, COLUMN_SERIAL, facts->serial,
      COLUMN_VALIDITY, facts->validity, COLUMN_REMARK, facts->remark, COLUMN_WEIGHT,
      facts->warn ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL, COLUMN_TOOLTIP, tooltip, COLUMN_REMARK_WEIGHT,
      facts->findings != NULL ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL, -1);
}

static void
select_row(CtlTrustListTable *self, int index)
{
  g_autoptr(GtkTreePath) path = gtk_tree_path_new_from_indices(index, -1);
  gtk_tree_selection_select_path(self->selection, path);
}

void
trust_list_table_show(CtlTrustListTable *self, const GPtrArray *rows)
{
  int selected = trust_list_table_get_selected(self);
  gtk_list_store_clear(self->store);
  for (guint i = 0; i < rows->len; i++)
    add_row(self, g_ptr_array_index(rows, i));
  if (selected >= 0 && rows->len > 0)
    select_row(self, MIN(selected, (int)rows->len - 1));
}

static void
show_columns(CtlTrustListTable *self)
{
  gboolean all = !self->compact && !self->narrow;
  gtk_tree_view_column_set_visible(self->issuer, all);
  gtk_tree_view_column_set_visible(self->serial, all);
}

static gboolean
on_narrow_changed(gpointer table)
{
  if (CTL_TRUST_LIST_TABLE(table)->view != NULL) /* it may have gone meanwhile */
    show_columns(table);
  return G_SOURCE_REMOVE;
}

/* In too little room issuer and serial number go, so that the remarks need no scrolling. Not while sizes are
 * given out. */
static void
on_size_allocate(GtkWidget *widget, GtkAllocation *allocation, CtlTrustListTable *self)
{
  if (!self->narrow)
    gtk_widget_get_preferred_width(GTK_WIDGET(self->view), &self->full_width, NULL);
  gboolean narrow = allocation->width < self->full_width + FRAME_WIDTH;
  if (narrow == self->narrow)
    return;
  self->narrow = narrow;
  g_idle_add_full(G_PRIORITY_HIGH_IDLE, on_narrow_changed, g_object_ref(self), g_object_unref);
}

void
trust_list_table_make_compact(CtlTrustListTable *self)
{
  self->compact = TRUE;
  show_columns(self);
}

void
trust_list_table_focus(CtlTrustListTable *self)
{
  gtk_widget_grab_focus(GTK_WIDGET(self->view));
}

int
trust_list_table_get_selected(CtlTrustListTable *self)
{
  GtkTreeIter iter;
  if (!gtk_tree_selection_get_selected(self->selection, NULL, &iter))
    return -1;
  g_autoptr(GtkTreePath) path = gtk_tree_model_get_path(GTK_TREE_MODEL(self->store), &iter);
  return gtk_tree_path_get_indices(path)[0];
}

static void
trust_list_table_class_init(CtlTrustListTableClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS(klass);
  const GType type = G_TYPE_FROM_CLASS(klass);
  signals[SIGNAL_SELECTED] =
      g_signal_new("selected", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_ACTIVATED] =
      g_signal_new("activated", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource(widget,
                                              "/io/github/etoken_ctl/Gtk/widgets/trust-list-table.ui");
  gtk_widget_class_bind_template_child(widget, CtlTrustListTable, store);
  gtk_widget_class_bind_template_child(widget, CtlTrustListTable, view);
  gtk_widget_class_bind_template_child(widget, CtlTrustListTable, selection);
  gtk_widget_class_bind_template_child(widget, CtlTrustListTable, issuer);
  gtk_widget_class_bind_template_child(widget, CtlTrustListTable, serial);
  gtk_widget_class_bind_template_callback(widget, on_selection_changed);
  gtk_widget_class_bind_template_callback(widget, on_row_activated);
  gtk_widget_class_bind_template_callback(widget, on_size_allocate);
}

static void
trust_list_table_init(CtlTrustListTable *self)
{
  gtk_widget_init_template(GTK_WIDGET(self));
}
