/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/trust-list-page.h"

#include "app/workflow/list-document.h"
#include "app/workflow/record-facts.h"
#include "ui/add-server-dialog.h"
#include "ui/add-tokens-dialog.h"
#include "ui/busy-bar.h"
#include "ui/details-dialog.h"
#include "ui/notice-bar.h"
#include "ui/publish-dialog.h"
#include "ui/show-text-dialog.h"
#include "ui/status-page.h"
#include "ui/trust-list-fetch-dialog.h"
#include "ui/trust-list-question.h"
#include "ui/trust-list-saver.h"
#include "ui/trust-list-table.h"

#include <glib/gi18n.h>
#include <handy.h>

struct _TrustListPage {
  GtkBin parent;
  NoticeBar *notice;
  BusyBar *busy;
  BusyBar *saving;
  GtkStack *stack;
  HdyStatusPage *none;
  GtkLabel *title;
  GtkLabel *state;
  GtkWidget *damage;
  GtkLabel *damage_text;
  TrustListTable *table;
  GtkLabel *hint;
  GSimpleActionGroup *actions;
  Job *job;
  TrustListSaver *saver;
  GtkFileChooserNative *chooser;
  ListDocument *document; /* NULL: none is open */
};

G_DEFINE_TYPE(TrustListPage, trust_list_page, GTK_TYPE_BIN)

static GtkWindow *
get_window(TrustListPage *self)
{
  return GTK_WINDOW(gtk_widget_get_toplevel(GTK_WIDGET(self)));
}

static gint64
now(void)
{
  return g_get_real_time() / G_USEC_PER_SEC;
}

/* --- what is shown --- */

static void
enable(TrustListPage *self, const char *action, gboolean enabled)
{
  GAction *found = g_action_map_lookup_action(G_ACTION_MAP(self->actions), action);
  g_simple_action_set_enabled(G_SIMPLE_ACTION(found), enabled);
}

static void
update_actions(TrustListPage *self)
{
  const ListDocument *document = self->document;
  gboolean idle = !job_is_running(self->job) && !job_is_running(trust_list_saver_get_job(self->saver));
  gboolean editable = idle && document != NULL && list_document_can_edit(document);
  gboolean selected = trust_list_table_get_selected(self->table) >= 0;
  gboolean outdated = FALSE;
  g_autofree char *text = document != NULL ? list_document_show(document, &outdated) : NULL;
  enable(self, "new", idle);
  enable(self, "open", idle);
  enable(self, "fetch", idle);
  enable(self, "save-as", idle && document != NULL && list_document_get_bytes(document) != NULL);
  enable(self, "add-tokens", editable);
  enable(self, "add-server", editable);
  enable(self, "remove", editable && selected);
  enable(self, "details", selected);
  enable(self, "show-text", text != NULL);
  enable(self, "publish", idle && document != NULL && list_document_why_not_sign(document) == NULL);
}

static void
show_header(TrustListPage *self)
{
  gboolean good = FALSE;
  const char *origin = list_document_get_origin(self->document);
  g_autofree char *title = g_strdup_printf(_("Trust list: %s"), list_document_get_name(self->document));
  g_autofree char *state = list_document_describe_state(self->document, &good);
  g_autofree char *line = origin != NULL ? g_strdup_printf("%s · %s", origin, state) : g_strdup(state);
  GtkStyleContext *style = gtk_widget_get_style_context(GTK_WIDGET(self->state));
  gtk_label_set_text(self->title, title);
  gtk_label_set_text(self->state, line);
  if (good)
    gtk_style_context_remove_class(style, "warning");
  else
    gtk_style_context_add_class(style, "warning");
}

static void
show_damage(TrustListPage *self, const GError *damage)
{
  g_autofree char *text = damage != NULL ? g_strconcat(damage->message, ".", NULL) : NULL;
  gtk_label_set_text(self->damage_text, text);
  gtk_widget_set_visible(self->damage, damage != NULL);
  gtk_widget_set_visible(GTK_WIDGET(self->table), damage == NULL);
}

