/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/list/trust-list-page-private.h"

#include "app/workflow/list/list-findings.h"
#include "app/workflow/list/record-facts.h"
#include "ui/widgets/shown-text.h"
#include "ui/widgets/status-page.h"

#include <glib/gi18n.h>

G_DEFINE_TYPE(CtlTrustListPage, trust_list_page, GTK_TYPE_BIN)

GtkWindow *
trust_list_page_get_window(CtlTrustListPage *self)
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
enable(CtlTrustListPage *self, const char *action, gboolean enabled)
{
  GAction *found = g_action_map_lookup_action(G_ACTION_MAP(self->actions), action);
  g_simple_action_set_enabled(G_SIMPLE_ACTION(found), enabled);
}

static void
update_actions(CtlTrustListPage *self)
{
  const ListDocument *document = self->document;
  gboolean idle = !job_is_running(self->job) && !job_is_running(trust_list_saver_get_job(self->saver));
  gboolean editable = idle && document != NULL && list_document_can_edit(document);
  gboolean selected = trust_list_table_get_selected(self->table) >= 0;
  const ListDraft *draft = document != NULL ? list_document_get_draft(document) : NULL;
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
  enable(self, "changes", draft != NULL && list_draft_get_old(draft) != NULL);
  enable(self, "compare", idle && draft != NULL);
  enable(self, "phones", idle && draft != NULL && list_draft_get_n_records(draft) > 0);
  enable(self, "non-secure", editable);
  enable(self, "publish", idle && document != NULL && list_document_why_not_sign(document) == NULL);
}

static void
show_header(CtlTrustListPage *self)
{
  gboolean good = FALSE;
  const char *origin = list_document_get_origin(self->document);
  g_autofree char *title = g_strdup_printf(_("Trust list: %s"), list_document_get_name(self->document));
  g_autofree char *state = list_document_describe_state(self->document, &good);
  g_autofree char *line = origin != NULL ? g_strdup_printf("%s · %s", origin, state) : g_strdup(state);
  GtkStyleContext *style = gtk_widget_get_style_context(GTK_WIDGET(self->state));
  shown_text_set(self->title, title);
  shown_text_set(self->state, line);
  if (good)
    gtk_style_context_remove_class(style, "warning");
  else
    gtk_style_context_add_class(style, "warning");
}

static void
show_damage(CtlTrustListPage *self, const GError *damage)
{
  g_autofree char *text = damage != NULL ? g_strconcat(damage->message, ".", NULL) : NULL;
  shown_text_set(self->damage_text, text);
  gtk_widget_set_visible(self->damage, damage != NULL);
  gtk_widget_set_visible(GTK_WIDGET(self->table), damage == NULL);
}

static void
show_hint(CtlTrustListPage *self)
{
  gboolean damaged = list_document_get_damage(self->document) != NULL;
  const char *hint = damaged ? NULL : list_document_why_not_sign(self->document);
  shown_text_set(self->hint, hint);
  gtk_widget_set_visible(GTK_WIDGET(self->hint), hint != NULL);
}

/* What concerns the list as a whole; the rest is marked in the table. */
static void
show_findings(CtlTrustListPage *self)
{
  g_autofree char *text = list_findings_describe_list(self->problems);
  shown_text_set(self->findings_text, text);
  gtk_widget_set_visible(self->findings, text != NULL);
}

static GPtrArray *
make_rows(const CtlTrustListPage *self)
{
  const ListDraft *draft = list_document_get_draft(self->document);
  if (draft == NULL)
    return g_ptr_array_new();
  GPtrArray *rows = record_facts_for_draft(draft, list_document_get_signed(self->document), now());
  list_findings_mark(self->problems, rows);
  return rows;
}

void
trust_list_page_refresh(CtlTrustListPage *self)
{
  g_clear_pointer(&self->problems, g_ptr_array_unref);
  self->problems = list_findings_of_document(self->document, now());
  g_autoptr(GPtrArray) rows = make_rows(self);
  show_header(self);
  show_damage(self, list_document_get_damage(self->document));
  show_hint(self);
  show_findings(self);
  trust_list_table_show(self->table, rows);
  gtk_stack_set_visible_child_name(self->stack, "list");
  update_actions(self);
}

void
trust_list_page_set_document(CtlTrustListPage *self, ListDocument *document)
{
  g_clear_pointer(&self->document, list_document_unref);
  self->document = document;
  notice_bar_hide(self->notice);
  trust_list_page_refresh(self);
  if (gtk_widget_get_visible(GTK_WIDGET(self->table))) /* a damaged file has none */
    trust_list_table_focus(self->table);
}

static void
on_selected(CtlTrustListTable *table, CtlTrustListPage *self)
{
  update_actions(self);
}

static void
on_saved(CtlTrustListPage *self, const char *name)
{
  g_autofree char *text = g_strdup_printf(_("The list was saved as %s."), name);
  trust_list_page_refresh(self);
  notice_bar_show_done(self->notice, text, NULL);
}

static void
on_save_failed(CtlTrustListPage *self, const GError *error)
{
  notice_bar_show_error(self->notice, error);
}

