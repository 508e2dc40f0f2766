/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/cluster/old-algorithms-form.h"

struct _CtlOldAlgorithmsForm {
  GtkBin parent;
  GtkContainer *list;
  GPtrArray *boxes; /* the check boxes of ALGORITHMS */
};

static const OldAlgorithm ALGORITHMS[] = {OLD_GROUP14_SHA1, OLD_GROUP1_SHA1, OLD_SSH_RSA,
                                          OLD_AES_CBC,      OLD_HMAC_SHA1,   OLD_TLS};

G_DEFINE_TYPE(CtlOldAlgorithmsForm, old_algorithms_form, GTK_TYPE_BIN)

static GtkWidget *
new_box(guint i)
{
  g_auto(GStrv) text = old_algorithms_describe(ALGORITHMS[i]);
  GtkWidget *box = gtk_check_button_new_with_label(*text);
  GtkLabel *label = GTK_LABEL(gtk_bin_get_child(GTK_BIN(box)));
  gtk_label_set_line_wrap(label, TRUE);
  gtk_label_set_xalign(label, 0);
  gtk_widget_show(box);
  return box;
}

void
old_algorithms_form_fill(CtlOldAlgorithmsForm *self, guint set)
{
  for (guint i = 0; i < G_N_ELEMENTS(ALGORITHMS); i++)
    gtk_toggle_button_set_active(g_ptr_array_index(self->boxes, i), (set & ALGORITHMS[i]) != 0);
}

guint
old_algorithms_form_read(CtlOldAlgorithmsForm *self)
{
  guint set = OLD_ALGORITHMS_NONE;
  for (guint i = 0; i < G_N_ELEMENTS(ALGORITHMS); i++)
    if (gtk_toggle_button_get_active(g_ptr_array_index(self->boxes, i)))
      set |= ALGORITHMS[i];
  return set;
}

static void
old_algorithms_form_finalize(GObject *object)
{
  g_ptr_array_unref(CTL_OLD_ALGORITHMS_FORM(object)->boxes);
  G_OBJECT_CLASS(old_algorithms_form_parent_class)->finalize(object);
}

static void
old_algorithms_form_class_init(CtlOldAlgorithmsFormClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS(klass);
  G_OBJECT_CLASS(klass)->finalize = old_algorithms_form_finalize;
  gtk_widget_class_set_template_from_resource(widget,
                                              "/io/github/etoken_ctl/Gtk/cluster/old-algorithms-form.ui");
  gtk_widget_class_bind_template_child(widget, CtlOldAlgorithmsForm, list);
}

static void
old_algorithms_form_init(CtlOldAlgorithmsForm *self)
{
  gtk_widget_init_template(GTK_WIDGET(self));
  self->boxes = g_ptr_array_new();
  for (guint i = 0; i < G_N_ELEMENTS(ALGORITHMS); i++) {
    GtkWidget *box = new_box(i);
    gtk_container_add(self->list, box);
    g_ptr_array_add(self->boxes, box);
  }
}
