/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/cluster/publisher-page.h"

#include "app/workflow/settings/publisher-password.h"
#include "ui/cluster/check-job.h"
#include "ui/cluster/cluster-view.h"
#include "ui/cluster/publisher-dialog.h"
#include "ui/cluster/publisher-row.h"
#include "ui/widgets/busy-bar.h"
#include "ui/widgets/notice-bar.h"
#include "ui/widgets/shown-text.h"
#include "ui/widgets/window-close.h"

#include <glib/gi18n.h>

struct _CtlPublisherPage {
  GtkBin parent;
  CtlNoticeBar *notice;
  CtlBusyBar *busy;
  GtkStack *stack;
  HdyStatusPage *empty;
  GtkListBox *list;
  CtlClusterView *cluster;
  CtlJob *job;
  CtlJob *removal;
  GQueue removals; /* of Removal: the first one runs */
  char *path;      /* of the address book */
  char *tested;    /* the name of the publisher that was tested last */
};

G_DEFINE_TYPE(CtlPublisherPage, publisher_page, GTK_TYPE_BIN)

static void show_publishers(CtlPublisherPage *self);

static GtkWindow *
get_window(CtlPublisherPage *self)
{
  return GTK_WINDOW(gtk_widget_get_toplevel(GTK_WIDGET(self)));
}

/* --- connection test --- */

static void
on_tested(gpointer page, gpointer data)
{
  CtlPublisherPage *self = page;
  g_autoptr(CheckResult) result = data;
  g_autofree char *text = g_strdup_printf(_("%s: %s"), self->tested, result->text);
  if (result->good)
    notice_bar_show_done(self->notice, text, NULL);
  else
    notice_bar_show_warning(self->notice, text, NULL);
}

static void
on_test_failed(gpointer page, const GError *error)
{
  notice_bar_show_error(CTL_PUBLISHER_PAGE(page)->notice, error);
}

static const JobKind TEST = {
    .run = check_job_run,
    .done = on_tested,
    .failed = on_test_failed,
    .free_input = (GDestroyNotify)address_book_entry_free,
    .free_result = (GDestroyNotify)check_result_free,
};

/* As it is saved now: an earlier login may have changed it. NULL, and an error shown, when it is gone. */
static AddressBookEntry *
find_entry(CtlPublisherPage *self, CtlPublisherRow *row)
{
  g_autoptr(GError) error = NULL;
  AddressBookEntry *entry = address_book_find(self->path, publisher_row_get_entry(row)->name, NULL, &error);
  if (entry == NULL)
    notice_bar_show_error(self->notice, error);
  return entry;
}

static void
on_row_status(CtlPublisherRow *row, CtlPublisherPage *self)
{
  g_autoptr(AddressBookEntry) entry = find_entry(self, row);
  if (entry != NULL)
    cluster_view_ask(self->cluster, entry);
}

static void
on_row_test(CtlPublisherRow *row, CtlPublisherPage *self)
{
  AddressBookEntry *entry = job_is_running(self->job) ? NULL : find_entry(self, row);
  if (entry == NULL)
    return;
  g_free(self->tested);
  self->tested = g_strdup(entry->name);
  notice_bar_hide(self->notice);
  job_start(self->job, &TEST, entry);
}

static void
set_row_busy(GtkWidget *row, gpointer job)
{
  publisher_row_set_busy(CTL_PUBLISHER_ROW(row), job_is_running(job));
}

static void
on_running(CtlPublisherPage *self)
{
  gtk_container_foreach(GTK_CONTAINER(self->list), set_row_busy, self->job);
}

/* --- the keyring --- */

/* What is to be taken out of the keyring, one after the other. */
typedef struct {
  const JobKind *kind;
  AddressBookEntry *entry; /* the job's input is a copy */
} Removal;

static void
removal_free(gpointer data)
{
  Removal *removal = data;
  address_book_entry_free(removal->entry);
  g_free(removal);
}

static void
start_removal(CtlPublisherPage *self)
{
  const Removal *first = g_queue_peek_head(&self->removals);
  if (first != NULL)
    job_start(self->removal, first->kind, address_book_entry_copy(first->entry));
}

static void
add_removal(CtlPublisherPage *self, const JobKind *kind, const AddressBookEntry *entry)
{
  Removal *removal = g_new0(Removal, 1);
  removal->kind = kind;
  removal->entry = address_book_entry_copy(entry);
  g_queue_push_tail(&self->removals, removal);
  if (self->removals.length == 1)
    start_removal(self);
}

static void
removal_ended(CtlPublisherPage *self)
{
  removal_free(g_queue_pop_head(&self->removals));
  start_removal(self);
}