static void
show_hint(TrustListPage *self)
{
  g_autofree char *hint = list_document_describe_hint(self->document);
  gtk_label_set_text(self->hint, hint);
  gtk_widget_set_visible(GTK_WIDGET(self->hint), hint != NULL);
}

static void
show_document(TrustListPage *self)
{
  const ListDraft *draft = list_document_get_draft(self->document);
  g_autoptr(GPtrArray) rows =
      draft != NULL ? record_facts_for_draft(draft, list_document_get_signed(self->document), now())
                    : g_ptr_array_new();
  show_header(self);
  show_damage(self, list_document_get_damage(self->document));
  show_hint(self);
  trust_list_table_show(self->table, rows);
  gtk_stack_set_visible_child_name(self->stack, "list");
  update_actions(self);
}

/* DOCUMENT is taken. */
static void
set_document(TrustListPage *self, ListDocument *document)
{
  g_clear_pointer(&self->document, list_document_unref);
  self->document = document;
  notice_bar_hide(self->notice);
  show_document(self);
  if (gtk_widget_get_visible(GTK_WIDGET(self->table))) /* a damaged file has none */
    trust_list_table_focus(self->table);
}

static void
on_selected(TrustListTable *table, TrustListPage *self)
{
  update_actions(self);
}

/* --- before changes are lost --- */

/* What goes on when nothing is lost. */
typedef struct {
  void (*go_on)(gpointer);
  gpointer data;
} Leaving;

static void
leaving_free(gpointer leaving, GClosure *closure)
{
  g_free(leaving);
}

static void
on_leave_answer(GtkWidget *question, int response, Leaving *leaving)
{
  void (*go_on)(gpointer) = leaving->go_on;
  gpointer data = leaving->data;
  gtk_widget_destroy(question);
  if (response == GTK_RESPONSE_ACCEPT)
    go_on(data);
}

void
trust_list_page_ask_to_leave(TrustListPage *self, void (*go_on)(gpointer), gpointer data)
{
  g_autofree char *loss = self->document != NULL ? list_document_describe_loss(self->document) : NULL;
  if (loss == NULL) {
    go_on(data);
    return;
  }
  Leaving *leaving = g_new0(Leaving, 1);
  *leaving = (Leaving){go_on, data};
  GtkWidget *question = trust_list_question_new(get_window(self), _("Discard the trust list?"), loss,
                                                _("_Keep it"), _("_Discard"));
  g_signal_connect_data(question, "response", G_CALLBACK(on_leave_answer), leaving, leaving_free, 0);
}

/* --- new, open, fetch, save --- */

static void
start_new(gpointer page)
{
  set_document(page, list_document_new());
}

static void
on_new(GSimpleAction *action, GVariant *parameter, gpointer page)
{
  trust_list_page_ask_to_leave(page, start_new, page);
}

static gpointer
run_open(const JobContext *context, GError **error)
{
  return list_document_open(context->input, context->cancellable, error);
}

static void
on_opened(gpointer page, gpointer document)
{
  set_document(page, document);
}

static void
on_failed(gpointer page, const GError *error)
{
  notice_bar_show_error(CTL_TRUST_LIST_PAGE(page)->notice, error);
}

static const JobKind OPEN = {
    .run = run_open,
    .done = on_opened,
    .failed = on_failed,
    .free_input = g_free,
    .free_result = (GDestroyNotify)list_document_unref,
};

static void
open_path(gpointer data)
{
  TrustListPage *self = data;
  char *path = g_object_steal_data(G_OBJECT(self), "path");
  if (path != NULL && !job_is_running(self->job))
    job_start(self->job, &OPEN, path);
  else
    g_free(path);
}

/* A dialog that is open works with the list that is shown. */
static gboolean
refuse_while_dialog(TrustListPage *self)
{
  if (gtk_window_group_get_current_grab(gtk_window_get_group(get_window(self))) == NULL)
    return FALSE;
  notice_bar_show_warning(self->notice, _("No other list is opened while a dialog is open."),
                          _("Finish the dialog, then open the list again."));
  return TRUE;
}

