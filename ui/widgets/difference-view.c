/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/widgets/difference-view.h"

#include "ui/widgets/container.h"
#include "ui/widgets/shown-text.h"

#include <glib/gi18n.h>

#define INDENT 12

struct _CtlDifferenceView {
  GtkBin parent;
  GtkLabel *summary;
  GtkWidget *scroller;
  GtkContainer *box;
};

G_DEFINE_TYPE(CtlDifferenceView, difference_view, GTK_TYPE_BIN)

static const char *const TITLES[DIFFERENCE_N_GROUPS] = {
    [DIFFERENCE_ADDED] = N_("Added"),
    [DIFFERENCE_REMOVED] = N_("Removed"),
    [DIFFERENCE_CHANGED] = N_("Changed"),
    [DIFFERENCE_LIST] = N_("The list as a whole"),
};

/* With STYLE_CLASS, MARGIN pixels from the edge. */
static void
add_label(CtlDifferenceView *self, const char *text, const char *style_class, int margin)
{
  GtkWidget *label = g_object_new(GTK_TYPE_LABEL, "visible", TRUE, "xalign", 0.0, "wrap", TRUE, "wrap-mode",
                                  PANGO_WRAP_WORD_CHAR, "selectable", TRUE, "can-focus", FALSE,
                                  "margin-start", margin, NULL);
  shown_text_set(GTK_LABEL(label), text);
  if (style_class != NULL)
    gtk_style_context_add_class(gtk_widget_get_style_context(label), style_class);
  gtk_container_add(self->box, label);
}

/* The first line of a group names it; a record is named once, however much of it has changed. */
static void
add_line(CtlDifferenceView *self, const DifferenceLine *line, const DifferenceLine *previous)
{
  gboolean first = previous == NULL || previous->group != line->group;
  if (first)
    add_label(self, _(TITLES[line->group]), "heading", 0);
  if (line->record != NULL && (first || g_strcmp0(line->record, previous->record) != 0))
    add_label(self, line->record, NULL, INDENT);
  if (line->record != NULL)
    add_label(self, line->text, GTK_STYLE_CLASS_DIM_LABEL, 2 * INDENT);
  else
    add_label(self, line->text, NULL, INDENT);
}

void
difference_view_show(CtlDifferenceView *self, const ListDifference *difference)
{
  const DifferenceLine *previous = NULL;
  container_clear(self->box);
  shown_text_set(self->summary, difference->summary);
  gtk_widget_set_visible(self->scroller, difference->lines->len > 0);
  for (guint i = 0; i < difference->lines->len; i++) {
    const DifferenceLine *line = g_ptr_array_index(difference->lines, i);
    add_line(self, line, previous);
    previous = line;
  }
}

static void
difference_view_class_init(CtlDifferenceViewClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS(klass);
  gtk_widget_class_set_template_from_resource(widget, "/io/github/etoken_ctl/Gtk/widgets/difference-view.ui");
  gtk_widget_class_bind_template_child(widget, CtlDifferenceView, summary);
  gtk_widget_class_bind_template_child(widget, CtlDifferenceView, scroller);
  gtk_widget_class_bind_template_child(widget, CtlDifferenceView, box);
}

static void
difference_view_init(CtlDifferenceView *self)
{
  gtk_widget_init_template(GTK_WIDGET(self));
}
