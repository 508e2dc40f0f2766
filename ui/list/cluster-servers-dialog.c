/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/list/cluster-servers-dialog.h"

#include "app/publisher/settings/cluster-login.h"
#include "app/workflow/cluster/cluster-certificates.h"
#include "app/workflow/cluster/server-offer.h"
#include "ui/list/server-offer-row.h"
#include "ui/widgets/busy-bar.h"
#include "ui/widgets/container.h"
#include "ui/widgets/keep-password.h"
#include "ui/widgets/notice-bar.h"
#include "ui/widgets/shown-text.h"

#include <glib/gi18n.h>

struct _CtlClusterServersDialog {
  GtkDialog parent;
  CtlNoticeBar *notice;
  CtlBusyBar *busy;
  GtkWidget *form;
  GtkComboBoxText *publisher;
  GtkToggleButton *live;
  GtkWidget *look;
  GtkLabel *empty;
  GtkWidget *scroller;
  GtkContainer *rows;
  GtkLabel *notes;
  GtkWidget *add;
  CtlJob *job;
  ListDocument *document;
  GPtrArray *offers; /* of ServerOffer, for the rows */
};

G_DEFINE_TYPE(CtlClusterServersDialog, cluster_servers_dialog, GTK_TYPE_DIALOG)

/* --- the rows --- */

typedef struct {
  gboolean any;
  gboolean complete; /* each has a host */
} Chosen;

static void
count_chosen(GtkWidget *row, gpointer data)
{
  Chosen *chosen = data;
  if (!server_offer_row_is_chosen(CTL_SERVER_OFFER_ROW(row)))
    return;
  g_autofree char *host = server_offer_row_dup_host(CTL_SERVER_OFFER_ROW(row));
  chosen->any = TRUE;
  chosen->complete &= *host != '\0';
}

static void
update(CtlClusterServersDialog *self)
{
  Chosen chosen = {FALSE, TRUE};
  gtk_container_foreach(self->rows, count_chosen, &chosen);
  gtk_widget_set_sensitive(self->add, chosen.any && chosen.complete && !job_is_running(self->job));
}

static void
show_offers(CtlClusterServersDialog *self)
{
  container_clear(self->rows);
  for (guint i = 0; i < self->offers->len; i++) {
    GtkWidget *row = server_offer_row_new(g_ptr_array_index(self->offers, i));
    g_signal_connect_object(row, "changed", G_CALLBACK(update), self, G_CONNECT_SWAPPED);
    gtk_container_add(self->rows, row);
  }
  gtk_widget_set_visible(self->scroller, self->offers->len > 0);
  gtk_widget_set_visible(GTK_WIDGET(self->empty), self->offers->len == 0);
  update(self);
}

/* --- looking --- */

typedef struct {
  char *name;
  gboolean live;
} LookInput;

typedef struct {
  GPtrArray *found; /* of ServerCertificate */
  GPtrArray *notes; /* of char * */
} LookResult;

static void
look_input_free(gpointer data)
{
  LookInput *input = data;
  g_free(input->name);
  g_free(input);
}

static void
look_result_free(gpointer data)
{
  LookResult *result = data;
  g_clear_pointer(&result->found, g_ptr_array_unref);
  g_ptr_array_unref(result->notes);
  g_free(result);
}

static gpointer
run_look(const JobContext *context, GError **error)
{
  const LookInput *input = context->input;
  gboolean saved = FALSE;
  g_autofree char *path = address_book_default_path();
  g_autoptr(AddressBookEntry) entry = cluster_certificates_find(path, input->name, &saved, error);
  if (entry == NULL)
    return NULL;
  g_autoptr(ClusterLogin) kept = cluster_login_begin(entry);
  const PublisherLogin login = cluster_login_get(kept, entry);
  const ClusterCertificatesRequest request = {
      .entry = entry,
      .login = saved ? &login : NULL,
      .live = input->live,
      .old_algorithms = entry->cluster->old_algorithms,
      .confirmation = {.prompt = context->prompt, .for_ctl = TRUE},
  };
  LookResult *result = g_new0(LookResult, 1);
  result->notes = g_ptr_array_new_with_free_func(g_free);
  const ClusterCertificatesRemarks remarks = {result->notes, result->notes};
  result->found =
      cluster_certificates_collect(&request, &remarks, context->progress, context->cancellable, error);
  if (result->found == NULL) {
    look_result_free(result);
    return NULL;
  }
  if (saved)
    keep_password_as_wanted(context, entry);
  return result;
}