void
trust_list_page_open(TrustListPage *self, GFile *file)
{
  if (refuse_while_dialog(self))
    return;
  g_autofree char *path = g_file_get_path(file);
  if (path == NULL) {
    g_autofree char *name = g_file_get_parse_name(file);
    g_autofree char *text = g_strdup_printf(_("%s is not a file on this computer."), name);
    notice_bar_show_warning(self->notice, text, NULL);
    return;
  }
  g_object_set_data_full(G_OBJECT(self), "path", g_steal_pointer(&path), g_free);
  trust_list_page_ask_to_leave(self, open_path, self);
}

static void
on_chosen(GtkNativeDialog *chooser, int response, TrustListPage *self)
{
  g_autoptr(GFile) file = gtk_file_chooser_get_file(GTK_FILE_CHOOSER(chooser));
  g_clear_object(&self->chooser);
  if (response == GTK_RESPONSE_ACCEPT && file != NULL)
    trust_list_page_open(self, file);
}

static void
on_open(GSimpleAction *action, GVariant *parameter, gpointer page)
{
  TrustListPage *self = page;
  g_clear_object(&self->chooser);
  self->chooser = gtk_file_chooser_native_new(_("Open a trust list"), get_window(self),
                                              GTK_FILE_CHOOSER_ACTION_OPEN, _("_Open"), _("_Cancel"));
  gtk_native_dialog_set_modal(GTK_NATIVE_DIALOG(self->chooser), TRUE);
  g_signal_connect(self->chooser, "response", G_CALLBACK(on_chosen), self);
  gtk_native_dialog_show(GTK_NATIVE_DIALOG(self->chooser));
}

static void
on_dropped(GtkWidget *page, GdkDragContext *context, int x, int y, GtkSelectionData *data, guint info,
           guint time, gpointer unused)
{
  TrustListPage *self = CTL_TRUST_LIST_PAGE(page);
  g_auto(GStrv) uris = gtk_selection_data_get_uris(data);
  if (uris == NULL || uris[0] == NULL)
    return;
  g_autoptr(GFile) file = g_file_new_for_uri(uris[0]);
  trust_list_page_open(self, file);
}

static void
on_fetch_response(GtkWidget *dialog, int response, TrustListPage *self)
{
  if (response == GTK_RESPONSE_APPLY) /* a button that leaves the dialog open */
    return;
  ListDocument *document = response == GTK_RESPONSE_ACCEPT
                               ? trust_list_fetch_dialog_steal(CTL_TRUST_LIST_FETCH_DIALOG(dialog))
                               : NULL;
  gtk_widget_destroy(dialog);
  if (document != NULL)
    set_document(self, document);
}

static void
start_fetch(gpointer page)
{
  GtkWidget *dialog = trust_list_fetch_dialog_new(get_window(page));
  g_signal_connect_object(dialog, "response", G_CALLBACK(on_fetch_response), page, 0);
  gtk_window_present(GTK_WINDOW(dialog));
}

static void
on_fetch(GSimpleAction *action, GVariant *parameter, gpointer page)
{
  trust_list_page_ask_to_leave(page, start_fetch, page);
}

static void
on_save_as(GSimpleAction *action, GVariant *parameter, gpointer page)
{
  TrustListPage *self = page;
  notice_bar_hide(self->notice);
  trust_list_saver_start(self->saver, self->document);
}

static void
on_saved(TrustListPage *self, const char *name)
{
  g_autofree char *text = g_strdup_printf(_("The list was saved as %s."), name);
  show_document(self);
  notice_bar_show_done(self->notice, text, NULL);
}

static void
on_save_failed(TrustListPage *self, const GError *error)
{
  notice_bar_show_error(self->notice, error);
}

/* --- records --- */

static void
on_dialog_closed(GtkWidget *dialog, int response, TrustListPage *self)
{
  if (response == GTK_RESPONSE_APPLY) /* a button that leaves the dialog open */
    return;
  gtk_widget_destroy(dialog);
  show_document(self);
}

