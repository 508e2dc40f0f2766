/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/cluster/publisher-dialog.h"

#include "app/base/host.h"
#include "ui/cluster/check-job.h"
#include "ui/cluster/cluster-form.h"
#include "ui/cluster/node-list.h"
#include "ui/cluster/old-algorithms-form.h"
#include "ui/widgets/job.h"
#include "ui/widgets/notice-bar.h"
#include "ui/widgets/shown-text.h"

#include <glib/gi18n.h>

struct _CtlPublisherDialog {
  GtkDialog parent;
  CtlNoticeBar *notice;
  GtkStack *pages;
  GtkEntry *name;
  GtkEntry *host;
  GtkComboBox *way;
  GtkWidget *find_way;
  GtkSpinButton *port;
  GtkEntry *user;
  GtkEntry *path;
  GtkToggleButton *by_keys;
  GtkToggleButton *by_key_file;
  GtkToggleButton *by_password;
  GtkWidget *identity_box;
  GtkEntry *identity;
  CtlNodeList *nodes;
  CtlClusterForm *cluster;
  CtlOldAlgorithmsForm *old_algorithms;
  GtkFileChooserNative *chooser;
  CtlJob *job;             /* finds out the way */
  char *old_name;          /* NULL for a new publisher */
  DeliveryWay shown_way;   /* whose port and path stand there */
  char *sftp_path;         /* what stood there before another way was chosen */
  char **web_certificates; /* they have no field here, and stay as they are */
};

G_DEFINE_TYPE(CtlPublisherDialog, publisher_dialog, GTK_TYPE_DIALOG)

/* NULL for what is on the last page. */
static GtkEntry *
get_entry(CtlPublisherDialog *self, AddressBookField field)
{
  switch (field) {
  case ADDRESS_BOOK_NAME:
    return self->name;
  case ADDRESS_BOOK_CLUSTER:
    return NULL;
  case ADDRESS_BOOK_HOST:
    return self->host;
  case ADDRESS_BOOK_USER:
    return self->user;
  case ADDRESS_BOOK_PATH:
    return self->path;
  case ADDRESS_BOOK_IDENTITY:
    return self->identity;
  }
  return self->name;
}

static char *
get_text(GtkEntry *entry)
{
  return g_strstrip(g_strdup(gtk_entry_get_text(entry)));
}

static DeliveryWay
get_way(CtlPublisherDialog *self)
{
  return (DeliveryWay)MAX(gtk_combo_box_get_active(self->way), 0);
}

/* NULL when a node is wrong. */
static AddressBookEntry *
read_form(CtlPublisherDialog *self, GError **error)
{
  g_autoptr(AddressBookEntry) entry = g_new0(AddressBookEntry, 1);
  g_autofree char *host = get_text(self->host);
  gtk_spin_button_update(self->port); /* it may still be typed into */
  entry->name = get_text(self->name);
  entry->address = g_new0(PublisherAddress, 1);
  entry->address->way = get_way(self);
  entry->address->host = host_without_brackets(host);
  entry->address->port = (guint)gtk_spin_button_get_value_as_int(self->port);
  entry->address->user = get_text(self->user);
  entry->address->path = get_text(self->path);
  entry->login = LOGIN_BY_KEYS;
  if (gtk_toggle_button_get_active(self->by_password))
    entry->login = LOGIN_BY_PASSWORD;
  if (gtk_toggle_button_get_active(self->by_key_file)) {
    entry->login = LOGIN_BY_KEY_FILE;
    entry->identity = get_text(self->identity);
  }
  entry->cluster = cluster_settings_new();
  if (self->web_certificates != NULL) {
    g_strfreev(entry->cluster->web_certificates);
    entry->cluster->web_certificates = g_strdupv(self->web_certificates);
  }
  cluster_form_read(self->cluster, entry->cluster);
  entry->cluster->old_algorithms = old_algorithms_form_read(self->old_algorithms);
  return node_list_read(self->nodes, entry->cluster, error) ? g_steal_pointer(&entry) : NULL;
}