static void
on_activated(CtlTrustListTable *table, CtlTrustListPage *self)
{
  g_action_group_activate_action(G_ACTION_GROUP(self->actions), "details", NULL);
}

/* --- the widget --- */

/* The menu's items are made when they are first wanted, as those of the main menu. */
static void
on_more(GtkToggleButton *button, CtlTrustListPage *self)
{
  if (self->more == NULL)
    return;
  gtk_popover_bind_model(self->more_popover, self->more, NULL);
  self->more = NULL;
  gtk_widget_child_focus(GTK_WIDGET(self->more_popover), GTK_DIR_TAB_FORWARD); /* it was opened empty */
}

ListDocument *
trust_list_page_get_document(CtlTrustListPage *self)
{
  return self->document;
}

GActionGroup *
trust_list_page_get_actions(CtlTrustListPage *self)
{
  return G_ACTION_GROUP(self->actions);
}

static void
trust_list_page_dispose(GObject *object)
{
  CtlTrustListPage *self = CTL_TRUST_LIST_PAGE(object);
  g_clear_object(&self->chooser);
  g_clear_object(&self->saver);
  g_clear_object(&self->job);
  g_clear_object(&self->actions);
  g_clear_pointer(&self->problems, g_ptr_array_unref);
  g_clear_pointer(&self->document, list_document_unref);
  G_OBJECT_CLASS(trust_list_page_parent_class)->dispose(object);
}

static void
trust_list_page_class_init(CtlTrustListPageClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS(klass);
  g_type_ensure(NOTICE_BAR_TYPE);
  g_type_ensure(BUSY_BAR_TYPE);
  g_type_ensure(TRUST_LIST_TABLE_TYPE);
  G_OBJECT_CLASS(klass)->dispose = trust_list_page_dispose;
  gtk_widget_class_set_template_from_resource(widget, "/io/github/etoken_ctl/Gtk/list/trust-list-page.ui");
  gtk_widget_class_bind_template_child(widget, CtlTrustListPage, notice);
  gtk_widget_class_bind_template_child(widget, CtlTrustListPage, busy);
  gtk_widget_class_bind_template_child(widget, CtlTrustListPage, saving);
  gtk_widget_class_bind_template_child(widget, CtlTrustListPage, stack);
  gtk_widget_class_bind_template_child(widget, CtlTrustListPage, none);
  gtk_widget_class_bind_template_child(widget, CtlTrustListPage, title);
  gtk_widget_class_bind_template_child(widget, CtlTrustListPage, state);
  gtk_widget_class_bind_template_child(widget, CtlTrustListPage, damage);
  gtk_widget_class_bind_template_child(widget, CtlTrustListPage, damage_text);
  gtk_widget_class_bind_template_child(widget, CtlTrustListPage, table);
  gtk_widget_class_bind_template_child(widget, CtlTrustListPage, hint);
  gtk_widget_class_bind_template_child(widget, CtlTrustListPage, findings);
  gtk_widget_class_bind_template_child(widget, CtlTrustListPage, findings_text);
  gtk_widget_class_bind_template_child(widget, CtlTrustListPage, more);
  gtk_widget_class_bind_template_child(widget, CtlTrustListPage, more_popover);
  gtk_widget_class_bind_template_callback(widget, on_more);
  gtk_widget_class_bind_template_callback(widget, on_selected);
  gtk_widget_class_bind_template_callback(widget, on_activated);
}

static void
add_actions(CtlTrustListPage *self)
{
  self->actions = g_simple_action_group_new();
  trust_list_page_add_file_actions(self);
  trust_list_page_add_record_actions(self);
  trust_list_page_add_check_actions(self);
  gtk_widget_insert_action_group(GTK_WIDGET(self), "list", G_ACTION_GROUP(self->actions));
}

static void
add_jobs(CtlTrustListPage *self)
{
  self->job = job_new(GTK_WIDGET(self));
  self->saver = trust_list_saver_new(GTK_WIDGET(self));
  CtlJob *saver_job = trust_list_saver_get_job(self->saver);
  busy_bar_set_job(self->busy, self->job, _("Reading the file"));
  busy_bar_set_job(self->saving, saver_job, _("Writing the file"));
  g_signal_connect_object(self->job, "notify::running", G_CALLBACK(update_actions), self, G_CONNECT_SWAPPED);
  g_signal_connect_object(self->job, "notify::running", G_CALLBACK(trust_list_page_open_next), self,
                          G_CONNECT_SWAPPED);
  g_signal_connect_object(saver_job, "notify::running", G_CALLBACK(update_actions), self, G_CONNECT_SWAPPED);
  g_signal_connect_object(self->saver, "saved", G_CALLBACK(on_saved), self, G_CONNECT_SWAPPED);
  g_signal_connect_object(self->saver, "failed", G_CALLBACK(on_save_failed), self, G_CONNECT_SWAPPED);
}

static void
trust_list_page_init(CtlTrustListPage *self)
{
  gtk_widget_init_template(GTK_WIDGET(self));
  status_page_make_readable(self->none);
  add_actions(self);
  add_jobs(self);
  update_actions(self);
  trust_list_page_accept_drops(self);
}
