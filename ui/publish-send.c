/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/publish-send.h"

#include "app/publisher/address-book.h"
#include "app/workflow/publish.h"
#include "ui/busy-bar.h"
#include "ui/keep-password.h"
#include "ui/notice-bar.h"
#include "ui/publish-row.h"
#include "ui/trust-list-saver.h"

#include <glib/gi18n.h>

struct _PublishSend {
  GtkBin parent;
  NoticeBar *notice;
  BusyBar *busy;
  GtkLabel *hint;
  GtkBox *list;
  GtkLabel *saved;
  GtkWidget *save;
  Job *job;
  TrustListSaver *saver;
  ListDocument *document;
  GPtrArray *rows;     /* of PublishRow; borrowed from LIST */
  PublishRow *current; /* the one that is being served */
  guint next;          /* index of the row to look at next */
  gboolean stopping;   /* no further row is looked at */
  char *saved_as;
  GPtrArray *warnings; /* of char *: what the publishers that were served leave to be known */
};

enum { SIGNAL_CHANGED, SIGNAL_FINISHED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_TYPE(PublishSend, publish_send, GTK_TYPE_BIN)

static void
tell_change(PublishSend *self)
{
  g_signal_emit(self, signals[SIGNAL_CHANGED], 0);
}

static PublishRow *
row_at(PublishSend *self, guint index)
{
  return g_ptr_array_index(self->rows, index);
}

gboolean
publish_send_is_running(PublishSend *self)
{
  return job_is_running(self->job) || job_is_running(trust_list_saver_get_job(self->saver));
}

gboolean
publish_send_is_wanted(PublishSend *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    if (publish_row_is_wanted(row_at(self, i)))
      return TRUE;
  return FALSE;
}

gboolean
publish_send_is_published(PublishSend *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    if (publish_row_is_done(row_at(self, i)))
      return TRUE;
  return FALSE;
}

gboolean
publish_send_is_ready(PublishSend *self)
{
  if (publish_send_is_running(self))
    return FALSE;
  for (guint i = 0; i < self->rows->len; i++)
    if (publish_row_is_wanted(row_at(self, i)) && !publish_row_is_ready(row_at(self, i)))
      return FALSE;
  return publish_send_is_wanted(self) || publish_send_is_published(self) || self->saved_as != NULL;
}

char *
publish_send_list_published(PublishSend *self)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new();
  for (guint i = 0; i < self->rows->len; i++)
    if (publish_row_is_done(row_at(self, i)))
      g_ptr_array_add(names, publish_row_get_entry(row_at(self, i))->name);
  gboolean any = names->len > 0;
  g_ptr_array_add(names, NULL);
  return any ? g_strjoinv(", ", (char **)names->pdata) : NULL;
}

char *
publish_send_describe(PublishSend *self)
{
  g_autoptr(GString) text = g_string_new(NULL);
  for (guint i = 0; i < self->rows->len; i++)
    if (publish_row_is_done(row_at(self, i)))
      g_string_append_printf(text, _("Publisher %s holds this list now.\n"),
                             publish_row_get_entry(row_at(self, i))->name);
  if (self->saved_as != NULL)
    g_string_append_printf(text, _("The list was saved as %s.\n"), self->saved_as);
  for (guint i = 0; i < self->warnings->len; i++)
    g_string_append_printf(text, _("Warning: %s.\n"), (const char *)g_ptr_array_index(self->warnings, i));
  g_string_truncate(text, text->len > 0 ? text->len - 1 : 0);
  return g_strdup(text->str);
}

/* --- publishing --- */

typedef struct {
  TrustList *list;
  AddressBookEntry *entry;
  gboolean force;
} SendInput;

static void
send_input_free(gpointer data)
{
  SendInput *input = data;
  trust_list_unref(input->list);
  address_book_entry_free(input->entry);
  g_free(input);
}

typedef struct {
  PublishResult result;
  GPtrArray *warnings; /* of char * */
} SendOutcome;

static void
send_outcome_free(gpointer data)
{
  SendOutcome *outcome = data;
  g_ptr_array_unref(outcome->warnings);
  g_free(outcome);
}

