/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What can be done with a list of the history: opened, compared, saved, published again. */
#include "ui/history/history-page-private.h"

#include "app/workflow/history/history-text.h"
#include "app/workflow/list/list-difference.h"
#include "ui/publish/publish-dialog.h"
#include "ui/widgets/difference-dialog.h"
#include "ui/widgets/window-close.h"

#include <glib/gi18n.h>

/* What is done once the lists were read. */
enum { WANT_OPEN, WANT_COMPARE, WANT_SAVE, WANT_PUT_BACK };

static GtkWindow *
get_window(CtlHistoryPage *self)
{
  return GTK_WINDOW(gtk_widget_get_toplevel(GTK_WIDGET(self)));
}

/* --- with the lists that were read --- */

/* "CTLFile.tlv, kept on 21 Nov 2026, 10:30". */
static char *
describe(const ListDocument *document)
{
  const char *name = list_document_get_name(document);
  const char *origin = list_document_get_origin(document);
  return origin != NULL ? g_strdup_printf("%s, %s", name, origin) : g_strdup(name);
}

static void
show_difference(CtlHistoryPage *self, const ListDocument *older, const ListDocument *newer)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ListDifference) difference =
      list_difference_from_list(list_document_get_signed(older), newer, &error);
  g_autofree char *from = describe(older);
  g_autofree char *to = describe(newer);
  g_autofree char *heading = g_strdup_printf(_("From %s\nto %s"), from, to);
  if (difference == NULL) {
    notice_bar_show_error(self->notice, error);
    return;
  }
  gtk_window_present(GTK_WINDOW(difference_dialog_new(get_window(self), heading, difference)));
}

/* DOCUMENTS: the newest first. A single one is compared with the list that is open. */
static void
compare(CtlHistoryPage *self, const GPtrArray *documents)
{
  const ListDocument *newer =
      documents->len > 1 ? g_ptr_array_index(documents, 0) : history_page_get_open_list(self);
  const ListDocument *older = g_ptr_array_index(documents, documents->len - 1);
  const char *hint = _("Open a list on the page Trust list, or select two lists here with Ctrl.");
  if (newer == NULL)
    notice_bar_show_warning(self->notice, _("There is no other list to compare this one with."), hint);
  else if (list_document_get_damage(older) != NULL)
    notice_bar_show_error(self->notice, list_document_get_damage(older));
  else if (list_document_get_damage(newer) != NULL)
    notice_bar_show_error(self->notice, list_document_get_damage(newer));
  else
    show_difference(self, older, newer);
}

static void
on_published(GtkWidget *dialog, int response, CtlHistoryPage *self)
{
  if (response == GTK_RESPONSE_APPLY) /* a button that leaves the dialog open */
    return;
  window_close_soon(dialog);
  history_page_refresh(self);
}

/* In the dialog that publishes any list, with all that it asks before phones are served another one. */
static void
put_back(CtlHistoryPage *self, ListDocument *document)
{
  if (list_document_get_damage(document) != NULL) {
    notice_bar_show_error(self->notice, list_document_get_damage(document));
    return;
  }
  if (list_document_why_not_sign(document) != NULL) {
    notice_bar_show_warning(self->notice, list_document_why_not_sign(document), NULL);
    return;
  }
  notice_bar_show_warning(self->notice, _("An older list is put back."), _(HISTORY_OLDER_LIST));
  GtkWidget *dialog = publish_dialog_new(get_window(self), document);
  g_signal_connect_object(dialog, "response", G_CALLBACK(on_published), self, 0);
  gtk_window_present(GTK_WINDOW(dialog));
}

/* --- reading --- */

static char *
describe_origin(const HistoryEntry *entry)
{
  g_autofree char *time = history_describe_time(entry);
  return g_strdup_printf(_("kept on %s"), time);
}

/* A list of the history on its way to become a document. */
typedef struct {
  char *id;
  char *origin;
  gint64 time;
} KeptList;

static void
kept_list_free(gpointer data)
{
  KeptList *kept = data;
  g_free(kept->id);
  g_free(kept->origin);
  g_free(kept);
}

