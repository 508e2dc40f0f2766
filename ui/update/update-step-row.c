/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/update/update-step-row.h"

#include "ui/widgets/shown-text.h"

#include <glib/gi18n.h>

struct _CtlUpdateStepRow {
  GtkListBoxRow parent;
  GtkLabel *title;
  GtkLabel *state;
  UpdateStepId id;
};

G_DEFINE_TYPE(CtlUpdateStepRow, update_step_row, GTK_TYPE_LIST_BOX_ROW)

UpdateStepId
update_step_row_get_id(CtlUpdateStepRow *self)
{
  return self->id;
}

void
update_step_row_set_state(CtlUpdateStepRow *self, const char *state)
{
  g_autofree char *name = g_strdup_printf(_("%s: %s"), gtk_label_get_text(self->title), state);
  shown_text_set(self->state, state);
  shown_text_set_name(GTK_WIDGET(self), name);
}

GtkWidget *
update_step_row_new(UpdateStepId id)
{
  CtlUpdateStepRow *self = g_object_new(UPDATE_STEP_ROW_TYPE, NULL);
  g_autofree char *title = g_strdup_printf("%u. %s", id + 1, update_step_title(id));
  self->id = id;
  shown_text_set(self->title, title);
  return GTK_WIDGET(self);
}

static void
update_step_row_class_init(CtlUpdateStepRowClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS(klass);
  gtk_widget_class_set_template_from_resource(widget, "/io/github/etoken_ctl/Gtk/update/update-step-row.ui");
  gtk_widget_class_bind_template_child(widget, CtlUpdateStepRow, title);
  gtk_widget_class_bind_template_child(widget, CtlUpdateStepRow, state);
}

static void
update_step_row_init(CtlUpdateStepRow *self)
{
  gtk_widget_init_template(GTK_WIDGET(self));
}