/* In a thread, since the keyring may take its time. */
static gpointer
run_remove(const JobContext *context, GError **error)
{
  const AddressBookEntry *entry = context->input;
  g_autofree char *path = address_book_default_path();
  g_autoptr(GPtrArray) warnings = g_ptr_array_new_with_free_func(g_free);
  return publisher_remove(path, entry->name, warnings, context->cancellable, error)
             ? g_steal_pointer(&warnings)
             : NULL;
}

static void
on_removed(gpointer page, gpointer data)
{
  CtlPublisherPage *self = page;
  g_autoptr(GPtrArray) warnings = data;
  removal_ended(self);
  show_publishers(self);
  if (warnings->len == 0)
    return;
  g_autofree char *text = g_strconcat(g_ptr_array_index(warnings, 0), ".", NULL);
  notice_bar_show_warning(self->notice, text, NULL);
}

static void
on_remove_failed(gpointer page, const GError *error)
{
  CtlPublisherPage *self = page;
  removal_ended(self);
  notice_bar_show_error(self->notice, error);
}

static const JobKind REMOVE = {
    .run = run_remove,
    .done = on_removed,
    .failed = on_remove_failed,
    .free_input = (GDestroyNotify)address_book_entry_free,
    .free_result = (GDestroyNotify)g_ptr_array_unref,
};

/* The same for the password alone. */
static gpointer
run_forget(const JobContext *context, GError **error)
{
  const AddressBookEntry *wanted = context->input;
  g_autofree char *path = address_book_default_path();
  g_autoptr(AddressBookEntry) entry = address_book_find(path, wanted->name, NULL, error);
  if (entry == NULL || !publisher_password_forget(path, entry, context->cancellable, error))
    return NULL;
  return g_strdup_printf(_("The keyring has forgotten the password of %s. The next login asks for it."),
                         entry->name);
}

static void
on_forgotten(gpointer page, gpointer data)
{
  CtlPublisherPage *self = page;
  g_autofree char *text = data;
  removal_ended(self);
  show_publishers(self);
  notice_bar_show_done(self->notice, text, NULL);
}

static void
on_forget_failed(gpointer page, const GError *error)
{
  CtlPublisherPage *self = page;
  removal_ended(self);
  show_publishers(self); /* the address book has changed all the same */
  notice_bar_show_error(self->notice, error);
}

static const JobKind FORGET = {
    .run = run_forget,
    .done = on_forgotten,
    .failed = on_forget_failed,
    .free_input = (GDestroyNotify)address_book_entry_free,
    .free_result = g_free,
};

static void
on_row_forget_password(CtlPublisherRow *row, CtlPublisherPage *self)
{
  notice_bar_hide(self->notice);
  add_removal(self, &FORGET, publisher_row_get_entry(row));
}

/* And for the password of an entry that was changed; the input is the old one. */
static gpointer
run_tidy(const JobContext *context, GError **error)
{
  g_autofree char *path = address_book_default_path();
  GPtrArray *warnings = g_ptr_array_new_with_free_func(g_free);
  publisher_password_tidy(path, context->input, warnings, context->cancellable);
  return warnings;
}

static const JobKind TIDY = {
    .run = run_tidy,
    .done = on_removed,
    .failed = on_remove_failed,
    .free_input = (GDestroyNotify)address_book_entry_free,
    .free_result = (GDestroyNotify)g_ptr_array_unref,
};

/* --- add, edit, remove --- */

static void
on_dialog_response(GtkDialog *dialog, int response, CtlPublisherPage *self)
{
  g_autoptr(AddressBookEntry) old = g_object_steal_data(G_OBJECT(dialog), "old-entry");
  window_close_soon(GTK_WIDGET(dialog));
  if (response != GTK_RESPONSE_ACCEPT)
    return;
  show_publishers(self);
  if (old != NULL && old->cluster->keep_password)
    add_removal(self, &TIDY, old);
}

static void
open_dialog(CtlPublisherPage *self, const AddressBookEntry *entry)
{
  GtkWidget *dialog = publisher_dialog_new(get_window(self), entry);
  notice_bar_hide(self->notice);
  if (entry != NULL)
    g_object_set_data_full(G_OBJECT(dialog), "old-entry", address_book_entry_copy(entry),
                           (GDestroyNotify)address_book_entry_free);
  g_signal_connect_object(dialog, "response", G_CALLBACK(on_dialog_response), self, 0);
  gtk_window_present(GTK_WINDOW(dialog));
}

static void
on_add(GtkButton *button, CtlPublisherPage *self)
{
  open_dialog(self, NULL);
}

static void
on_row_edit(CtlPublisherRow *row, CtlPublisherPage *self)
{
  g_autoptr(AddressBookEntry) entry = find_entry(self, row);
  if (entry != NULL)
    open_dialog(self, entry);
}

/* TRUE when that was asked for already, and waits. */
static gboolean
is_being_removed(CtlPublisherPage *self, const char *name)
{
  for (GList *link = self->removals.head; link != NULL; link = link->next) {
    const Removal *removal = link->data;
    if (removal->kind == &REMOVE && g_str_equal(removal->entry->name, name))
      return TRUE;
  }
  return FALSE;
}