static void
fill_form(CtlPublisherDialog *self, const AddressBookEntry *entry)
{
  self->shown_way = entry->address->way; /* before its port and path */
  gtk_combo_box_set_active(self->way, (int)entry->address->way);
  self->web_certificates = g_strdupv(entry->cluster->web_certificates);
  gtk_entry_set_text(self->name, entry->name);
  gtk_entry_set_text(self->host, entry->address->host);
  gtk_spin_button_set_value(self->port, entry->address->port);
  gtk_entry_set_text(self->user, entry->address->user);
  gtk_entry_set_text(self->path, entry->address->path);
  gtk_entry_set_text(self->identity, entry->identity != NULL ? entry->identity : "");
  gtk_toggle_button_set_active(self->by_keys, entry->login == LOGIN_BY_KEYS);
  gtk_toggle_button_set_active(self->by_key_file, entry->login == LOGIN_BY_KEY_FILE);
  gtk_toggle_button_set_active(self->by_password, entry->login == LOGIN_BY_PASSWORD);
  node_list_fill(self->nodes, entry->cluster);
  cluster_form_fill(self->cluster, entry->cluster);
  old_algorithms_form_fill(self->old_algorithms, entry->cluster->old_algorithms);
}

static void
show_wrong(CtlPublisherDialog *self, AddressBookField field)
{
  GtkEntry *entry = get_entry(self, field);
  gtk_stack_set_visible_child_name(self->pages, entry != NULL ? "login" : "more");
  if (entry != NULL)
    gtk_widget_grab_focus(GTK_WIDGET(entry));
}

static void
save(CtlPublisherDialog *self)
{
  g_autofree char *path = address_book_default_path();
  g_autoptr(GError) error = NULL;
  g_autoptr(AddressBookEntry) entry = read_form(self, &error);
  AddressBookField field = ADDRESS_BOOK_NAME;
  if (entry == NULL) {
    notice_bar_show_error(self->notice, error);
    gtk_stack_set_visible_child_name(self->pages, "nodes");
  } else if (!address_book_entry_check(entry, &field, &error)) {
    notice_bar_show_error(self->notice, error);
    show_wrong(self, field);
  } else if (!address_book_save(path, self->old_name, entry, &error)) {
    notice_bar_show_error(self->notice, error);
  } else {
    gtk_dialog_response(GTK_DIALOG(self), GTK_RESPONSE_ACCEPT);
  }
}

/* The Save button's response is the dialog's own business: others hear of it when it has saved. */
static void
on_response(GtkDialog *dialog, int response, CtlPublisherDialog *self)
{
  if (response != GTK_RESPONSE_APPLY)
    return;
  g_signal_stop_emission_by_name(dialog, "response");
  save(self);
}

/* In the order of DeliveryWay. */
static void
add_ways(CtlPublisherDialog *self)
{
  static const char *const ways[] = {[DELIVER_BY_SFTP] = N_("SFTP"),
                                     [DELIVER_BY_WEB] = N_("OS Administration (TFTP File Management)"),
                                     [DELIVER_BY_HAND] = N_("By hand")};
  for (gsize i = 0; i < G_N_ELEMENTS(ways); i++)
    shown_text_append(GTK_COMBO_BOX_TEXT(self->way), NULL, _(ways[i]));
  gtk_combo_box_set_active(self->way, DELIVER_BY_SFTP);
}

/* By SFTP the list is anywhere, in the other ways where phones ask for it. */
static void
change_path(CtlPublisherDialog *self, DeliveryWay before, DeliveryWay now)
{
  if (before == DELIVER_BY_SFTP) {
    g_free(self->sftp_path);
    self->sftp_path = get_text(self->path);
    gtk_entry_set_text(self->path, "/CTLFile.tlv");
  } else if (now == DELIVER_BY_SFTP && self->sftp_path != NULL) {
    gtk_entry_set_text(self->path, self->sftp_path);
  }
}