static gpointer
run_send(const JobContext *context, GError **error)
{
  const SendInput *input = context->input;
  const PublisherLogin login = address_book_entry_get_login(input->entry);
  const ClusterSettings *cluster = input->entry->cluster;
  g_autoptr(PublishTvs) tvs = publish_tvs_new(input->entry);
  SendOutcome *outcome = g_new0(SendOutcome, 1);
  outcome->warnings = g_ptr_array_new_with_free_func(g_free);
  const PublishRequest request = {.address = input->entry->address,
                                  .login = &login,
                                  .force = input->force,
                                  .name = input->entry->name,
                                  .tvs = tvs,
                                  .keep_old = cluster != NULL ? cluster->keep_old : 0,
                                  .warnings = outcome->warnings};
  gboolean ok = publish_list(input->list, &request, &outcome->result, context->prompt, context->progress,
                             context->cancellable, error);
  keep_password_as_wanted(context, input->entry);
  if (ok)
    return outcome;
  send_outcome_free(outcome);
  return NULL;
}

static void serve_next(PublishSend *self);

/* Publishers of one cluster say the same. */
static void
add_warnings(PublishSend *self, const GPtrArray *warnings)
{
  for (guint i = 0; i < warnings->len; i++)
    if (!g_ptr_array_find_with_equal_func(self->warnings, g_ptr_array_index(warnings, i), g_str_equal, NULL))
      g_ptr_array_add(self->warnings, g_strdup(g_ptr_array_index(warnings, i)));
}

static void
on_sent(gpointer send, gpointer data)
{
  PublishSend *self = send;
  SendOutcome *outcome = data;
  publish_row_show_result(self->current, outcome->result);
  add_warnings(self, outcome->warnings);
  send_outcome_free(outcome);
  serve_next(self);
}

static void
on_send_failed(gpointer send, const GError *error)
{
  PublishSend *self = send;
  publish_row_show_error(self->current, error);
  serve_next(self);
}

/* The publishers after this one are left as they are. */
static void
on_send_cancelled(gpointer send)
{
  PublishSend *self = send;
  for (guint i = 0; i < self->rows->len; i++)
    if (publish_row_is_wanted(row_at(self, i)))
      publish_row_show_status(row_at(self, i), NULL);
  publish_row_show_status(self->current, _("Cancelled. The publisher keeps the list that it had."));
  self->current = NULL;
  tell_change(self);
}

static const JobKind SEND = {
    .run = run_send,
    .done = on_sent,
    .failed = on_send_failed,
    .cancelled = on_send_cancelled,
    .free_input = send_input_free,
    .free_result = send_outcome_free,
};

static void
serve(PublishSend *self, PublishRow *row)
{
  SendInput *input = g_new0(SendInput, 1);
  input->list = trust_list_ref(list_document_get_signed(self->document));
  input->entry = address_book_entry_copy(publish_row_get_entry(row));
  input->force = publish_row_is_forced(row);
  self->current = row;
  publish_row_show_status(row, _("Connecting"));
  job_start(self->job, &SEND, input);
}

static void
serve_next(PublishSend *self)
{
  while (!self->stopping && self->next < self->rows->len) {
    PublishRow *row = row_at(self, self->next++);
    if (publish_row_is_wanted(row)) {
      serve(self, row);
      tell_change(self);
      return;
    }
  }
  self->current = NULL;
  tell_change(self);
  if (!publish_send_is_wanted(self))
    g_signal_emit(self, signals[SIGNAL_FINISHED], 0);
}

void
publish_send_start(PublishSend *self)
{
  notice_bar_hide(self->notice);
  for (guint i = 0; i < self->rows->len; i++)
    if (publish_row_is_wanted(row_at(self, i)))
      publish_row_show_status(row_at(self, i), _("Waiting"));
  self->next = 0;
  self->stopping = FALSE;
  serve_next(self);
}

void
publish_send_cancel(PublishSend *self)
{
  self->stopping = TRUE;
  job_cancel(self->job);
  job_cancel(trust_list_saver_get_job(self->saver));
}

/* --- saving --- */

static void
on_save(GtkButton *button, PublishSend *self)
{
  notice_bar_hide(self->notice);
  trust_list_saver_start(self->saver, self->document);
}

static void
on_saved(PublishSend *self, const char *name)
{
  g_autofree char *text = g_strdup_printf(_("The list was saved as %s."), name);
  g_free(self->saved_as);
  self->saved_as = g_strdup(name);
  gtk_label_set_text(self->saved, text);
  tell_change(self);
}

static void
on_save_failed(PublishSend *self, const GError *error)
{
  notice_bar_show_error(self->notice, error);
}

/* --- the publishers --- */

static void
add_row(PublishSend *self, const AddressBookEntry *entry)
{
  GtkWidget *row = publish_row_new(entry);
  g_signal_connect_swapped(row, "changed", G_CALLBACK(tell_change), self);
  gtk_container_add(GTK_CONTAINER(self->list), row);
  gtk_widget_show(row);
  g_ptr_array_add(self->rows, row);
}

