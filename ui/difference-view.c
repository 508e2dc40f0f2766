/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/difference-view.h"

#include <glib/gi18n.h>

struct _DifferenceView {
  GtkBin parent;
  GtkLabel *summary;
  GtkWidget *scroller;
  GtkGrid *grid;
  int n_lines;
};

G_DEFINE_TYPE(DifferenceView, difference_view, GTK_TYPE_BIN)

static const char *const TITLES[DIFFERENCE_N_GROUPS] = {
    [DIFFERENCE_ADDED] = N_("Added"),
    [DIFFERENCE_REMOVED] = N_("Removed"),
    [DIFFERENCE_CHANGED] = N_("Changed"),
    [DIFFERENCE_LIST] = N_("List"),
};

static GtkWidget *
new_label(const char *text)
{
  return g_object_new(GTK_TYPE_LABEL, "label", text, "visible", TRUE, "xalign", 0.0, "yalign", 0.0, "wrap",
                      TRUE, "wrap-mode", PANGO_WRAP_WORD_CHAR, NULL);
}

static void
add_class(GtkWidget *widget, const char *name)
{
  gtk_style_context_add_class(gtk_widget_get_style_context(widget), name);
}

/* The first line of a group names it; a record is named once, however much of it has changed. */
static void
add_line(DifferenceView *self, const DifferenceLine *line, const DifferenceLine *previous)
{
  gboolean first = previous == NULL || previous->group != line->group;
  if (first) {
    GtkWidget *title = new_label(_(TITLES[line->group]));
    add_class(title, "heading");
    gtk_grid_attach(self->grid, title, 0, self->n_lines, 1, 1);
  }
  if (line->record != NULL && (first || g_strcmp0(line->record, previous->record) != 0))
    gtk_grid_attach(self->grid, new_label(line->record), 1, self->n_lines++, 1, 1);
  GtkWidget *text = new_label(line->text);
  if (line->record != NULL) {
    add_class(text, GTK_STYLE_CLASS_DIM_LABEL);
    gtk_widget_set_margin_start(text, 12);
  }
  g_object_set(text, "selectable", TRUE, "can-focus", FALSE, "hexpand", TRUE, NULL);
  gtk_grid_attach(self->grid, text, 1, self->n_lines++, 1, 1);
}

static void
destroy_child(GtkWidget *child, gpointer unused)
{
  gtk_widget_destroy(child);
}

void
difference_view_show(DifferenceView *self, const ListDifference *difference)
{
  const DifferenceLine *previous = NULL;
  gtk_container_foreach(GTK_CONTAINER(self->grid), destroy_child, NULL);
  self->n_lines = 0;
  gtk_label_set_text(self->summary, difference->summary);
  gtk_widget_set_visible(self->scroller, difference->lines->len > 0);
  for (guint i = 0; i < difference->lines->len; i++) {
    const DifferenceLine *line = g_ptr_array_index(difference->lines, i);
    add_line(self, line, previous);
    previous = line;
  }
}

GtkWidget *
difference_view_new(void)
{
  return g_object_new(DIFFERENCE_VIEW_TYPE, "visible", TRUE, NULL);
}

static void
difference_view_class_init(DifferenceViewClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS(klass);
  gtk_widget_class_set_template_from_resource(widget, "/io/github/etoken_ctl/Gtk/difference-view.ui");
  gtk_widget_class_bind_template_child(widget, DifferenceView, summary);
  gtk_widget_class_bind_template_child(widget, DifferenceView, scroller);
  gtk_widget_class_bind_template_child(widget, DifferenceView, grid);
}

static void
difference_view_init(DifferenceView *self)
{
  gtk_widget_init_template(GTK_WIDGET(self));
}