/* DIALOG changes the document. */
static void
open_dialog(TrustListPage *self, GtkWidget *dialog)
{
  notice_bar_hide(self->notice);
  g_signal_connect_object(dialog, "response", G_CALLBACK(on_dialog_closed), self, 0);
  gtk_window_present(GTK_WINDOW(dialog));
}

static void
on_add_tokens(GSimpleAction *action, GVariant *parameter, gpointer page)
{
  TrustListPage *self = page;
  open_dialog(self, add_tokens_dialog_new(get_window(self), self->document));
}

static void
on_add_server(GSimpleAction *action, GVariant *parameter, gpointer page)
{
  TrustListPage *self = page;
  open_dialog(self, add_server_dialog_new(get_window(self), self->document));
}

static void
on_remove_answer(GtkWidget *question, int response, TrustListPage *self)
{
  g_autoptr(GError) error = NULL;
  int index = trust_list_table_get_selected(self->table);
  gtk_widget_destroy(question);
  if (response != GTK_RESPONSE_ACCEPT || index < 0)
    return;
  if (!list_document_remove(self->document, (guint)index, &error))
    notice_bar_show_error(self->notice, error);
  show_document(self);
}

static void
on_remove(GSimpleAction *action, GVariant *parameter, gpointer page)
{
  TrustListPage *self = page;
  const ListDraft *draft = list_document_get_draft(self->document);
  guint index = (guint)trust_list_table_get_selected(self->table);
  g_autoptr(GError) error = NULL;
  notice_bar_hide(self->notice);
  if (!list_draft_check_remove(draft, index, &error)) {
    notice_bar_show_error(self->notice, error);
    return;
  }
  g_autofree char *text = record_facts_ask_removal(draft, index);
  g_autofree char *detail = record_facts_describe_removal(draft, index);
  GtkWidget *question = trust_list_question_new(get_window(self), text, detail, _("_Keep"), _("_Remove"));
  g_signal_connect_object(question, "response", G_CALLBACK(on_remove_answer), self, 0);
}

static void
open_details(TrustListPage *self)
{
  const ListDraft *draft = list_document_get_draft(self->document);
  guint index = (guint)trust_list_table_get_selected(self->table);
  g_autofree char *title = g_strdup_printf(_("Record %u"), index + 1);
  g_autoptr(GPtrArray) facts = record_facts_list(draft, index, now());
  GtkWidget *dialog = details_dialog_new(get_window(self), title);
  for (guint i = 0; i < facts->len; i++) {
    const RecordFact *fact = g_ptr_array_index(facts, i);
    details_dialog_add(CTL_DETAILS_DIALOG(dialog), fact->label, fact->text, fact->fixed_width);
  }
  gtk_window_present(GTK_WINDOW(dialog));
}

static void
on_details(GSimpleAction *action, GVariant *parameter, gpointer page)
{
  open_details(page);
}

static void
on_activated(TrustListTable *table, TrustListPage *self)
{
  open_details(self);
}

static void
on_show_text(GSimpleAction *action, GVariant *parameter, gpointer page)
{
  TrustListPage *self = page;
  gboolean outdated = FALSE;
  g_autofree char *text = list_document_show(self->document, &outdated);
  const char *note = outdated ? _("This is the list as it was before your changes. The changed list gets its "
                                  "text when it is signed.")
                              : NULL;
  GtkWidget *dialog =
      show_text_dialog_new(get_window(self), list_document_get_name(self->document), text, note);
  gtk_window_present(GTK_WINDOW(dialog));
}

static void
on_publish(GSimpleAction *action, GVariant *parameter, gpointer page)
{
  TrustListPage *self = page;
  open_dialog(self, publish_dialog_new(get_window(self), self->document));
}

/* --- the widget --- */

GActionGroup *
trust_list_page_get_actions(TrustListPage *self)
{
  return G_ACTION_GROUP(self->actions);
}

static void
trust_list_page_dispose(GObject *object)
{
  TrustListPage *self = CTL_TRUST_LIST_PAGE(object);
  g_clear_object(&self->chooser);
  g_clear_object(&self->saver);
  g_clear_object(&self->job);
  g_clear_object(&self->actions);
  g_clear_pointer(&self->document, list_document_unref);
  G_OBJECT_CLASS(trust_list_page_parent_class)->dispose(object);
}