/* Another way has another port, and its own folder of files. A port that was typed stays. */
static void
on_way(GtkComboBox *combo, CtlPublisherDialog *self)
{
  DeliveryWay before = self->shown_way;
  DeliveryWay now = get_way(self);
  if (before == now)
    return;
  self->shown_way = now;
  if ((guint)gtk_spin_button_get_value_as_int(self->port) == delivery_way_get_port(before))
    gtk_spin_button_set_value(self->port, delivery_way_get_port(now));
  change_path(self, before, now);
}

/* --- which way the account has --- */

static void
on_way_found(gpointer dialog, gpointer data)
{
  CtlPublisherDialog *self = dialog;
  g_autoptr(CheckResult) result = data;
  if (result->good) {
    gtk_combo_box_set_active(self->way, (int)result->way);
    notice_bar_show_done(self->notice, result->text, NULL);
  } else {
    notice_bar_show_warning(self->notice, result->text, NULL);
  }
}

static void
on_way_failed(gpointer dialog, const GError *error)
{
  notice_bar_show_error(CTL_PUBLISHER_DIALOG(dialog)->notice, error);
}

static const JobKind FIND_WAY = {
    .run = ways_job_run,
    .done = on_way_found,
    .failed = on_way_failed,
    .free_input = (GDestroyNotify)address_book_entry_free,
    .free_result = (GDestroyNotify)check_result_free,
};

/* What a login does not need may be missing yet. */
static void
fill_in(AddressBookEntry *entry)
{
  if (*entry->name == '\0') {
    g_free(entry->name);
    entry->name = g_strdup("-");
  }
  if (*entry->address->path == '\0') {
    g_free(entry->address->path);
    entry->address->path = g_strdup("/CTLFile.tlv");
  }
}

static void
on_find_way(GtkButton *button, CtlPublisherDialog *self)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(AddressBookEntry) entry = read_form(self, &error);
  AddressBookField field = ADDRESS_BOOK_NAME;
  if (job_is_running(self->job))
    return;
  if (entry != NULL)
    fill_in(entry);
  if (entry == NULL || (!address_book_entry_check(entry, &field, &error) && field != ADDRESS_BOOK_NAME))
    notice_bar_show_error(self->notice, error);
  else
    job_start(self->job, &FIND_WAY, g_steal_pointer(&entry));
}

static void
on_running(CtlPublisherDialog *self)
{
  gtk_widget_set_sensitive(self->find_way, !job_is_running(self->job));
}

static void
on_login_method(GtkToggleButton *button, CtlPublisherDialog *self)
{
  gtk_widget_set_sensitive(self->identity_box, gtk_toggle_button_get_active(self->by_key_file));
}

static void
on_file_chosen(GtkNativeDialog *chooser, int response, CtlPublisherDialog *self)
{
  g_autofree char *path = gtk_file_chooser_get_filename(GTK_FILE_CHOOSER(chooser));
  if (response == GTK_RESPONSE_ACCEPT && path != NULL)
    gtk_entry_set_text(self->identity, path);
  g_clear_object(&self->chooser);
}

static void
on_choose(GtkButton *button, CtlPublisherDialog *self)
{
  g_autofree char *folder = g_build_filename(g_get_home_dir(), ".ssh", NULL);
  g_clear_object(&self->chooser);
  self->chooser = gtk_file_chooser_native_new(_("Private key file"), GTK_WINDOW(self),
                                              GTK_FILE_CHOOSER_ACTION_OPEN, _("_Choose"), _("_Cancel"));
  gtk_native_dialog_set_modal(GTK_NATIVE_DIALOG(self->chooser), TRUE);
  gtk_file_chooser_set_current_folder(GTK_FILE_CHOOSER(self->chooser), folder);
  g_signal_connect(self->chooser, "response", G_CALLBACK(on_file_chosen), self);
  gtk_native_dialog_show(GTK_NATIVE_DIALOG(self->chooser));
}

