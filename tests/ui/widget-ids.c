/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A GTK module (GTK_MODULES) that gives each widget an accessible id as soon as it is mapped, by which a test
 * names it: "OWNER.ID", where OWNER is the type of the nearest window or widget of this program's own around
 * it, without the project's prefix "Ctl", and ID its name in the .ui file. A label that code has made has no
 * ID, and is called by its OWNER alone. */
#include <gtk/gtk.h>

G_MODULE_EXPORT void gtk_module_init(int *argc, char ***argv);

static gboolean
is_toolkit(GtkWidget *widget)
{
  const char *type = G_OBJECT_TYPE_NAME(widget);
  return g_str_has_prefix(type, "Gtk") || g_str_has_prefix(type, "Hdy");
}

static GtkWidget *
parent_of(GtkWidget *widget)
{
  return GTK_IS_POPOVER(widget) ? gtk_popover_get_relative_to(GTK_POPOVER(widget))
                                : gtk_widget_get_parent(widget);
}

/* Or NULL, while it is in no window. */
static GtkWidget *
find_owner(GtkWidget *widget)
{
  GtkWidget *owner = parent_of(widget);
  while (owner != NULL && is_toolkit(owner) && !GTK_IS_WINDOW(owner))
    owner = parent_of(owner);
  return owner;
}

static const char *
get_owner_name(GtkWidget *owner)
{
  const char *type = G_OBJECT_TYPE_NAME(owner);
  return g_str_has_prefix(type, "Ctl") ? type + strlen("Ctl") : type;
}

/* What GTK itself makes up is no name. */
static gboolean
is_given(const char *name, GtkWidget *widget)
{
  return name != NULL && !g_str_has_prefix(name, "_") && !g_str_equal(name, G_OBJECT_TYPE_NAME(widget));
}

static void
name_widget(GtkWidget *widget)
{
  GtkWidget *owner = find_owner(widget);
  const char *name = gtk_buildable_get_name(GTK_BUILDABLE(widget));
  g_autofree char *id = NULL;
  if (owner == NULL)
    return;
  id = is_given(name, widget) ? g_strconcat(get_owner_name(owner), ".", name, NULL)
                              : g_strdup(get_owner_name(owner));
  atk_object_set_accessible_id(gtk_widget_get_accessible(widget), id);
}

static gboolean
on_mapped(GSignalInvocationHint *hint, guint n_values, const GValue *values, gpointer unused)
{
  name_widget(g_value_get_object(&values[0]));
  return TRUE; /* stay */
}

void
gtk_module_init(int *argc, char ***argv)
{
  g_type_class_unref(g_type_class_ref(GTK_TYPE_WIDGET)); /* has made the signal */
  g_signal_add_emission_hook(g_signal_lookup("map", GTK_TYPE_WIDGET), 0, on_mapped, NULL, NULL);
}
