/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/history/history-page-private.h"

#include "app/workflow/history/history-text.h"
#include "ui/widgets/shown-text.h"

#include <glib/gi18n.h>

enum { COLUMN_TIME, COLUMN_ACTION, COLUMN_WHERE, COLUMN_SIGNER, COLUMN_USER, COLUMN_INDEX };

G_DEFINE_TYPE(CtlHistoryPage, history_page, GTK_TYPE_BIN)

enum { SIGNAL_OPEN, SIGNAL_GET_OPEN_LIST, N_SIGNALS };
static guint signals[N_SIGNALS];

void
history_page_emit_open(CtlHistoryPage *self, ListDocument *document)
{
  g_signal_emit(self, signals[SIGNAL_OPEN], 0, document);
}

ListDocument *
history_page_get_open_list(CtlHistoryPage *self)
{
  ListDocument *document = NULL;
  g_signal_emit(self, signals[SIGNAL_GET_OPEN_LIST], 0, &document);
  return document;
}

/* --- selection --- */

static void
add_selected(GtkTreeModel *model, GtkTreePath *path, GtkTreeIter *iter, gpointer data)
{
  GPtrArray *selected = data;
  const CtlHistoryPage *self = g_object_get_data(G_OBJECT(model), "page");
  guint index = 0;
  gtk_tree_model_get(model, iter, COLUMN_INDEX, &index, -1);
  g_ptr_array_add(selected, g_ptr_array_index(self->entries, index));
}

GPtrArray *
history_page_get_selected(CtlHistoryPage *self)
{
  GPtrArray *selected = g_ptr_array_new();
  gtk_tree_selection_selected_foreach(self->selection, add_selected, selected);
  return selected;
}

static void
show_facts(CtlHistoryPage *self)
{
  g_autoptr(GPtrArray) selected = history_page_get_selected(self);
  g_autofree char *text = NULL;
  if (selected->len == 1)
    text = history_describe_facts(g_ptr_array_index(selected, 0));
  else if (selected->len > 1)
    text = g_strdup_printf(ngettext("%u list is selected.", "%u lists are selected.", selected->len),
                           selected->len);
  shown_text_set(self->facts, text != NULL ? text : _("Select a list to see where it was put."));
  history_page_update_actions(self, selected->len);
}

static void
on_selection_changed(GtkTreeSelection *selection, CtlHistoryPage *self)
{
  if (self->entries != NULL)
    show_facts(self);
}

static void
on_row_activated(GtkTreeView *view, GtkTreePath *path, GtkTreeViewColumn *column, CtlHistoryPage *self)
{
  g_action_group_activate_action(G_ACTION_GROUP(self->actions), "open", NULL);
}

/* --- the entries --- */

static void
add_entry(CtlHistoryPage *self, guint index)
{
  const HistoryEntry *entry = g_ptr_array_index(self->entries, index);
  g_autofree char *time = history_describe_time(entry);
  g_autofree char *action = history_describe_action(entry);
  g_autofree char *where = history_describe_where(entry);
  g_autofree char *signer = history_describe_signer(entry);
  gtk_list_store_insert_with_values(self->store, NULL, -1, COLUMN_TIME, time, COLUMN_ACTION, action,
                                    COLUMN_WHERE, where, COLUMN_SIGNER, signer, COLUMN_USER, entry->user,
                                    COLUMN_INDEX, index, -1);
}

static void
select_first(CtlHistoryPage *self)
{
  g_autoptr(GtkTreePath) path = gtk_tree_path_new_first();
  gtk_tree_view_set_cursor(self->view, path, NULL, FALSE);
}

static gpointer
run_load(const JobContext *context, GError **error)
{
  return history_load(error);
}

static void
on_loaded(gpointer page, gpointer entries)
{
  CtlHistoryPage *self = page;
  g_clear_pointer(&self->entries, g_ptr_array_unref); /* so that the selection tells nothing meanwhile */
  gtk_list_store_clear(self->store);
  self->entries = entries;
  for (guint i = 0; i < self->entries->len; i++)
    add_entry(self, i);
  gtk_stack_set_visible_child_name(self->stack, self->entries->len > 0 ? "history" : "empty");
  if (self->entries->len > 0)
    select_first(self);
  show_facts(self);
}

static void
on_failed(gpointer page, const GError *error)
{
  notice_bar_show_error(CTL_HISTORY_PAGE(page)->notice, error);
}