static void
remove_row(GtkWidget *row, gpointer unused)
{
  gtk_widget_destroy(row);
}

void
publish_send_reset(PublishSend *self)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = address_book_default_path();
  g_autoptr(GPtrArray) entries = address_book_load(path, &error);
  if (error != NULL)
    notice_bar_show_error(self->notice, error);
  g_ptr_array_set_size(self->rows, 0);
  gtk_container_foreach(GTK_CONTAINER(self->list), remove_row, NULL);
  for (guint i = 0; entries != NULL && i < entries->len; i++)
    add_row(self, g_ptr_array_index(entries, i));
  if (self->rows->len == 1)
    publish_row_choose(row_at(self, 0));
  if (self->rows->len == 0)
    gtk_label_set_text(self->hint, _("No publisher is saved. Save the list to a file now; add a publisher on "
                                     "the Publisher page, and publish the list then."));
  g_clear_pointer(&self->saved_as, g_free);
  g_ptr_array_set_size(self->warnings, 0);
  gtk_label_set_text(self->saved, _("The list can also be saved, to be published by other means."));
  tell_change(self);
}

void
publish_send_set_document(PublishSend *self, ListDocument *document)
{
  self->document = list_document_ref(document);
  publish_send_reset(self);
}

/* The row of the publisher that is being served tells each step too. */
static void
on_step(PublishSend *self)
{
  g_autofree char *step = NULL;
  g_object_get(self->job, "step", &step, NULL);
  if (step != NULL && self->current != NULL)
    publish_row_show_status(self->current, step);
}

static void
on_running(PublishSend *self)
{
  gboolean idle = !publish_send_is_running(self);
  gtk_widget_set_sensitive(GTK_WIDGET(self->list), idle);
  gtk_widget_set_sensitive(self->save, idle);
  tell_change(self);
}

static void
publish_send_dispose(GObject *object)
{
  PublishSend *self = CTL_PUBLISH_SEND(object);
  g_clear_object(&self->saver);
  g_clear_object(&self->job);
  g_clear_pointer(&self->document, list_document_unref);
  g_clear_pointer(&self->rows, g_ptr_array_unref);
  g_clear_pointer(&self->saved_as, g_free);
  g_clear_pointer(&self->warnings, g_ptr_array_unref);
  G_OBJECT_CLASS(publish_send_parent_class)->dispose(object);
}

static void
publish_send_class_init(PublishSendClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS(klass);
  const GType type = G_TYPE_FROM_CLASS(klass);
  g_type_ensure(NOTICE_BAR_TYPE);
  g_type_ensure(BUSY_BAR_TYPE);
  G_OBJECT_CLASS(klass)->dispose = publish_send_dispose;
  signals[SIGNAL_CHANGED] =
      g_signal_new("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_FINISHED] =
      g_signal_new("finished", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource(widget, "/io/github/etoken_ctl/Gtk/publish-send.ui");
  gtk_widget_class_bind_template_child(widget, PublishSend, notice);
  gtk_widget_class_bind_template_child(widget, PublishSend, busy);
  gtk_widget_class_bind_template_child(widget, PublishSend, hint);
  gtk_widget_class_bind_template_child(widget, PublishSend, list);
  gtk_widget_class_bind_template_child(widget, PublishSend, saved);
  gtk_widget_class_bind_template_child(widget, PublishSend, save);
  gtk_widget_class_bind_template_callback(widget, on_save);
}

static void
publish_send_init(PublishSend *self)
{
  gtk_widget_init_template(GTK_WIDGET(self));
  self->rows = g_ptr_array_new();
  self->warnings = g_ptr_array_new_with_free_func(g_free);
  self->job = job_new(GTK_WIDGET(self));
  self->saver = trust_list_saver_new(GTK_WIDGET(self));
  Job *saver_job = trust_list_saver_get_job(self->saver);
  busy_bar_set_job(self->busy, self->job, _("Connecting"));
  g_signal_connect_object(self->job, "notify::step", G_CALLBACK(on_step), self, G_CONNECT_SWAPPED);
  g_signal_connect_object(self->job, "notify::running", G_CALLBACK(on_running), self, G_CONNECT_SWAPPED);
  g_signal_connect_object(saver_job, "notify::running", G_CALLBACK(on_running), self, G_CONNECT_SWAPPED);
  g_signal_connect_object(self->saver, "saved", G_CALLBACK(on_saved), self, G_CONNECT_SWAPPED);
  g_signal_connect_object(self->saver, "failed", G_CALLBACK(on_save_failed), self, G_CONNECT_SWAPPED);
}
