/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is done with the records of the list. */
#include "ui/list/trust-list-page-private.h"

#include "app/workflow/list/list-findings.h"
#include "app/workflow/list/non-secure.h"
#include "ui/list/add-server-dialog.h"
#include "ui/list/add-tokens-dialog.h"
#include "ui/list/cluster-servers-dialog.h"
#include "ui/publish/publish-dialog.h"
#include "ui/widgets/details-dialog.h"
#include "ui/widgets/show-text-dialog.h"
#include "ui/widgets/shown-text.h"
#include "ui/widgets/window-close.h"

#include <glib/gi18n.h>

static void
on_dialog_closed(GtkWidget *dialog, int response, CtlTrustListPage *self)
{
  if (response == GTK_RESPONSE_APPLY) /* a button that leaves the dialog open */
    return;
  window_close_soon(dialog);
  trust_list_page_refresh(self);
  if (response == ADD_SERVER_FROM_CLUSTER)
    trust_list_page_open_dialog(self,
                                cluster_servers_dialog_new(trust_list_page_get_window(self), self->document));
}

void
trust_list_page_open_dialog(CtlTrustListPage *self, GtkWidget *dialog)
{
  notice_bar_hide(self->notice);
  g_signal_connect_object(dialog, "response", G_CALLBACK(on_dialog_closed), self, 0);
  gtk_window_present(GTK_WINDOW(dialog));
}

static void
on_add_tokens(GSimpleAction *action, GVariant *parameter, gpointer page)
{
  CtlTrustListPage *self = page;
  trust_list_page_open_dialog(self, add_tokens_dialog_new(trust_list_page_get_window(self), self->document));
}

static void
on_add_server(GSimpleAction *action, GVariant *parameter, gpointer page)
{
  CtlTrustListPage *self = page;
  trust_list_page_open_dialog(self, add_server_dialog_new(trust_list_page_get_window(self), self->document));
}

static void
on_remove_answer(GtkWidget *question, int response, CtlTrustListPage *self)
{
  g_autoptr(GError) error = NULL;
  int index = trust_list_table_get_selected(self->table);
  window_close_soon(question);
  if (response != GTK_RESPONSE_ACCEPT || index < 0)
    return;
  if (!list_document_remove(self->document, (guint)index, &error))
    notice_bar_show_error(self->notice, error);
  trust_list_page_refresh(self);
}

static void
on_remove(GSimpleAction *action, GVariant *parameter, gpointer page)
{
  CtlTrustListPage *self = page;
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
  GtkWidget *question =
      shown_text_question_new(trust_list_page_get_window(self), text, detail, _("_Keep"), _("_Remove"));
  g_signal_connect_object(question, "response", G_CALLBACK(on_remove_answer), self, 0);
}

/* What is wrong with the record. */
static void
add_findings(const CtlTrustListPage *self, CtlDetailsDialog *dialog, guint index)
{
  g_autoptr(GPtrArray) facts = list_findings_for_record(self->problems, index);
  for (guint i = 0; i < facts->len; i++) {
    const RecordFact *fact = g_ptr_array_index(facts, i);
    details_dialog_add(dialog, fact->label, fact->text, FALSE);
  }
}

static void
open_details(CtlTrustListPage *self)
{
  const ListDraft *draft = list_document_get_draft(self->document);
  guint index = (guint)trust_list_table_get_selected(self->table);
  g_autofree char *title = g_strdup_printf(_("Record %u"), index + 1);
  g_autoptr(GPtrArray) facts = record_facts_list(draft, index, g_get_real_time() / G_USEC_PER_SEC);
  GtkWidget *dialog = details_dialog_new(trust_list_page_get_window(self), title);
  for (guint i = 0; i < facts->len; i++) {
    const RecordFact *fact = g_ptr_array_index(facts, i);
    details_dialog_add(CTL_DETAILS_DIALOG(dialog), fact->label, fact->text, fact->fixed_width);
  }
  add_findings(self, CTL_DETAILS_DIALOG(dialog), index);
  gtk_window_present(GTK_WINDOW(dialog));
}

static void
on_details(GSimpleAction *action, GVariant *parameter, gpointer page)
{
  open_details(page);
}

static void
on_show_text(GSimpleAction *action, GVariant *parameter, gpointer page)
{
  CtlTrustListPage *self = page;
  gboolean outdated = FALSE;
  g_autofree char *text = list_document_show(self->document, &outdated);
  const char *note = outdated ? _("This is the list as it was before your changes. The changed list gets its "
                                  "text when it is signed.")
                              : NULL;
  GtkWidget *dialog = show_text_dialog_new(trust_list_page_get_window(self),
                                           list_document_get_name(self->document), text, note);
  gtk_window_present(GTK_WINDOW(dialog));
}

static void
on_non_secure_answer(GtkWidget *question, int response, CtlTrustListPage *self)
{
  g_autoptr(GError) error = NULL;
  window_close_soon(question);
  if (response != GTK_RESPONSE_ACCEPT)
    return;
  if (!list_document_make_non_secure(self->document, &error))
    notice_bar_show_error(self->notice, error);
  trust_list_page_refresh(self);
}

static void
on_non_secure(GSimpleAction *action, GVariant *parameter, gpointer page)
{
  CtlTrustListPage *self = page;
  g_autoptr(GError) error = NULL;
  const ListDraft *draft = list_document_get_draft(self->document);
  notice_bar_hide(self->notice);
  if (!non_secure_check(draft, &error)) {
    notice_bar_show_error(self->notice, error);
    return;
  }
  g_autofree char *detail = non_secure_describe(draft);
  GtkWidget *question = shown_text_question_new(trust_list_page_get_window(self),
                                                _("Set Unified CM Cluster to Non-Secure Mode?"), detail,
                                                _("_Keep the certificates"), _("_Take them out"));
  g_signal_connect_object(question, "response", G_CALLBACK(on_non_secure_answer), self, 0);
}

static void
on_publish(GSimpleAction *action, GVariant *parameter, gpointer page)
{
  CtlTrustListPage *self = page;
  trust_list_page_open_dialog(self, publish_dialog_new(trust_list_page_get_window(self), self->document));
}

void
trust_list_page_add_record_actions(CtlTrustListPage *self)
{
  static const GActionEntry entries[] = {
      {.name = "add-tokens", .activate = on_add_tokens}, {.name = "add-server", .activate = on_add_server},
      {.name = "remove", .activate = on_remove},         {.name = "details", .activate = on_details},
      {.name = "show-text", .activate = on_show_text},   {.name = "non-secure", .activate = on_non_secure},
      {.name = "publish", .activate = on_publish},
  };
  g_action_map_add_action_entries(G_ACTION_MAP(self->actions), entries, G_N_ELEMENTS(entries), self);
}