static void
on_remove_answer(GtkDialog *question, int response, CtlPublisherPage *self)
{
  const AddressBookEntry *entry = g_object_get_data(G_OBJECT(question), "publisher");
  if (response == GTK_RESPONSE_ACCEPT && !is_being_removed(self, entry->name))
    add_removal(self, &REMOVE, entry);
  window_close_soon(GTK_WIDGET(question));
}

static void
on_row_remove(CtlPublisherRow *row, CtlPublisherPage *self)
{
  const AddressBookEntry *entry = publisher_row_get_entry(row);
  g_autofree char *text = g_strdup_printf(_("Remove publisher %s?"), entry->name);
  GtkWidget *question = shown_text_question_new(
      get_window(self), text,
      _("Its address and login are forgotten here. Nothing changes on the publisher."), _("_Keep"),
      _("_Remove"));
  g_object_set_data_full(G_OBJECT(question), "publisher", address_book_entry_copy(entry),
                         (GDestroyNotify)address_book_entry_free);
  g_signal_connect_object(question, "response", G_CALLBACK(on_remove_answer), self, 0);
}

/* --- the list --- */

static void
remove_row(GtkWidget *row, gpointer unused)
{
  gtk_widget_destroy(row);
}

static void
add_row(CtlPublisherPage *self, const AddressBookEntry *entry)
{
  GtkWidget *row = publisher_row_new(entry);
  publisher_row_set_busy(CTL_PUBLISHER_ROW(row), job_is_running(self->job));
  g_signal_connect(row, "test", G_CALLBACK(on_row_test), self);
  g_signal_connect(row, "status", G_CALLBACK(on_row_status), self);
  g_signal_connect(row, "forget-password", G_CALLBACK(on_row_forget_password), self);
  g_signal_connect(row, "edit", G_CALLBACK(on_row_edit), self);
  g_signal_connect(row, "forget", G_CALLBACK(on_row_remove), self);
  gtk_container_add(GTK_CONTAINER(self->list), row);
}

static void
show_publishers(CtlPublisherPage *self)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) damage = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GPtrArray) entries = address_book_load(self->path, damage, &error);
  gtk_container_foreach(GTK_CONTAINER(self->list), remove_row, NULL);
  if (entries == NULL)
    notice_bar_show_error(self->notice, error);
  notice_bar_show_damage(self->notice, damage);
  for (guint i = 0; entries != NULL && i < entries->len; i++)
    add_row(self, g_ptr_array_index(entries, i));
  gtk_stack_set_visible_child_name(self->stack, entries != NULL && entries->len > 0 ? "publishers" : "empty");
}

static void
publisher_page_dispose(GObject *object)
{
  CtlPublisherPage *self = CTL_PUBLISHER_PAGE(object);
  g_clear_object(&self->job);
  g_clear_object(&self->removal);
  g_queue_clear_full(&self->removals, removal_free);
  g_clear_pointer(&self->path, g_free);
  g_clear_pointer(&self->tested, g_free);
  G_OBJECT_CLASS(publisher_page_parent_class)->dispose(object);
}

static void
publisher_page_class_init(CtlPublisherPageClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS(klass);
  g_type_ensure(NOTICE_BAR_TYPE);
  g_type_ensure(BUSY_BAR_TYPE);
  g_type_ensure(CLUSTER_VIEW_TYPE);
  G_OBJECT_CLASS(klass)->dispose = publisher_page_dispose;
  gtk_widget_class_set_template_from_resource(widget, "/io/github/etoken_ctl/Gtk/cluster/publisher-page.ui");
  gtk_widget_class_bind_template_child(widget, CtlPublisherPage, notice);
  gtk_widget_class_bind_template_child(widget, CtlPublisherPage, busy);
  gtk_widget_class_bind_template_child(widget, CtlPublisherPage, stack);
  gtk_widget_class_bind_template_child(widget, CtlPublisherPage, empty);
  gtk_widget_class_bind_template_child(widget, CtlPublisherPage, list);
  gtk_widget_class_bind_template_child(widget, CtlPublisherPage, cluster);
  gtk_widget_class_bind_template_callback(widget, on_add);
}

static void
publisher_page_init(CtlPublisherPage *self)
{
  gtk_widget_init_template(GTK_WIDGET(self));
  shown_text_name_page(self->empty);
  self->path = address_book_default_path();
  self->job = job_new(GTK_WIDGET(self));
  self->removal = job_new(GTK_WIDGET(self));
  busy_bar_set_job(self->busy, self->job, _("Testing the connection"));
  g_signal_connect_object(self->job, "notify::running", G_CALLBACK(on_running), self, G_CONNECT_SWAPPED);
  g_signal_connect(self, "map", G_CALLBACK(show_publishers), NULL);
}
