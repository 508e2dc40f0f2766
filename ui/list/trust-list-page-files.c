/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where a list comes from and where it goes: new, open, fetch, save, drop. */
#include "ui/list/trust-list-page-private.h"

#include "ui/list/trust-list-fetch-dialog.h"
#include "ui/widgets/trust-list-chooser.h"
#include "ui/widgets/trust-list-question.h"
#include "ui/widgets/window-close.h"

#include <glib/gi18n.h>

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
  window_close_soon(question);
  if (response == GTK_RESPONSE_ACCEPT)
    go_on(data);
}

void
trust_list_page_ask_to_leave(CtlTrustListPage *self, void (*go_on)(gpointer), gpointer data)
{
  g_autofree char *loss = self->document != NULL ? list_document_describe_loss(self->document) : NULL;
  if (loss == NULL) {
    go_on(data);
    return;
  }
  Leaving *leaving = g_new0(Leaving, 1);
  *leaving = (Leaving){go_on, data};
  GtkWidget *question = trust_list_question_new(
      trust_list_page_get_window(self), _("Discard the trust list?"), loss, _("_Keep it"), _("_Discard"));
  g_signal_connect_data(question, "response", G_CALLBACK(on_leave_answer), leaving, leaving_free, 0);
}

/* --- new, open, fetch, save --- */

static void
start_new(gpointer page)
{
  trust_list_page_set_document(page, list_document_new());
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
  trust_list_page_set_document(page, document);
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
  CtlTrustListPage *self = data;
  char *path = g_object_steal_data(G_OBJECT(self), "path");
  if (path != NULL && job_is_running(self->job))
    g_object_set_data_full(data, "next-path", path, g_free);
  else if (path != NULL)
    job_start(self->job, &OPEN, path);
}

static gboolean
open_next(gpointer page)
{
  g_autofree char *path = g_object_steal_data(page, "next-path");
  if (path != NULL && !gtk_widget_in_destruction(page)) {
    g_autoptr(GFile) file = g_file_new_for_path(path);
    trust_list_page_open(page, file);
  }
  return G_SOURCE_REMOVE;
}

void
trust_list_page_open_next(CtlTrustListPage *self)
{
  if (!job_is_running(self->job) && g_object_get_data(G_OBJECT(self), "next-path") != NULL)
    g_idle_add_full(G_PRIORITY_DEFAULT_IDLE, open_next, g_object_ref(self), g_object_unref);
}

/* A dialog that is open works with the list that is shown. */
static gboolean
refuse_while_dialog(CtlTrustListPage *self)
{
  if (gtk_window_group_get_current_grab(gtk_window_get_group(trust_list_page_get_window(self))) == NULL)
    return FALSE;
  notice_bar_show_warning(self->notice, _("No other list is opened while a dialog is open."),
                          _("Finish the dialog, then open the list again."));
  return TRUE;
}

void
trust_list_page_open(CtlTrustListPage *self, GFile *file)
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
show_given(gpointer page)
{
  ListDocument *document = g_object_steal_data(page, "given");
  if (document != NULL)
    trust_list_page_set_document(page, document);
}

void
trust_list_page_show(CtlTrustListPage *self, ListDocument *document)
{
  if (refuse_while_dialog(self))
    return;
  g_object_set_data_full(G_OBJECT(self), "given", list_document_ref(document),
                         (GDestroyNotify)list_document_unref);
  trust_list_page_ask_to_leave(self, show_given, self);
}

static void
on_chosen(GtkNativeDialog *chooser, int response, CtlTrustListPage *self)
{
  g_autoptr(GFile) file = gtk_file_chooser_get_file(GTK_FILE_CHOOSER(chooser));
  g_clear_object(&self->chooser);
  if (response == GTK_RESPONSE_ACCEPT && file != NULL)
    trust_list_page_open(self, file);
}

static void
on_open(GSimpleAction *action, GVariant *parameter, gpointer page)
{
  CtlTrustListPage *self = page;
  g_clear_object(&self->chooser);
  self->chooser = trust_list_chooser_new(trust_list_page_get_window(self), _("Open a trust list"));
  g_signal_connect(self->chooser, "response", G_CALLBACK(on_chosen), self);
  gtk_native_dialog_show(GTK_NATIVE_DIALOG(self->chooser));
}

static void
on_dropped(GtkWidget *page, GdkDragContext *context, int x, int y, GtkSelectionData *data, guint info,
           guint time, gpointer unused)
{
  CtlTrustListPage *self = CTL_TRUST_LIST_PAGE(page);
  g_auto(GStrv) uris = gtk_selection_data_get_uris(data);
  if (uris == NULL || uris[0] == NULL)
    return;
  g_autoptr(GFile) file = g_file_new_for_uri(uris[0]);
  trust_list_page_open(self, file);
}

static void
on_fetch_response(GtkWidget *dialog, int response, CtlTrustListPage *self)
{
  if (response == GTK_RESPONSE_APPLY) /* a button that leaves the dialog open */
    return;
  ListDocument *document = response == GTK_RESPONSE_ACCEPT
                               ? trust_list_fetch_dialog_steal(CTL_TRUST_LIST_FETCH_DIALOG(dialog))
                               : NULL;
  window_close_soon(dialog);
  if (document != NULL)
    trust_list_page_set_document(self, document);
}

static void
start_fetch(gpointer page)
{
  GtkWidget *dialog = trust_list_fetch_dialog_new(trust_list_page_get_window(page));
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
  CtlTrustListPage *self = page;
  notice_bar_hide(self->notice);
  trust_list_saver_start(self->saver, self->document);
}

void
trust_list_page_accept_drops(CtlTrustListPage *self)
{
  gtk_drag_dest_set(GTK_WIDGET(self), GTK_DEST_DEFAULT_ALL, NULL, 0, GDK_ACTION_COPY);
  gtk_drag_dest_add_uri_targets(GTK_WIDGET(self));
  g_signal_connect(self, "drag-data-received", G_CALLBACK(on_dropped), NULL);
}

void
trust_list_page_add_file_actions(CtlTrustListPage *self)
{
  static const GActionEntry entries[] = {
      {.name = "new", .activate = on_new},
      {.name = "open", .activate = on_open},
      {.name = "fetch", .activate = on_fetch},
      {.name = "save-as", .activate = on_save_as},
  };
  g_action_map_add_action_entries(G_ACTION_MAP(self->actions), entries, G_N_ELEMENTS(entries), self);
}
