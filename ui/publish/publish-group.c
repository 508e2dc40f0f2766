/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/publish/publish-group.h"

#include "ui/widgets/shown-text.h"

#include <glib/gi18n.h>

struct _CtlPublishGroup {
  GtkCheckButton parent;
  GPtrArray *rows;   /* of CtlPublishRow */
  gboolean updating; /* the box follows the rows, not the other way round */
};

G_DEFINE_TYPE(CtlPublishGroup, publish_group, GTK_TYPE_CHECK_BUTTON)

static void
publish_group_toggled(GtkToggleButton *button)
{
  CtlPublishGroup *self = CTL_PUBLISH_GROUP(button);
  gboolean choose = gtk_toggle_button_get_active(button);
  if (self->updating)
    return;
  self->updating = TRUE;
  gtk_toggle_button_set_inconsistent(button, FALSE);
  for (guint i = 0; i < self->rows->len; i++)
    publish_row_choose(g_ptr_array_index(self->rows, i), choose);
  self->updating = FALSE;
}

static void
on_row_changed(CtlPublishGroup *self)
{
  guint n_chosen = 0;
  if (self->updating)
    return;
  for (guint i = 0; i < self->rows->len; i++)
    n_chosen += publish_row_is_chosen(g_ptr_array_index(self->rows, i)) ? 1 : 0;
  self->updating = TRUE;
  gtk_toggle_button_set_inconsistent(GTK_TOGGLE_BUTTON(self), n_chosen > 0 && n_chosen < self->rows->len);
  gtk_toggle_button_set_active(GTK_TOGGLE_BUTTON(self), n_chosen == self->rows->len);
  self->updating = FALSE;
}

void
publish_group_add(CtlPublishGroup *self, CtlPublishRow *row)
{
  g_ptr_array_add(self->rows, row);
  g_signal_connect_object(row, "changed", G_CALLBACK(on_row_changed), self, G_CONNECT_SWAPPED);
}

GtkWidget *
publish_group_new(const char *name, guint n_nodes)
{
  CtlPublishGroup *self = g_object_new(PUBLISH_GROUP_TYPE, NULL);
  g_autofree char *text =
      g_strdup_printf(ngettext("%s, %u node", "%s, all %u nodes", n_nodes), name, n_nodes);
  GtkWidget *label = shown_text_label_new(text);
  gtk_style_context_add_class(gtk_widget_get_style_context(label), "heading");
  gtk_label_set_ellipsize(GTK_LABEL(label), PANGO_ELLIPSIZE_END);
  gtk_container_add(GTK_CONTAINER(self), label);
  gtk_widget_show(label);
  shown_text_set_name(GTK_WIDGET(self), text);
  return GTK_WIDGET(self);
}

static void
publish_group_finalize(GObject *object)
{
  g_ptr_array_unref(CTL_PUBLISH_GROUP(object)->rows);
  G_OBJECT_CLASS(publish_group_parent_class)->finalize(object);
}

static void
publish_group_class_init(CtlPublishGroupClass *klass)
{
  G_OBJECT_CLASS(klass)->finalize = publish_group_finalize;
  GTK_TOGGLE_BUTTON_CLASS(klass)->toggled = publish_group_toggled;
}

static void
publish_group_init(CtlPublishGroup *self)
{
  self->rows = g_ptr_array_new();
}
