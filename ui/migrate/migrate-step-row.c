/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/migrate/migrate-step-row.h"

#include "ui/widgets/shown-text.h"

#include <glib/gi18n.h>

struct _CtlMigrateStepRow {
  GtkListBoxRow parent;
  GtkLabel *title;
  GtkLabel *state;
  UpdateStepId id;
};

G_DEFINE_TYPE(CtlMigrateStepRow, migrate_step_row, GTK_TYPE_LIST_BOX_ROW)

UpdateStepId
migrate_step_row_get_id(CtlMigrateStepRow *self)
{
  return self->id;
}

void
migrate_step_row_set_state(CtlMigrateStepRow *self, const char *state)
{
  g_autofree char *name = g_strdup_printf(_("%s: %s"), gtk_label_get_text(self->title), state);
  shown_text_set(self->state, state);
  shown_text_set_name(GTK_WIDGET(self), name);
}

GtkWidget *
migrate_step_row_new(UpdateStepId id)
{
  CtlMigrateStepRow *self = g_object_new(MIGRATE_STEP_ROW_TYPE, NULL);
  g_autofree char *title = g_strdup_printf("%u. %s", id + 1, update_step_title(id));
  self->id = id;
  shown_text_set(self->title, title);
  return GTK_WIDGET(self);
}

static void
migrate_step_row_class_init(CtlMigrateStepRowClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS(klass);
  gtk_widget_class_set_template_from_resource(widget,
                                              "/io/github/etoken_ctl/Gtk/migrate/migrate-step-row.ui");
  gtk_widget_class_bind_template_child(widget, CtlMigrateStepRow, title);
  gtk_widget_class_bind_template_child(widget, CtlMigrateStepRow, state);
}

static void
migrate_step_row_init(CtlMigrateStepRow *self)
{
  gtk_widget_init_template(GTK_WIDGET(self));
}