static void
show_notes(CtlClusterServersDialog *self, const GPtrArray *notes)
{
  g_autoptr(GString) text = g_string_new(NULL);
  for (guint i = 0; i < notes->len; i++)
    g_string_append_printf(text, "%s%s.", i > 0 ? "\n" : "", (const char *)g_ptr_array_index(notes, i));
  shown_text_set(self->notes, text->str);
  gtk_widget_set_visible(GTK_WIDGET(self->notes), notes->len > 0);
}

static void
on_looked(gpointer dialog, gpointer data)
{
  CtlClusterServersDialog *self = dialog;
  LookResult *result = data;
  container_clear(self->rows); /* before the offers that they show */
  g_clear_pointer(&self->offers, g_ptr_array_unref);
  self->offers = server_offers_new(result->found, list_document_get_draft(self->document),
                                   g_get_real_time() / G_USEC_PER_SEC);
  show_offers(self);
  show_notes(self, result->notes);
  look_result_free(result);
}

static void
on_failed(gpointer dialog, const GError *error)
{
  notice_bar_show_error(CTL_CLUSTER_SERVERS_DIALOG(dialog)->notice, error);
}

static const JobKind LOOK = {
    .run = run_look,
    .done = on_looked,
    .failed = on_failed,
    .free_input = look_input_free,
    .free_result = look_result_free,
};

static void
on_look(GtkButton *button, CtlClusterServersDialog *self)
{
  if (job_is_running(self->job))
    return;
  LookInput *input = g_new0(LookInput, 1);
  input->name = g_strstrip(gtk_combo_box_text_get_active_text(self->publisher));
  input->live = gtk_toggle_button_get_active(self->live);
  notice_bar_hide(self->notice);
  job_start(self->job, &LOOK, input);
}

static void
on_publisher_changed(GtkComboBox *combo, CtlClusterServersDialog *self)
{
  g_autofree char *name = gtk_combo_box_text_get_active_text(self->publisher);
  gtk_widget_set_sensitive(self->look, name != NULL && *g_strstrip(name) != '\0');
}

/* --- adding --- */

static void
add_server_input(GtkWidget *row, gpointer data)
{
  const ServerOffer *offer = server_offer_row_get_offer(CTL_SERVER_OFFER_ROW(row));
  if (!server_offer_row_is_chosen(CTL_SERVER_OFFER_ROW(row)))
    return;
  ServerRecord *server = g_new0(ServerRecord, 1);
  server->function = offer->function;
  server->host = server_offer_row_dup_host(CTL_SERVER_OFFER_ROW(row));
  X509_up_ref(offer->certificate);
  server->certificate = offer->certificate;
  g_ptr_array_add(data, server);
}

/* The names are looked up. */
static gpointer
run_resolve(const JobContext *context, GError **error)
{
  const GPtrArray *wanted = context->input;
  g_autoptr(GPtrArray) servers = g_ptr_array_new_with_free_func((GDestroyNotify)server_record_free);
  for (guint i = 0; i < wanted->len; i++) {
    const ServerRecord *server = g_ptr_array_index(wanted, i);
    progress_step(context->progress, _("Looking up %s"), server->host);
    ServerRecord *found = server_record_new_with_certificate(
        server->function, server->host, server->certificate, context->cancellable, error);
    if (found == NULL)
      return NULL;
    g_ptr_array_add(servers, found);
  }
  return g_steal_pointer(&servers);
}

static void
mark_added(GtkWidget *row, gpointer server)
{
  const ServerOffer *offer = server_offer_row_get_offer(CTL_SERVER_OFFER_ROW(row));
  const ServerRecord *added = server;
  if (offer->certificate == added->certificate && offer->function == added->function)
    server_offer_row_set_in_list(CTL_SERVER_OFFER_ROW(row));
}

static void
on_resolved(gpointer dialog, gpointer result)
{
  CtlClusterServersDialog *self = dialog;
  g_autoptr(GPtrArray) servers = result;
  for (guint i = 0; i < servers->len; i++) {
    g_autoptr(GError) error = NULL;
    if (!list_document_add_server(self->document, g_ptr_array_index(servers, i), &error)) {
      notice_bar_show_error(self->notice, error);
      return;
    }
    gtk_container_foreach(self->rows, mark_added, g_ptr_array_index(servers, i));
  }
  gtk_dialog_response(GTK_DIALOG(self), GTK_RESPONSE_ACCEPT);
}

