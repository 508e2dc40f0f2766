/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/list/trust-list-fetch-dialog.h"

#include "app/publisher/settings/address-book.h"
#include "app/publisher/settings/cluster-login.h"
#include "app/workflow/publish/publish.h"
#include "ui/widgets/busy-bar.h"
#include "ui/widgets/keep-password.h"
#include "ui/widgets/notice-bar.h"
#include "ui/widgets/shown-text.h"

#include <glib/gi18n.h>

struct _CtlTrustListFetchDialog {
  GtkDialog parent;
  CtlNoticeBar *notice;
  CtlBusyBar *busy;
  GtkWidget *empty;
  GtkWidget *form;
  GtkComboBoxText *publisher;
  GtkLabel *address;
  GtkWidget *fetch;
  CtlJob *job;
  GPtrArray *entries; /* of AddressBookEntry */
  ListDocument *document;
};

G_DEFINE_TYPE(CtlTrustListFetchDialog, trust_list_fetch_dialog, GTK_TYPE_DIALOG)

static const AddressBookEntry *
get_chosen(CtlTrustListFetchDialog *self)
{
  int index = gtk_combo_box_get_active(GTK_COMBO_BOX(self->publisher));
  return index >= 0 ? g_ptr_array_index(self->entries, (guint)index) : NULL;
}

static void
on_changed(GtkComboBox *combo, CtlTrustListFetchDialog *self)
{
  const AddressBookEntry *entry = get_chosen(self);
  g_autofree char *url = entry != NULL ? publisher_address_to_url(entry->address) : NULL;
  shown_text_set(self->address, url);
}

static gpointer
run_fetch(const JobContext *context, GError **error)
{
  const AddressBookEntry *entry = context->input;
  g_autoptr(ClusterLogin) kept = cluster_login_begin(entry);
  const PublisherLogin login = cluster_login_get(kept, entry);
  const PublishRequest request = {.address = entry->address, .login = &login};
  gint64 modified = -1;
  g_autoptr(GBytes) bytes =
      publish_fetch(&request, &modified, context->prompt, context->progress, context->cancellable, error);
  keep_password_as_wanted(context, entry);
  return bytes != NULL ? list_document_new_fetched(entry->name, bytes, modified) : NULL;
}

static void
on_fetched(gpointer dialog, gpointer result)
{
  CtlTrustListFetchDialog *self = dialog;
  self->document = result;
  gtk_dialog_response(GTK_DIALOG(self), GTK_RESPONSE_ACCEPT);
}

static void
on_failed(gpointer dialog, const GError *error)
{
  notice_bar_show_error(CTL_TRUST_LIST_FETCH_DIALOG(dialog)->notice, error);
}

static const JobKind FETCH = {
    .run = run_fetch,
    .done = on_fetched,
    .failed = on_failed,
    .free_input = (GDestroyNotify)address_book_entry_free,
    .free_result = (GDestroyNotify)list_document_unref,
};

static void
on_fetch(GtkButton *button, CtlTrustListFetchDialog *self)
{
  const AddressBookEntry *entry = get_chosen(self);
  if (entry == NULL || job_is_running(self->job))
    return;
  notice_bar_hide(self->notice);
  job_start(self->job, &FETCH, address_book_entry_copy(entry));
}

ListDocument *
trust_list_fetch_dialog_steal(CtlTrustListFetchDialog *self)
{
  return g_steal_pointer(&self->document);
}

static void
load_entries(CtlTrustListFetchDialog *self)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = address_book_default_path();
  g_autoptr(GPtrArray) damage = g_ptr_array_new_with_free_func(g_free);
  self->entries = address_book_load(path, damage, &error);
  notice_bar_show_damage(self->notice, damage);
  if (self->entries == NULL) {
    self->entries = g_ptr_array_new();
    notice_bar_show_error(self->notice, error);
  }
  for (guint i = 0; i < self->entries->len; i++) {
    const AddressBookEntry *entry = g_ptr_array_index(self->entries, i);
    shown_text_append(self->publisher, NULL, entry->name);
  }
  gboolean any = self->entries->len > 0;
  gtk_combo_box_set_active(GTK_COMBO_BOX(self->publisher), any ? 0 : -1);
  gtk_widget_set_visible(self->form, any);
  gtk_widget_set_visible(self->empty, !any && error == NULL);
  gtk_widget_set_sensitive(self->fetch, any);
}

GtkWidget *
trust_list_fetch_dialog_new(GtkWindow *parent)
{
  return g_object_new(TRUST_LIST_FETCH_DIALOG_TYPE, "transient-for", parent, "modal", TRUE,
                      "destroy-with-parent", TRUE, "use-header-bar", FALSE, NULL);
}

static void
trust_list_fetch_dialog_dispose(GObject *object)
{
  CtlTrustListFetchDialog *self = CTL_TRUST_LIST_FETCH_DIALOG(object);
  g_clear_object(&self->job);
  g_clear_pointer(&self->document, list_document_unref);
  g_clear_pointer(&self->entries, g_ptr_array_unref);
  G_OBJECT_CLASS(trust_list_fetch_dialog_parent_class)->dispose(object);
}

static void
trust_list_fetch_dialog_class_init(CtlTrustListFetchDialogClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS(klass);
  g_type_ensure(NOTICE_BAR_TYPE);
  g_type_ensure(BUSY_BAR_TYPE);
  G_OBJECT_CLASS(klass)->dispose = trust_list_fetch_dialog_dispose;
  gtk_widget_class_set_template_from_resource(widget,
                                              "/io/github/etoken_ctl/Gtk/list/trust-list-fetch-dialog.ui");
  gtk_widget_class_bind_template_child(widget, CtlTrustListFetchDialog, notice);
  gtk_widget_class_bind_template_child(widget, CtlTrustListFetchDialog, busy);
  gtk_widget_class_bind_template_child(widget, CtlTrustListFetchDialog, empty);
  gtk_widget_class_bind_template_child(widget, CtlTrustListFetchDialog, form);
  gtk_widget_class_bind_template_child(widget, CtlTrustListFetchDialog, publisher);
  gtk_widget_class_bind_template_child(widget, CtlTrustListFetchDialog, address);
  gtk_widget_class_bind_template_child(widget, CtlTrustListFetchDialog, fetch);
  gtk_widget_class_bind_template_callback(widget, on_changed);
  gtk_widget_class_bind_template_callback(widget, on_fetch);
}

static void
trust_list_fetch_dialog_init(CtlTrustListFetchDialog *self)
{
  gtk_widget_init_template(GTK_WIDGET(self));
  self->job = job_new(GTK_WIDGET(self));
  busy_bar_set_job(self->busy, self->job, _("Fetching the list"));
  g_object_bind_property(self->job, "running", self->form, "sensitive", G_BINDING_INVERT_BOOLEAN);
  g_object_bind_property(self->job, "running", self->fetch, "sensitive", G_BINDING_INVERT_BOOLEAN);
  gtk_widget_grab_default(self->fetch);
  load_entries(self);
}
