/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/cluster/node-list.h"

#include "ui/widgets/shown-text.h"

#include <glib/gi18n.h>

struct _CtlNodeList {
  GtkBin parent;
  GtkBox *rows;
  GtkWidget *add;
};

/* The roles, in the order of the combo box. */
static const struct {
  NodeRole role;
  const char *text;
} ROLES[] = {
    {NODE_SUBSCRIBER, N_("Subscriber")},
    {NODE_TFTP, N_("TFTP server")},
};

G_DEFINE_TYPE(CtlNodeList, node_list, GTK_TYPE_BIN)

static GtkWidget *
new_role(NodeRole role)
{
  GtkWidget *combo = gtk_combo_box_text_new();
  for (guint i = 0; i < G_N_ELEMENTS(ROLES); i++) {
    shown_text_append(GTK_COMBO_BOX_TEXT(combo), NULL, _(ROLES[i].text));
    if (ROLES[i].role == role)
      gtk_combo_box_set_active(GTK_COMBO_BOX(combo), (int)i);
  }
  shown_text_set_name(combo, _("Role of the node"));
  return combo;
}

static GtkWidget *
new_host(const char *text)
{
  GtkWidget *entry = gtk_entry_new();
  gtk_entry_set_text(GTK_ENTRY(entry), text);
  gtk_entry_set_placeholder_text(GTK_ENTRY(entry), _("Host name or address"));
  gtk_entry_set_activates_default(GTK_ENTRY(entry), TRUE);
  gtk_widget_set_hexpand(entry, TRUE);
  shown_text_set_name(entry, _("Host of the node"));
  return entry;
}

static void
on_remove(GtkButton *button, CtlNodeList *self)
{
  gtk_widget_grab_focus(self->add);
  gtk_widget_destroy(gtk_widget_get_parent(GTK_WIDGET(button)));
}

static GtkWidget *
new_remove(CtlNodeList *self)
{
  GtkWidget *button = gtk_button_new_with_label(_("Remove"));
  shown_text_set_name(button, _("Remove the node"));
  g_signal_connect(button, "clicked", G_CALLBACK(on_remove), self);
  return button;
}

/* A row is a box with a combo box, an entry and a button. The entry is returned. */
static GtkWidget *
add_row(CtlNodeList *self, NodeRole role, const char *host)
{
  GtkWidget *row = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *entry = new_host(host);
  gtk_container_add(GTK_CONTAINER(row), new_role(role));
  gtk_container_add(GTK_CONTAINER(row), entry);
  gtk_container_add(GTK_CONTAINER(row), new_remove(self));
  gtk_widget_show_all(row);
  gtk_container_add(GTK_CONTAINER(self->rows), row);
  return entry;
}

static void
on_add(GtkButton *button, CtlNodeList *self)
{
  gtk_widget_grab_focus(add_row(self, NODE_SUBSCRIBER, ""));
}

void
node_list_fill(CtlNodeList *self, const ClusterSettings *settings)
{
  for (guint i = 0; i < settings->nodes->len; i++) {
    const ClusterNode *node = g_ptr_array_index(settings->nodes, i);
    g_autofree char *url = node->address != NULL ? publisher_address_to_url(node->address) : NULL;
    g_autofree char *text = node->has_way
                                ? g_strdup_printf("%s %s", node->host, delivery_way_get_word(node->way))
                                : g_strdup(url != NULL ? url : node->host);
    add_row(self, node->role, text);
  }
}

static gboolean
read_row(GtkContainer *row, ClusterSettings *settings, GError **error)
{
  g_autoptr(GList) children = gtk_container_get_children(row);
  int role = gtk_combo_box_get_active(children->data);
  GtkEntry *entry = GTK_ENTRY(children->next->data);
  g_autofree char *host = g_strstrip(g_strdup(gtk_entry_get_text(entry)));
  g_autofree char *text = g_strdup_printf("%s %s", node_role_get_word(ROLES[MAX(role, 0)].role), host);
  if (*host == '\0' || cluster_settings_add_node(settings, text, ' ', error))
    return TRUE;
  gtk_widget_grab_focus(GTK_WIDGET(entry));
  return FALSE;
}

gboolean
node_list_read(CtlNodeList *self, ClusterSettings *settings, GError **error)
{
  g_autoptr(GList) rows = gtk_container_get_children(GTK_CONTAINER(self->rows));
  for (GList *link = rows; link != NULL; link = link->next)
    if (!read_row(link->data, settings, error))
      return FALSE;
  return TRUE;
}

static void
node_list_class_init(CtlNodeListClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS(klass);
  gtk_widget_class_set_template_from_resource(widget, "/io/github/etoken_ctl/Gtk/cluster/node-list.ui");
  gtk_widget_class_bind_template_child(widget, CtlNodeList, rows);
  gtk_widget_class_bind_template_child(widget, CtlNodeList, add);
  gtk_widget_class_bind_template_callback(widget, on_add);
}

static void
node_list_init(CtlNodeList *self)
{
  gtk_widget_init_template(GTK_WIDGET(self));
}