static const JobKind RESOLVE = {
    .run = run_resolve,
    .done = on_resolved,
    .failed = on_failed,
    .free_input = (GDestroyNotify)g_ptr_array_unref,
    .free_result = (GDestroyNotify)g_ptr_array_unref,
};

static void
on_add(GtkButton *button, CtlClusterServersDialog *self)
{
  if (job_is_running(self->job))
    return;
  GPtrArray *wanted = g_ptr_array_new_with_free_func((GDestroyNotify)server_record_free);
  gtk_container_foreach(self->rows, add_server_input, wanted);
  notice_bar_hide(self->notice);
  job_start(self->job, &RESOLVE, wanted);
}

/* --- the widget --- */

static void
load_publishers(CtlClusterServersDialog *self)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = address_book_default_path();
  g_autoptr(GPtrArray) damage = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GPtrArray) entries = address_book_load(path, damage, &error);
  notice_bar_show_damage(self->notice, damage);
  if (entries == NULL) {
    notice_bar_show_error(self->notice, error);
    return;
  }
  for (guint i = 0; i < entries->len; i++) {
    const AddressBookEntry *entry = g_ptr_array_index(entries, i);
    shown_text_append(self->publisher, NULL, entry->name);
  }
  if (entries->len > 0)
    gtk_combo_box_set_active(GTK_COMBO_BOX(self->publisher), 0);
}

GtkWidget *
cluster_servers_dialog_new(GtkWindow *parent, ListDocument *document)
{
  CtlClusterServersDialog *self =
      g_object_new(CLUSTER_SERVERS_DIALOG_TYPE, "transient-for", parent, "modal", TRUE, "destroy-with-parent",
                   TRUE, "use-header-bar", FALSE, NULL);
  self->document = list_document_ref(document);
  return GTK_WIDGET(self);
}

static void
cluster_servers_dialog_dispose(GObject *object)
{
  CtlClusterServersDialog *self = CTL_CLUSTER_SERVERS_DIALOG(object);
  g_clear_object(&self->job);
  g_clear_pointer(&self->document, list_document_unref);
  G_OBJECT_CLASS(cluster_servers_dialog_parent_class)->dispose(object);
  g_clear_pointer(&self->offers, g_ptr_array_unref); /* after the rows that show them */
}

static void
cluster_servers_dialog_class_init(CtlClusterServersDialogClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS(klass);
  g_type_ensure(NOTICE_BAR_TYPE);
  g_type_ensure(BUSY_BAR_TYPE);
  G_OBJECT_CLASS(klass)->dispose = cluster_servers_dialog_dispose;
  gtk_widget_class_set_template_from_resource(widget,
                                              "/io/github/etoken_ctl/Gtk/list/cluster-servers-dialog.ui");
  gtk_widget_class_bind_template_child(widget, CtlClusterServersDialog, notice);
  gtk_widget_class_bind_template_child(widget, CtlClusterServersDialog, busy);
  gtk_widget_class_bind_template_child(widget, CtlClusterServersDialog, form);
  gtk_widget_class_bind_template_child(widget, CtlClusterServersDialog, publisher);
  gtk_widget_class_bind_template_child(widget, CtlClusterServersDialog, live);
  gtk_widget_class_bind_template_child(widget, CtlClusterServersDialog, look);
  gtk_widget_class_bind_template_child(widget, CtlClusterServersDialog, empty);
  gtk_widget_class_bind_template_child(widget, CtlClusterServersDialog, scroller);
  gtk_widget_class_bind_template_child(widget, CtlClusterServersDialog, rows);
  gtk_widget_class_bind_template_child(widget, CtlClusterServersDialog, notes);
  gtk_widget_class_bind_template_child(widget, CtlClusterServersDialog, add);
  gtk_widget_class_bind_template_callback(widget, on_publisher_changed);
  gtk_widget_class_bind_template_callback(widget, on_look);
  gtk_widget_class_bind_template_callback(widget, on_add);
}

static void
cluster_servers_dialog_init(CtlClusterServersDialog *self)
{
  gtk_widget_init_template(GTK_WIDGET(self));
  self->job = job_new(GTK_WIDGET(self));
  busy_bar_set_job(self->busy, self->job, _("Asking the cluster"));
  g_object_bind_property(self->job, "running", self->form, "sensitive", G_BINDING_INVERT_BOOLEAN);
  g_object_bind_property(self->job, "running", self->scroller, "sensitive", G_BINDING_INVERT_BOOLEAN);
  g_signal_connect_object(self->job, "notify::running", G_CALLBACK(update), self, G_CONNECT_SWAPPED);
  load_publishers(self);
}