static gpointer
run_read(const JobContext *context, GError **error)
{
  const GPtrArray *lists = context->input;
  g_autoptr(GPtrArray) documents = g_ptr_array_new_with_free_func((GDestroyNotify)list_document_unref);
  for (guint i = 0; i < lists->len; i++) {
    const KeptList *kept = g_ptr_array_index(lists, i);
    g_autoptr(GBytes) bytes = history_restore(kept->id, context->cancellable, error);
    if (bytes == NULL)
      return NULL;
    g_ptr_array_add(documents, list_document_new_kept(kept->origin, bytes, kept->time));
  }
  return g_steal_pointer(&documents);
}

static void
on_read(gpointer page, gpointer result)
{
  CtlHistoryPage *self = page;
  g_autoptr(GPtrArray) documents = result;
  ListDocument *first = g_ptr_array_index(documents, 0);
  if (self->wanted == WANT_OPEN)
    history_page_emit_open(self, first);
  else if (self->wanted == WANT_COMPARE)
    compare(self, documents);
  else if (self->wanted == WANT_SAVE)
    trust_list_saver_start(self->saver, first);
  else
    put_back(self, first);
}

static void
on_read_failed(gpointer page, const GError *error)
{
  notice_bar_show_error(CTL_HISTORY_PAGE(page)->notice, error);
}

static const JobKind READ = {
    .run = run_read,
    .done = on_read,
    .failed = on_read_failed,
    .free_input = (GDestroyNotify)g_ptr_array_unref,
    .free_result = (GDestroyNotify)g_ptr_array_unref,
};

static void
read_selected(CtlHistoryPage *self, int wanted)
{
  g_autoptr(GPtrArray) selected = history_page_get_selected(self);
  GPtrArray *lists = g_ptr_array_new_with_free_func(kept_list_free);
  for (guint i = 0; i < selected->len; i++) {
    const HistoryEntry *entry = g_ptr_array_index(selected, i);
    KeptList *kept = g_new0(KeptList, 1);
    *kept = (KeptList){g_strdup(entry->id), describe_origin(entry), entry->time};
    g_ptr_array_add(lists, kept);
  }
  self->wanted = wanted;
  notice_bar_hide(self->notice);
  job_start(self->job, &READ, lists);
}

/* --- actions --- */

static void
on_open(GSimpleAction *action, GVariant *parameter, gpointer page)
{
  read_selected(page, WANT_OPEN);
}

static void
on_compare(GSimpleAction *action, GVariant *parameter, gpointer page)
{
  read_selected(page, WANT_COMPARE);
}

static void
on_save_as(GSimpleAction *action, GVariant *parameter, gpointer page)
{
  read_selected(page, WANT_SAVE);
}

static void
on_put_back(GSimpleAction *action, GVariant *parameter, gpointer page)
{
  read_selected(page, WANT_PUT_BACK);
}

static void
enable(CtlHistoryPage *self, const char *action, gboolean enabled)
{
  GAction *found = g_action_map_lookup_action(G_ACTION_MAP(self->actions), action);
  g_simple_action_set_enabled(G_SIMPLE_ACTION(found), enabled);
}

void
history_page_update_actions(CtlHistoryPage *self, guint n_selected)
{
  gboolean idle = !job_is_running(self->job) && !job_is_running(trust_list_saver_get_job(self->saver));
  enable(self, "open", idle && n_selected == 1);
  enable(self, "compare", idle && (n_selected == 1 || n_selected == 2));
  enable(self, "save-as", idle && n_selected == 1);
  enable(self, "put-back", idle && n_selected == 1);
}

void
history_page_add_actions(CtlHistoryPage *self)
{
  static const GActionEntry entries[] = {
      {.name = "open", .activate = on_open},
      {.name = "compare", .activate = on_compare},
      {.name = "save-as", .activate = on_save_as},
      {.name = "put-back", .activate = on_put_back},
  };
  self->actions = g_simple_action_group_new();
  g_action_map_add_action_entries(G_ACTION_MAP(self->actions), entries, G_N_ELEMENTS(entries), self);
  gtk_widget_insert_action_group(GTK_WIDGET(self), "history", G_ACTION_GROUP(self->actions));
}
