/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is asked about the list: what has changed, what is different from another one, what phones do. */
#include "ui/list/trust-list-page-private.h"

#include "app/base/text.h"
#include "app/workflow/list/list-difference.h"
#include "app/workflow/list/list-file.h"
#include "ui/list/phones-dialog.h"
#include "ui/widgets/difference-dialog.h"
#include "ui/widgets/trust-list-chooser.h"

#include <glib/gi18n.h>

/* DIFFERENCE is NULL when ERROR says why. */
static void
show_difference(CtlTrustListPage *self, const char *heading, const ListDifference *difference,
                const GError *error)
{
  if (difference == NULL) {
    notice_bar_show_error(self->notice, error);
    return;
  }
  GtkWidget *dialog = difference_dialog_new(trust_list_page_get_window(self), heading, difference);
  gtk_window_present(GTK_WINDOW(dialog));
}

static void
on_changes(GSimpleAction *action, GVariant *parameter, gpointer page)
{
  CtlTrustListPage *self = page;
  g_autoptr(GError) error = NULL;
  g_autoptr(ListDifference) difference = list_difference_of_document(self->document, &error);
  notice_bar_hide(self->notice);
  show_difference(self, _("What has changed since the list was opened, fetched or published"), difference,
                  error);
}

/* --- with another file --- */

static gpointer
run_load(const JobContext *context, GError **error)
{
  return list_file_load(context->input, context->cancellable, error);
}

static void
on_loaded(gpointer page, gpointer result)
{
  CtlTrustListPage *self = page;
  g_autoptr(ListFile) file = result;
  g_autoptr(GError) error = NULL;
  g_autoptr(ListDifference) difference = list_difference_from_list(file->list, self->document, &error);
  g_autofree char *path = g_object_steal_data(G_OBJECT(self), "compared");
  g_autofree char *other = text_for_people(path);
  g_autofree char *heading =
      g_strdup_printf(_("From %s to %s"), other, list_document_get_name(self->document));
  show_difference(self, heading, difference, error);
}

static void
on_failed(gpointer page, const GError *error)
{
  notice_bar_show_error(CTL_TRUST_LIST_PAGE(page)->notice, error);
}

static const JobKind LOAD = {
    .run = run_load,
    .done = on_loaded,
    .failed = on_failed,
    .free_input = g_free,
    .free_result = (GDestroyNotify)list_file_free,
};

static void
on_chosen(GtkNativeDialog *chooser, int response, CtlTrustListPage *self)
{
  g_autofree char *path = gtk_file_chooser_get_filename(GTK_FILE_CHOOSER(chooser));
  g_clear_object(&self->chooser);
  if (response != GTK_RESPONSE_ACCEPT || path == NULL || job_is_running(self->job))
    return;
  g_object_set_data_full(G_OBJECT(self), "compared", g_strdup(path), g_free);
  job_start(self->job, &LOAD, g_steal_pointer(&path));
}

static void
on_compare(GSimpleAction *action, GVariant *parameter, gpointer page)
{
  CtlTrustListPage *self = page;
  notice_bar_hide(self->notice);
  g_clear_object(&self->chooser);
  self->chooser = trust_list_chooser_new(trust_list_page_get_window(self), _("Compare with a trust list"));
  g_signal_connect(self->chooser, "response", G_CALLBACK(on_chosen), self);
  gtk_native_dialog_show(GTK_NATIVE_DIALOG(self->chooser));
}

/* --- phones --- */

static void
on_phones(GSimpleAction *action, GVariant *parameter, gpointer page)
{
  CtlTrustListPage *self = page;
  trust_list_page_open_dialog(self, phones_dialog_new(trust_list_page_get_window(self), self->document));
}

void
trust_list_page_add_check_actions(CtlTrustListPage *self)
{
  static const GActionEntry entries[] = {
      {.name = "changes", .activate = on_changes},
      {.name = "compare", .activate = on_compare},
      {.name = "phones", .activate = on_phones},
  };
  g_action_map_add_action_entries(G_ACTION_MAP(self->actions), entries, G_N_ELEMENTS(entries), self);
}