GtkWidget *
publisher_dialog_new(GtkWindow *parent, const AddressBookEntry *entry)
{
  CtlPublisherDialog *self = g_object_new(PUBLISHER_DIALOG_TYPE, "transient-for", parent, "modal", TRUE,
                                          "destroy-with-parent", TRUE, "use-header-bar", FALSE, NULL);
  shown_text_set_title(GTK_WINDOW(self), entry != NULL ? _("Edit publisher") : _("Add publisher"));
  if (entry != NULL) {
    self->old_name = g_strdup(entry->name);
    fill_form(self, entry);
  }
  return GTK_WIDGET(self);
}

static void
publisher_dialog_dispose(GObject *object)
{
  CtlPublisherDialog *self = CTL_PUBLISHER_DIALOG(object);
  g_clear_object(&self->chooser);
  g_clear_object(&self->job);
  g_clear_pointer(&self->old_name, g_free);
  g_clear_pointer(&self->sftp_path, g_free);
  g_clear_pointer(&self->web_certificates, g_strfreev);
  G_OBJECT_CLASS(publisher_dialog_parent_class)->dispose(object);
}

static void
publisher_dialog_class_init(CtlPublisherDialogClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS(klass);
  g_type_ensure(NOTICE_BAR_TYPE);
  g_type_ensure(NODE_LIST_TYPE);
  g_type_ensure(CLUSTER_FORM_TYPE);
  g_type_ensure(OLD_ALGORITHMS_FORM_TYPE);
  G_OBJECT_CLASS(klass)->dispose = publisher_dialog_dispose;
  gtk_widget_class_set_template_from_resource(widget,
                                              "/io/github/etoken_ctl/Gtk/cluster/publisher-dialog.ui");
  gtk_widget_class_bind_template_child(widget, CtlPublisherDialog, notice);
  gtk_widget_class_bind_template_child(widget, CtlPublisherDialog, pages);
  gtk_widget_class_bind_template_child(widget, CtlPublisherDialog, nodes);
  gtk_widget_class_bind_template_child(widget, CtlPublisherDialog, cluster);
  gtk_widget_class_bind_template_child(widget, CtlPublisherDialog, old_algorithms);
  gtk_widget_class_bind_template_child(widget, CtlPublisherDialog, name);
  gtk_widget_class_bind_template_child(widget, CtlPublisherDialog, host);
  gtk_widget_class_bind_template_child(widget, CtlPublisherDialog, way);
  gtk_widget_class_bind_template_child(widget, CtlPublisherDialog, find_way);
  gtk_widget_class_bind_template_child(widget, CtlPublisherDialog, port);
  gtk_widget_class_bind_template_child(widget, CtlPublisherDialog, user);
  gtk_widget_class_bind_template_child(widget, CtlPublisherDialog, path);
  gtk_widget_class_bind_template_child(widget, CtlPublisherDialog, by_keys);
  gtk_widget_class_bind_template_child(widget, CtlPublisherDialog, by_key_file);
  gtk_widget_class_bind_template_child(widget, CtlPublisherDialog, by_password);
  gtk_widget_class_bind_template_child(widget, CtlPublisherDialog, identity_box);
  gtk_widget_class_bind_template_child(widget, CtlPublisherDialog, identity);
  gtk_widget_class_bind_template_callback(widget, on_login_method);
  gtk_widget_class_bind_template_callback(widget, on_way);
  gtk_widget_class_bind_template_callback(widget, on_find_way);
  gtk_widget_class_bind_template_callback(widget, on_choose);
  gtk_widget_class_bind_template_callback(widget, on_response);
}

static void
publisher_dialog_init(CtlPublisherDialog *self)
{
  gtk_widget_init_template(GTK_WIDGET(self));
  add_ways(self);
  self->job = job_new(GTK_WIDGET(self));
  g_signal_connect_object(self->job, "notify::running", G_CALLBACK(on_running), self, G_CONNECT_SWAPPED);
}