static void
trust_list_page_class_init(TrustListPageClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS(klass);
  g_type_ensure(NOTICE_BAR_TYPE);
  g_type_ensure(BUSY_BAR_TYPE);
  g_type_ensure(TRUST_LIST_TABLE_TYPE);
  G_OBJECT_CLASS(klass)->dispose = trust_list_page_dispose;
  gtk_widget_class_set_template_from_resource(widget, "/io/github/etoken_ctl/Gtk/trust-list-page.ui");
  gtk_widget_class_bind_template_child(widget, TrustListPage, notice);
  gtk_widget_class_bind_template_child(widget, TrustListPage, busy);
  gtk_widget_class_bind_template_child(widget, TrustListPage, saving);
  gtk_widget_class_bind_template_child(widget, TrustListPage, stack);
  gtk_widget_class_bind_template_child(widget, TrustListPage, none);
  gtk_widget_class_bind_template_child(widget, TrustListPage, title);
  gtk_widget_class_bind_template_child(widget, TrustListPage, state);
  gtk_widget_class_bind_template_child(widget, TrustListPage, damage);
  gtk_widget_class_bind_template_child(widget, TrustListPage, damage_text);
  gtk_widget_class_bind_template_child(widget, TrustListPage, table);
  gtk_widget_class_bind_template_child(widget, TrustListPage, hint);
  gtk_widget_class_bind_template_callback(widget, on_selected);
  gtk_widget_class_bind_template_callback(widget, on_activated);
}

static void
add_actions(TrustListPage *self)
{
  static const GActionEntry entries[] = {
      {.name = "new", .activate = on_new},
      {.name = "open", .activate = on_open},
      {.name = "fetch", .activate = on_fetch},
      {.name = "save-as", .activate = on_save_as},
      {.name = "add-tokens", .activate = on_add_tokens},
      {.name = "add-server", .activate = on_add_server},
      {.name = "remove", .activate = on_remove},
      {.name = "details", .activate = on_details},
      {.name = "show-text", .activate = on_show_text},
      {.name = "publish", .activate = on_publish},
  };
  self->actions = g_simple_action_group_new();
  g_action_map_add_action_entries(G_ACTION_MAP(self->actions), entries, G_N_ELEMENTS(entries), self);
  gtk_widget_insert_action_group(GTK_WIDGET(self), "list", G_ACTION_GROUP(self->actions));
}

static void
add_jobs(TrustListPage *self)
{
  self->job = job_new(GTK_WIDGET(self));
  self->saver = trust_list_saver_new(GTK_WIDGET(self));
  Job *saver_job = trust_list_saver_get_job(self->saver);
  busy_bar_set_job(self->busy, self->job, _("Reading the file"));
  busy_bar_set_job(self->saving, saver_job, _("Writing the file"));
  g_signal_connect_object(self->job, "notify::running", G_CALLBACK(update_actions), self, G_CONNECT_SWAPPED);
  g_signal_connect_object(saver_job, "notify::running", G_CALLBACK(update_actions), self, G_CONNECT_SWAPPED);
  g_signal_connect_object(self->saver, "saved", G_CALLBACK(on_saved), self, G_CONNECT_SWAPPED);
  g_signal_connect_object(self->saver, "failed", G_CALLBACK(on_save_failed), self, G_CONNECT_SWAPPED);
}

static void
trust_list_page_init(TrustListPage *self)
{
  gtk_widget_init_template(GTK_WIDGET(self));
  status_page_make_readable(self->none);
  add_actions(self);
  add_jobs(self);
  update_actions(self);
  gtk_drag_dest_set(GTK_WIDGET(self), GTK_DEST_DEFAULT_ALL, NULL, 0, GDK_ACTION_COPY);
  gtk_drag_dest_add_uri_targets(GTK_WIDGET(self));
  g_signal_connect(self, "drag-data-received", G_CALLBACK(on_dropped), NULL);
}
