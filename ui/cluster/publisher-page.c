/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/cluster/publisher-page.h"

#include "ui/cluster/check-job.h"
#include "ui/cluster/cluster-view.h"
#include "ui/cluster/publisher-dialog.h"
#include "ui/cluster/publisher-row.h"
#include "ui/cluster/removals.h"
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
  Removals *removals;
  char *path;   /* of the address book */
  char *tested; /* the name of the publisher that was tested last */
};

G_DEFINE_TYPE(CtlPublisherPage, publisher_page, GTK_TYPE_BIN)

static void show_publishers(CtlPublisherPage *self);

static GtkWindow *
get_window(CtlPublisherPage *self)
{
  return GTK_WINDOW(gtk_widget_get_toplevel(GTK_WIDGET(self)));
}

/* Before something that the person asks for. What went wrong with the one before stays as long as others are
 * at work. */
static void
hide_notice(CtlPublisherPage *self)
{
  if (!job_is_running(self->job) && !removals_are_open(self->removals))
    notice_bar_hide(self->notice);
}

/* --- connection test --- */

static void
on_tested(gpointer page, gpointer data)
{
  CtlPublisherPage *self = page;
  g_autoptr(CheckResult) result = data;
  g_autofree char *text = g_strdup_printf(_("%s: %s"), self->tested, result->text);
  if (result->good)
    notice_bar_add_done(self->notice, text);
  else
    notice_bar_add_warning(self->notice, text, NULL);
}

static void
on_test_failed(gpointer page, const GError *error)
{
  notice_bar_add_error(CTL_PUBLISHER_PAGE(page)->notice, error);
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
    notice_bar_add_error(self->notice, error);
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
  hide_notice(self);
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

static void
on_removed(GtkWidget *page, const RemovalOutcome *outcome)
{
  CtlPublisherPage *self = CTL_PUBLISHER_PAGE(page);
  show_publishers(self); /* the address book may have changed, whatever went wrong */
  if (outcome->trouble != NULL)
    notice_bar_add_warning(self->notice, outcome->trouble, outcome->advice);
  else if (outcome->done != NULL)
    notice_bar_add_done(self->notice, outcome->done);
}

static void
on_row_forget_password(CtlPublisherRow *row, CtlPublisherPage *self)
{
  hide_notice(self);
  removals_add(self->removals, REMOVAL_PASSWORD, publisher_row_get_entry(row));
}

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
    removals_add(self->removals, REMOVAL_OLD_PASSWORD, old);
}

static void
open_dialog(CtlPublisherPage *self, const AddressBookEntry *entry)
{
  GtkWidget *dialog = publisher_dialog_new(get_window(self), entry);
  hide_notice(self);
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

static void
on_remove_answer(GtkDialog *question, int response, CtlPublisherPage *self)
{
  const AddressBookEntry *entry = g_object_get_data(G_OBJECT(question), "publisher");
  if (response == GTK_RESPONSE_ACCEPT)
    removals_add(self->removals, REMOVAL_PUBLISHER, entry);
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
    notice_bar_add_error(self->notice, error);
  notice_bar_add_damage(self->notice, damage);
  for (guint i = 0; entries != NULL && i < entries->len; i++)
    add_row(self, g_ptr_array_index(entries, i));
  gtk_stack_set_visible_child_name(self->stack, entries != NULL && entries->len > 0 ? "publishers" : "empty");
}

void
publisher_page_refresh(CtlPublisherPage *self)
{
  if (gtk_widget_get_mapped(GTK_WIDGET(self))) /* else it does so when it is shown */
    show_publishers(self);
}

static void
publisher_page_dispose(GObject *object)
{
  CtlPublisherPage *self = CTL_PUBLISHER_PAGE(object);
  g_clear_object(&self->job);
  g_clear_pointer(&self->removals, removals_free);
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
  self->removals = removals_new(GTK_WIDGET(self), on_removed);
  busy_bar_set_job(self->busy, self->job, _("Testing the connection"));
  g_signal_connect_object(self->job, "notify::running", G_CALLBACK(on_running), self, G_CONNECT_SWAPPED);
  g_signal_connect(self, "map", G_CALLBACK(show_publishers), NULL);
}
