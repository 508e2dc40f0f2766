/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/tokens-page.h"

#include "app/workflow/export.h"
#include "app/workflow/token-words.h"
#include "ui/busy-bar.h"
#include "ui/details-dialog.h"
#include "ui/export-dialog.h"
#include "ui/notice-bar.h"
#include "ui/status-page.h"
#include "ui/token-load.h"
#include "ui/token-row.h"

#include <glib/gi18n.h>

struct _TokensPage {
  GtkBin parent;
  NoticeBar *failures;
  NoticeBar *notice;
  BusyBar *busy;
  GtkStack *stack;
  HdyStatusPage *empty;
  GtkListBox *list;
  GtkLabel *hint;
  GtkWidget *export_all;
  GtkWidget *refresh;
  GtkWidget *look_again;
  Job *job;
  GPtrArray *tokens; /* of Token: those shown */
  char *folder;      /* where certificates went last */
};

G_DEFINE_TYPE(TokensPage, tokens_page, GTK_TYPE_BIN)

static GtkWindow *
get_window(TokensPage *self)
{
  return GTK_WINDOW(gtk_widget_get_toplevel(GTK_WIDGET(self)));
}

/* --- export and details --- */

static void
on_export_response(ExportDialog *dialog, int response, TokensPage *self)
{
  GPtrArray *files = export_dialog_get_files(dialog);
  if (response == GTK_RESPONSE_ACCEPT) {
    g_autofree char *text =
        files->len == 1 ? g_strdup_printf(_("The certificate was exported as %s."),
                                          (const char *)g_ptr_array_index(files, 0))
                        : g_strdup_printf(ngettext("%u certificate was exported to %s.",
                                                   "%u certificates were exported to %s.", files->len),
                                          files->len, export_dialog_get_folder(dialog));
    notice_bar_show_done(self->notice, text, NULL);
    g_free(self->folder);
    self->folder = g_strdup(export_dialog_get_folder(dialog));
  }
  gtk_widget_destroy(GTK_WIDGET(dialog));
}

/* TOKENS is taken. */
static void
open_export(TokensPage *self, GPtrArray *tokens)
{
  GtkWidget *dialog = export_dialog_new(get_window(self), tokens, self->folder);
  notice_bar_hide(self->notice);
  g_signal_connect_object(dialog, "response", G_CALLBACK(on_export_response), self, 0);
  gtk_window_present(GTK_WINDOW(dialog));
}

static GPtrArray *
new_token_array(void)
{
  return g_ptr_array_new_with_free_func((GDestroyNotify)token_unref);
}

static void
on_export_all(GtkButton *button, TokensPage *self)
{
  GPtrArray *tokens = new_token_array();
  for (guint i = 0; i < self->tokens->len; i++) {
    Token *token = g_ptr_array_index(self->tokens, i);
    if (token_get_certificate(token) != NULL)
      g_ptr_array_add(tokens, token_ref(token));
  }
  open_export(self, tokens);
}

static void
on_row_export(TokenRow *row, TokensPage *self)
{
  GPtrArray *tokens = new_token_array();
  g_ptr_array_add(tokens, token_ref(token_row_get_token(row)));
  open_export(self, tokens);
}

static void
on_row_details(TokenRow *row, TokensPage *self)
{
  const Token *token = token_row_get_token(row);
  X509 *certificate = token_get_certificate(token);
  const char *password = token_describe_password_state(token);
  g_autofree char *device = token_words_for_device(token);
  DetailsDialog *dialog = CTL_DETAILS_DIALOG(details_dialog_new(get_window(self), token_get_name(token)));
  if (certificate != NULL) {
    g_autoptr(CertificateFacts) facts = certificate_facts_new(certificate, NAME_STYLE_TOKEN);
    details_dialog_add_certificate(dialog, facts);
  }
  details_dialog_add(dialog, _("Token"), device, FALSE);
  details_dialog_add(dialog, _("Token label"), token_get_label(token), FALSE);
  details_dialog_add(dialog, _("Driver"), token_get_module(token), FALSE);
  if (password != NULL)
    details_dialog_add(dialog, _("Password"), password, FALSE);
  gtk_window_present(GTK_WINDOW(dialog));
}

/* --- looking for tokens --- */

static void
show_failures(TokensPage *self, const GPtrArray *failures)
{
  if (failures->len == 0) {
    notice_bar_hide(self->failures);
    return;
  }
  g_autoptr(GString) text = g_string_new(NULL);
  for (guint i = 0; i < failures->len; i++)
    g_string_append_printf(text, "%s%s.", i > 0 ? "\n" : "",
                           ((const GError *)g_ptr_array_index(failures, i))->message);
  notice_bar_show_warning(self->failures, text->str, NULL);
}

static void
remove_row(GtkWidget *row, gpointer unused)
{
  gtk_widget_destroy(row);
}