static const JobKind LOAD = {
    .run = run_load,
    .done = on_loaded,
    .failed = on_failed,
    .free_result = (GDestroyNotify)g_ptr_array_unref,
};

void
history_page_refresh(CtlHistoryPage *self)
{
  if (!job_is_running(self->job))
    job_start(self->job, &LOAD, NULL);
}

/* --- the widget --- */

static void
on_running(CtlHistoryPage *self)
{
  g_autoptr(GPtrArray) selected = self->entries != NULL ? history_page_get_selected(self) : NULL;
  history_page_update_actions(self, selected != NULL ? selected->len : 0);
}

static void
on_saved(CtlHistoryPage *self, const char *name)
{
  g_autofree char *text = g_strdup_printf(_("The list was saved as %s."), name);
  notice_bar_show_done(self->notice, text, NULL);
}

static void
on_save_failed(CtlHistoryPage *self, const GError *error)
{
  notice_bar_show_error(self->notice, error);
}

static void
history_page_dispose(GObject *object)
{
  CtlHistoryPage *self = CTL_HISTORY_PAGE(object);
  g_clear_object(&self->saver);
  g_clear_object(&self->job);
  g_clear_object(&self->actions);
  g_clear_pointer(&self->entries, g_ptr_array_unref);
  G_OBJECT_CLASS(history_page_parent_class)->dispose(object);
}

static void
history_page_class_init(CtlHistoryPageClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS(klass);
  g_type_ensure(NOTICE_BAR_TYPE);
  g_type_ensure(BUSY_BAR_TYPE);
  G_OBJECT_CLASS(klass)->dispose = history_page_dispose;
  gtk_widget_class_set_template_from_resource(widget, "/io/github/etoken_ctl/Gtk/history/history-page.ui");
  gtk_widget_class_bind_template_child(widget, CtlHistoryPage, notice);
  gtk_widget_class_bind_template_child(widget, CtlHistoryPage, busy);
  gtk_widget_class_bind_template_child(widget, CtlHistoryPage, saving);
  gtk_widget_class_bind_template_child(widget, CtlHistoryPage, stack);
  gtk_widget_class_bind_template_child(widget, CtlHistoryPage, empty);
  gtk_widget_class_bind_template_child(widget, CtlHistoryPage, store);
  gtk_widget_class_bind_template_child(widget, CtlHistoryPage, view);
  gtk_widget_class_bind_template_child(widget, CtlHistoryPage, selection);
  gtk_widget_class_bind_template_child(widget, CtlHistoryPage, facts);
  gtk_widget_class_bind_template_callback(widget, on_selection_changed);
  gtk_widget_class_bind_template_callback(widget, on_row_activated);
  GType type = G_TYPE_FROM_CLASS(klass);
  signals[SIGNAL_OPEN] =
      g_signal_new("open", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[SIGNAL_GET_OPEN_LIST] =
      g_signal_new("get-open-list", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_POINTER, 0);
}

static void
add_jobs(CtlHistoryPage *self)
{
  self->job = job_new(GTK_WIDGET(self));
  self->saver = trust_list_saver_new(GTK_WIDGET(self));
  CtlJob *saver_job = trust_list_saver_get_job(self->saver);
  busy_bar_set_job(self->busy, self->job, _("Reading the history"));
  busy_bar_set_job(self->saving, saver_job, _("Writing the file"));
  g_signal_connect_object(self->job, "notify::running", G_CALLBACK(on_running), self, G_CONNECT_SWAPPED);
  g_signal_connect_object(saver_job, "notify::running", G_CALLBACK(on_running), self, G_CONNECT_SWAPPED);
  g_signal_connect_object(self->saver, "saved", G_CALLBACK(on_saved), self, G_CONNECT_SWAPPED);
  g_signal_connect_object(self->saver, "failed", G_CALLBACK(on_save_failed), self, G_CONNECT_SWAPPED);
}

static void
history_page_init(CtlHistoryPage *self)
{
  gtk_widget_init_template(GTK_WIDGET(self));
  shown_text_name_page(self->empty);
  g_object_set_data(G_OBJECT(self->store), "page", self);
  history_page_add_actions(self);
  add_jobs(self);
  g_signal_connect(self, "map", G_CALLBACK(history_page_refresh), NULL);
}
