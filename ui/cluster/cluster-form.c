/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/cluster/cluster-form.h"

#include <glib/gi18n.h>

struct _CtlClusterForm {
  GtkBin parent;
  GtkEntry *cli_user;
  GtkToggleButton *keep_password;
  GtkSpinButton *keep_old;
  GtkSpinButton *tftp_port;
  GtkSpinButton *http_port;
  GtkSpinButton *tvs_port;
  GtkEntry *host_keys;
  GtkEntry *tvs_certificates;
};

G_DEFINE_TYPE(CtlClusterForm, cluster_form, GTK_TYPE_BIN)

void
cluster_form_fill(CtlClusterForm *self, const ClusterSettings *settings)
{
  g_autofree char *keys = g_strjoinv(" ", settings->host_keys);
  g_autofree char *certificates = g_strjoinv(" ", settings->tvs_certificates);
  gtk_entry_set_text(self->cli_user, settings->cli_user != NULL ? settings->cli_user : "");
  gtk_toggle_button_set_active(self->keep_password, settings->keep_password);
  gtk_spin_button_set_value(self->keep_old, settings->keep_old);
  gtk_spin_button_set_value(self->tftp_port, settings->tftp_port);
  gtk_spin_button_set_value(self->http_port, settings->http_port);
  gtk_spin_button_set_value(self->tvs_port, settings->tvs_port);
  gtk_entry_set_text(self->host_keys, keys);
  gtk_entry_set_text(self->tvs_certificates, certificates);
}

static guint
read_number(GtkSpinButton *button)
{
  gtk_spin_button_update(button); /* it may still be typed into */
  return (guint)gtk_spin_button_get_value_as_int(button);
}

/* The words of TEXT. */
static char **
split_words(const char *text)
{
  g_autoptr(GPtrArray) words = g_ptr_array_new();
  char **parts = g_strsplit_set(text, " \t", -1);
  for (char **part = parts; *part != NULL; part++) {
    if (**part != '\0')
      g_ptr_array_add(words, *part);
    else
      g_free(*part);
  }
  g_free(parts);
  g_ptr_array_add(words, NULL);
  return (char **)g_ptr_array_free(g_steal_pointer(&words), FALSE);
}

void
cluster_form_read(CtlClusterForm *self, ClusterSettings *settings)
{
  g_autofree char *user = g_strstrip(g_strdup(gtk_entry_get_text(self->cli_user)));
  settings->cli_user = *user != '\0' ? g_steal_pointer(&user) : NULL;
  settings->keep_password = gtk_toggle_button_get_active(self->keep_password);
  settings->keep_old = read_number(self->keep_old);
  settings->tftp_port = read_number(self->tftp_port);
  settings->http_port = read_number(self->http_port);
  settings->tvs_port = read_number(self->tvs_port);
  g_strfreev(settings->host_keys);
  settings->host_keys = split_words(gtk_entry_get_text(self->host_keys));
  g_strfreev(settings->tvs_certificates);
  settings->tvs_certificates = split_words(gtk_entry_get_text(self->tvs_certificates));
}

static void
cluster_form_class_init(CtlClusterFormClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS(klass);
  gtk_widget_class_set_template_from_resource(widget, "/io/github/etoken_ctl/Gtk/cluster/cluster-form.ui");
  gtk_widget_class_bind_template_child(widget, CtlClusterForm, cli_user);
  gtk_widget_class_bind_template_child(widget, CtlClusterForm, keep_password);
  gtk_widget_class_bind_template_child(widget, CtlClusterForm, keep_old);
  gtk_widget_class_bind_template_child(widget, CtlClusterForm, tftp_port);
  gtk_widget_class_bind_template_child(widget, CtlClusterForm, http_port);
  gtk_widget_class_bind_template_child(widget, CtlClusterForm, tvs_port);
  gtk_widget_class_bind_template_child(widget, CtlClusterForm, host_keys);
  gtk_widget_class_bind_template_child(widget, CtlClusterForm, tvs_certificates);
}

static void
cluster_form_init(CtlClusterForm *self)
{
  g_autoptr(ClusterSettings) usual = cluster_settings_new();
  gtk_widget_init_template(GTK_WIDGET(self));
  cluster_form_fill(self, usual);
}