static void
show_tokens(TokensPage *self)
{
  gboolean any = FALSE;
  gtk_container_foreach(GTK_CONTAINER(self->list), remove_row, NULL);
  for (guint i = 0; i < self->tokens->len; i++) {
    Token *token = g_ptr_array_index(self->tokens, i);
    GtkWidget *row = token_row_new(token);
    g_signal_connect(row, "export", G_CALLBACK(on_row_export), self);
    g_signal_connect(row, "details", G_CALLBACK(on_row_details), self);
    gtk_container_add(GTK_CONTAINER(self->list), row);
    any = any || token_get_certificate(token) != NULL;
  }
  gtk_widget_set_sensitive(self->export_all, any);
  gtk_stack_set_visible_child_name(self->stack, self->tokens->len > 0 ? "tokens" : "empty");
}

static void
on_loaded(gpointer page, gpointer result)
{
  TokensPage *self = page;
  g_autoptr(TokenList) list = result;
  g_ptr_array_unref(self->tokens);
  self->tokens = g_ptr_array_ref(list->tokens);
  status_page_set_text(self->empty, _("No token is plugged in"), token_words_for_none(list));
  show_failures(self, list->failures);
  show_tokens(self);
}

static void
on_load_failed(gpointer page, const GError *error)
{
  notice_bar_show_error(CTL_TOKENS_PAGE(page)->notice, error);
}

/* What was shown before stays. */
static void
on_load_cancelled(gpointer page)
{
  TokensPage *self = page;
  if (self->tokens->len > 0)
    return;
  status_page_set_text(self->empty, _("Looking for tokens was cancelled"), NULL);
  gtk_stack_set_visible_child_name(self->stack, "empty");
}

static const JobKind LOAD = {
    .run = token_load_run,
    .done = on_loaded,
    .failed = on_load_failed,
    .cancelled = on_load_cancelled,
    .free_result = (GDestroyNotify)token_list_free,
};

void
tokens_page_refresh(TokensPage *self)
{
  if (job_is_running(self->job))
    return;
  notice_bar_hide(self->notice);
  job_start(self->job, &LOAD, NULL);
}

static void
on_refresh(GtkButton *button, TokensPage *self)
{
  tokens_page_refresh(self);
}

static void
on_first_frame(TokensPage *self, GdkFrameClock *clock)
{
  g_signal_handlers_disconnect_by_func(clock, on_first_frame, self);
  tokens_page_refresh(self);
}

/* The window comes first, then the helper processes that look for tokens. */
static void
on_first_map(GtkWidget *page, gpointer unused)
{
  g_signal_handlers_disconnect_by_func(page, on_first_map, unused);
  g_signal_connect_object(gtk_widget_get_frame_clock(page), "after-paint", G_CALLBACK(on_first_frame), page,
                          G_CONNECT_SWAPPED);
}

static void
tokens_page_dispose(GObject *object)
{
  TokensPage *self = CTL_TOKENS_PAGE(object);
  g_clear_object(&self->job);
  g_clear_pointer(&self->tokens, g_ptr_array_unref);
  g_clear_pointer(&self->folder, g_free);
  G_OBJECT_CLASS(tokens_page_parent_class)->dispose(object);
}

static void
tokens_page_class_init(TokensPageClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS(klass);
  g_type_ensure(NOTICE_BAR_TYPE);
  g_type_ensure(BUSY_BAR_TYPE);
  G_OBJECT_CLASS(klass)->dispose = tokens_page_dispose;
  gtk_widget_class_set_template_from_resource(widget, "/io/github/etoken_ctl/Gtk/tokens-page.ui");
  gtk_widget_class_bind_template_child(widget, TokensPage, failures);
  gtk_widget_class_bind_template_child(widget, TokensPage, notice);
  gtk_widget_class_bind_template_child(widget, TokensPage, busy);
  gtk_widget_class_bind_template_child(widget, TokensPage, stack);
  gtk_widget_class_bind_template_child(widget, TokensPage, empty);
  gtk_widget_class_bind_template_child(widget, TokensPage, list);
  gtk_widget_class_bind_template_child(widget, TokensPage, hint);
  gtk_widget_class_bind_template_child(widget, TokensPage, export_all);
  gtk_widget_class_bind_template_child(widget, TokensPage, refresh);
  gtk_widget_class_bind_template_child(widget, TokensPage, look_again);
  gtk_widget_class_bind_template_callback(widget, on_export_all);
  gtk_widget_class_bind_template_callback(widget, on_refresh);
}

static void
tokens_page_init(TokensPage *self)
{
  const char *documents = g_get_user_special_dir(G_USER_DIRECTORY_DOCUMENTS);
  gtk_widget_init_template(GTK_WIDGET(self));
  self->tokens = new_token_array();
  self->folder = g_strdup(documents != NULL ? documents : g_get_home_dir());
  self->job = job_new(GTK_WIDGET(self));
  gtk_label_set_text(self->hint, EXPORT_UPLOAD_HINT ".");
  busy_bar_set_job(self->busy, self->job, _("Looking for tokens"));
  g_object_bind_property(self->job, "running", self->refresh, "sensitive", G_BINDING_INVERT_BOOLEAN);
  g_object_bind_property(self->job, "running", self->look_again, "sensitive", G_BINDING_INVERT_BOOLEAN);
  g_signal_connect(self, "map", G_CALLBACK(on_first_map), NULL);
}
