/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/widgets/setting-row.h"

#include "ui/widgets/shown-text.h"

struct _CtlSettingRow {
  GtkListBoxRow parent;
  GtkContainer *box;
  GtkLabel *title;
  GtkLabel *subtitle;
};

G_DEFINE_TYPE(CtlSettingRow, setting_row, GTK_TYPE_LIST_BOX_ROW)

void
setting_row_set_subtitle(CtlSettingRow *self, const char *subtitle)
{
  shown_text_set(self->subtitle, subtitle != NULL ? subtitle : "");
  gtk_widget_set_visible(GTK_WIDGET(self->subtitle), subtitle != NULL);
}

void
setting_row_add(CtlSettingRow *self, GtkWidget *control)
{
  gtk_container_add(self->box, control);
}

GtkWidget *
setting_row_new(const char *title, const char *subtitle)
{
  CtlSettingRow *self = g_object_new(SETTING_ROW_TYPE, NULL);
  shown_text_set(self->title, title);
  setting_row_set_subtitle(self, subtitle);
  shown_text_set_name(GTK_WIDGET(self), title);
  return GTK_WIDGET(self);
}

static void
setting_row_class_init(CtlSettingRowClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS(klass);
  gtk_widget_class_set_template_from_resource(widget, "/io/github/etoken_ctl/Gtk/widgets/setting-row.ui");
  gtk_widget_class_bind_template_child(widget, CtlSettingRow, box);
  gtk_widget_class_bind_template_child(widget, CtlSettingRow, title);
  gtk_widget_class_bind_template_child(widget, CtlSettingRow, subtitle);
}

static void
setting_row_init(CtlSettingRow *self)
{
  gtk_widget_init_template(GTK_WIDGET(self));
}
