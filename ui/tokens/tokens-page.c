/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/tokens/tokens-page.h"

#include "app/workflow/settings/preferences.h"
#include "app/workflow/tokens/export.h"
#include "app/workflow/tokens/token-text.h"
#include "ui/tokens/export-dialog.h"
#include "ui/tokens/hidden-token-row.h"
#include "ui/tokens/live-tokens.h"
#include "ui/tokens/token-jobs.h"
#include "ui/tokens/token-row.h"
#include "ui/widgets/busy-bar.h"
#include "ui/widgets/details-dialog.h"
#include "ui/widgets/notice-bar.h"
#include "ui/widgets/shown-text.h"
#include "ui/widgets/window-close.h"

#include <glib/gi18n.h>

struct _CtlTokensPage {
  GtkBin parent;
  CtlNoticeBar *failures;
  CtlNoticeBar *notice;
  CtlBusyBar *busy;
  GtkStack *stack;
  HdyStatusPage *empty;
  GtkListBox *list;
  GtkListBox *hidden;
  GtkWidget *looking;
  GtkLabel *hint;
  GtkWidget *export_all;
  CtlLiveTokens *live;
  const GPtrArray *shown_hidden; /* the array whose rows are there; borrowed, never read */
  guint start;                   /* the source that starts to look, or 0 */
  gboolean quiet;                /* nobody has asked for the present look at the tokens */
  CtlJob *job;                   /* changes a password */
  char *folder;                  /* where certificates went last, or NULL */
};

G_DEFINE_TYPE(CtlTokensPage, tokens_page, GTK_TYPE_BIN)

static GtkWindow *
get_window(CtlTokensPage *self)
{
  return GTK_WINDOW(gtk_widget_get_toplevel(GTK_WIDGET(self)));
}

/* --- export and details --- */

/* What became of the certificates in the cluster, a sentence a line; NULL when they were not uploaded. The
 * caller frees it. */
static char *
describe_uploads(CtlExportDialog *dialog)
{
  const GPtrArray *uploads = export_dialog_get_uploads(dialog);
  const GPtrArray *warnings = export_dialog_get_warnings(dialog);
  if (uploads == NULL)
    return NULL;
  g_autoptr(GString) text = g_string_new(NULL);
  for (guint i = 0; i < uploads->len; i++) {
    g_autofree char *sentence = sast_certificate_describe(g_ptr_array_index(uploads, i));
    g_string_append_printf(text, "%s%s.", i > 0 ? "\n" : "", sentence);
  }
  for (guint i = 0; i < warnings->len; i++)
    g_string_append_printf(text, "\n%s.", (const char *)g_ptr_array_index(warnings, i));
  return g_strdup(text->str);
}

/* All that was to be done. */
static gboolean
is_well(CtlExportDialog *dialog)
{
  const GPtrArray *uploads = export_dialog_get_uploads(dialog);
  return uploads == NULL || !(sast_certificates_have_state(uploads, SAST_UPLOADED) ||
                              sast_certificates_have_state(uploads, SAST_REFUSED));
}

static void
on_export_response(CtlExportDialog *dialog, int response, CtlTokensPage *self)
{
  GPtrArray *files = export_dialog_get_files(dialog);
  if (response == GTK_RESPONSE_ACCEPT) {
    g_autofree char *text =
        files->len == 1 ? g_strdup_printf(_("The certificate was exported as %s."),
                                          (const char *)g_ptr_array_index(files, 0))
                        : g_strdup_printf(ngettext("%u certificate was exported to %s.",
                                                   "%u certificates were exported to %s.", files->len),
                                          files->len, export_dialog_get_folder(dialog));
    g_autofree char *uploads = describe_uploads(dialog);
    (is_well(dialog) ? notice_bar_show_done : notice_bar_show_warning)(self->notice, text, uploads);
    g_free(self->folder);
    self->folder = g_strdup(export_dialog_get_folder(dialog));
  }
  window_close_soon(GTK_WIDGET(dialog));
}

/* TOKENS is taken. */
static void
open_export(CtlTokensPage *self, GPtrArray *tokens)
{
  g_autoptr(Preferences) preferences = preferences_get(NULL);
  const char *folder = self->folder != NULL ? self->folder : preferences_get_certificate_folder(preferences);
  GtkWidget *dialog = export_dialog_new(get_window(self), tokens, folder);
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
on_export_all(GtkButton *button, CtlTokensPage *self)
{
  const GPtrArray *all = live_tokens_get_tokens(self->live);
  GPtrArray *tokens = new_token_array();
  for (guint i = 0; i < all->len; i++) {
    Token *token = g_ptr_array_index(all, i);
    if (token_get_certificate(token) != NULL)
      g_ptr_array_add(tokens, token_ref(token));
  }
  open_export(self, tokens);
}

static void
on_row_export(CtlTokenRow *row, CtlTokensPage *self)
{
  GPtrArray *tokens = new_token_array();
  g_ptr_array_add(tokens, token_ref(token_row_get_token(row)));
  open_export(self, tokens);
}

static void
on_row_details(CtlTokenRow *row, CtlTokensPage *self)
{
  const Token *token = token_row_get_token(row);
  X509 *certificate = token_get_certificate(token);
  const char *password = token_describe_password_state(token);
  g_autofree char *device = token_text_for_device(token);
  CtlDetailsDialog *dialog = CTL_DETAILS_DIALOG(details_dialog_new(get_window(self), token_get_name(token)));
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

/* --- changing a password --- */

/* Some modules (OpenSC's) do not see what another process does to the state of a password before they are
 * loaded anew. */
static void
read_states_again(CtlTokensPage *self)
{
  self->quiet = TRUE;
  live_tokens_start(self->live);
}

static void
on_changed(gpointer page, gpointer result)
{
  g_autoptr(Token) token = result;
  g_autofree char *text = g_strdup_printf(_("The password of token %s was changed."), token_get_name(token));
  notice_bar_show_done(CTL_TOKENS_PAGE(page)->notice, text, NULL);
  read_states_again(page);
}

static void
on_change_failed(gpointer page, const GError *error)
{
  notice_bar_show_error(CTL_TOKENS_PAGE(page)->notice, error);
  read_states_again(page);
}

static const JobKind CHANGE_PASSWORD = {
    .run = password_job_run,
    .done = on_changed,
    .failed = on_change_failed,
    .free_input = (GDestroyNotify)token_unref,
    .free_result = (GDestroyNotify)token_unref,
};

static void
on_row_change_password(CtlTokenRow *row, CtlTokensPage *self)
{
  if (job_is_running(self->job))
    return;
  notice_bar_hide(self->notice);
  job_start(self->job, &CHANGE_PASSWORD, token_ref(token_row_get_token(row)));
}

/* --- what is plugged in --- */

static void
show_failures(CtlTokensPage *self)
{
  g_autoptr(GPtrArray) failures = live_tokens_dup_failures(self->live);
  g_autoptr(GString) text = g_string_new(NULL);
  for (guint i = 0; i < failures->len; i++)
    g_string_append_printf(text, "%s%s.", i > 0 ? "\n" : "",
                           ((const GError *)g_ptr_array_index(failures, i))->message);
  if (failures->len > 0)
    notice_bar_show_warning(self->failures, text->str, NULL);
  else
    notice_bar_hide(self->failures);
}

static gboolean
is_same_token(const Token *a, const Token *b)
{
  g_autofree char *first = token_dup_uri(a);
  g_autofree char *second = token_dup_uri(b);
  return g_str_equal(first, second);
}

/* The one of TOKENS that ROW shows, or NULL. */
static Token *
find_token(const GPtrArray *tokens, CtlTokenRow *row)
{
  for (guint i = 0; i < tokens->len; i++)
    if (is_same_token(g_ptr_array_index(tokens, i), token_row_get_token(row)))
      return g_ptr_array_index(tokens, i);
  return NULL;
}

static CtlTokenRow *
find_row(const GList *rows, const Token *token)
{
  for (const GList *link = rows; link != NULL; link = link->next)
    if (is_same_token(token_row_get_token(link->data), token))
      return link->data;
  return NULL;
}

static void
add_row(CtlTokensPage *self, Token *token)
{
  GtkWidget *row = token_row_new(token);
  g_signal_connect(row, "export", G_CALLBACK(on_row_export), self);
  g_signal_connect(row, "details", G_CALLBACK(on_row_details), self);
  g_signal_connect(row, "change-password", G_CALLBACK(on_row_change_password), self);
  gtk_container_add(GTK_CONTAINER(self->list), row);
}

/* Rows stay, with their focus, as long as their token does; before the modules have answered none goes. */
static void
show_tokens(CtlTokensPage *self)
{
  const GPtrArray *tokens = live_tokens_get_tokens(self->live);
  g_autoptr(GList) rows = gtk_container_get_children(GTK_CONTAINER(self->list));
  gboolean ready = live_tokens_is_ready(self->live);
  for (guint i = 0; i < tokens->len; i++)
    if (find_row(rows, g_ptr_array_index(tokens, i)) == NULL)
      add_row(self, g_ptr_array_index(tokens, i));
  for (GList *link = rows; link != NULL; link = link->next) {
    Token *token = find_token(tokens, link->data);
    if (token != NULL)
      token_row_set_token(link->data, token);
    else if (ready)
      gtk_widget_destroy(link->data);
  }
}

static int
compare_rows(GtkListBoxRow *a, GtkListBoxRow *b, gpointer unused)
{
  const Token *first = token_row_get_token(CTL_TOKEN_ROW(a));
  const Token *second = token_row_get_token(CTL_TOKEN_ROW(b));
  int order = g_ascii_strcasecmp(token_get_name(first), token_get_name(second));
  return order != 0 ? order : g_strcmp0(token_get_serial(first), token_get_serial(second));
}

static void
destroy_row(GtkWidget *row, gpointer unused)
{
  gtk_widget_destroy(row);
}

static void
show_hidden(CtlTokensPage *self)
{
  const GPtrArray *hidden = live_tokens_get_hidden(self->live);
  if (hidden == self->shown_hidden)
    return;
  self->shown_hidden = hidden;
  gtk_container_foreach(GTK_CONTAINER(self->hidden), destroy_row, NULL);
  for (guint i = 0; i < hidden->len; i++)
    gtk_container_add(GTK_CONTAINER(self->hidden), hidden_token_row_new(g_ptr_array_index(hidden, i)));
  gtk_widget_set_visible(GTK_WIDGET(self->hidden), hidden->len > 0);
}

static gboolean
any_certificate(const GPtrArray *tokens)
{
  for (guint i = 0; i < tokens->len; i++)
    if (token_get_certificate(g_ptr_array_index(tokens, i)) != NULL)
      return TRUE;
  return FALSE;
}

static void
show_page(CtlTokensPage *self)
{
  gboolean ready = live_tokens_is_ready(self->live);
  gboolean any_row = gtk_list_box_get_row_at_index(self->list, 0) != NULL;
  gtk_widget_set_visible(GTK_WIDGET(self->list), any_row);
  gtk_widget_set_visible(self->looking, !ready && !self->quiet);
  gtk_widget_set_sensitive(self->export_all, any_certificate(live_tokens_get_tokens(self->live)));
  if (any_row || live_tokens_get_hidden(self->live)->len > 0) {
    gtk_stack_set_visible_child_name(self->stack, "tokens");
  } else if (ready) {
    shown_text_set_page(self->empty, _("No token is plugged in"),
                        token_text_while_waiting(live_tokens_get_n_modules(self->live)));
    gtk_stack_set_visible_child_name(self->stack, "empty");
  }
}

static void
on_tokens_changed(CtlLiveTokens *live, CtlTokensPage *self)
{
  show_failures(self);
  show_tokens(self);
  show_hidden(self);
  show_page(self);
}

void
tokens_page_refresh(CtlTokensPage *self)
{
  notice_bar_hide(self->notice);
  self->quiet = FALSE;
  live_tokens_start(self->live);
}

static void
on_refresh(GtkButton *button, CtlTokensPage *self)
{
  tokens_page_refresh(self);
}

static gboolean
on_idle(gpointer page)
{
  CTL_TOKENS_PAGE(page)->start = 0;
  tokens_page_refresh(page);
  return G_SOURCE_REMOVE;
}

/* What the window has to do to be usable, and to answer screen readers, goes first. */
static void
on_first_frame(CtlTokensPage *self, GdkFrameClock *clock)
{
  g_signal_handlers_disconnect_by_func(clock, on_first_frame, self);
  self->start = g_idle_add_full(G_PRIORITY_LOW, on_idle, self, NULL);
}

/* The tokens may have been used from another page. */
static void
on_later_map(GtkWidget *page, gpointer unused)
{
  if (live_tokens_is_ready(CTL_TOKENS_PAGE(page)->live))
    read_states_again(CTL_TOKENS_PAGE(page));
}

/* The window comes first, then the helper processes that look for tokens. */
static void
on_first_map(GtkWidget *page, gpointer unused)
{
  g_signal_handlers_disconnect_by_func(page, on_first_map, unused);
  g_signal_connect_object(gtk_widget_get_frame_clock(page), "after-paint", G_CALLBACK(on_first_frame), page,
                          G_CONNECT_SWAPPED);
  g_signal_connect_after(page, "map", G_CALLBACK(on_later_map), NULL);
}

static void
tokens_page_dispose(GObject *object)
{
  CtlTokensPage *self = CTL_TOKENS_PAGE(object);
  g_clear_handle_id(&self->start, g_source_remove);
  if (self->live != NULL)
    g_signal_handlers_disconnect_by_data(self->live, self);
  g_clear_object(&self->live);
  g_clear_object(&self->job);
  g_clear_pointer(&self->folder, g_free);
  G_OBJECT_CLASS(tokens_page_parent_class)->dispose(object);
}

static void
tokens_page_class_init(CtlTokensPageClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS(klass);
  g_type_ensure(NOTICE_BAR_TYPE);
  g_type_ensure(BUSY_BAR_TYPE);
  G_OBJECT_CLASS(klass)->dispose = tokens_page_dispose;
  gtk_widget_class_set_template_from_resource(widget, "/io/github/etoken_ctl/Gtk/tokens/tokens-page.ui");
  gtk_widget_class_bind_template_child(widget, CtlTokensPage, failures);
  gtk_widget_class_bind_template_child(widget, CtlTokensPage, notice);
  gtk_widget_class_bind_template_child(widget, CtlTokensPage, busy);
  gtk_widget_class_bind_template_child(widget, CtlTokensPage, stack);
  gtk_widget_class_bind_template_child(widget, CtlTokensPage, empty);
  gtk_widget_class_bind_template_child(widget, CtlTokensPage, list);
  gtk_widget_class_bind_template_child(widget, CtlTokensPage, hidden);
  gtk_widget_class_bind_template_child(widget, CtlTokensPage, looking);
  gtk_widget_class_bind_template_child(widget, CtlTokensPage, hint);
  gtk_widget_class_bind_template_child(widget, CtlTokensPage, export_all);
  gtk_widget_class_bind_template_callback(widget, on_export_all);
  gtk_widget_class_bind_template_callback(widget, on_refresh);
}

static void
tokens_page_init(CtlTokensPage *self)
{
  g_autofree char *hint = g_strdup_printf("%s.", _(EXPORT_UPLOAD_HINT));
  gtk_widget_init_template(GTK_WIDGET(self));
  self->job = job_new(GTK_WIDGET(self));
  self->live = live_tokens_new(GTK_WIDGET(self));
  g_signal_connect(self->live, "changed", G_CALLBACK(on_tokens_changed), self);
  gtk_list_box_set_sort_func(self->list, compare_rows, NULL, NULL);
  shown_text_set(self->hint, hint);
  busy_bar_set_job(self->busy, self->job, _("Changing the password"));
  g_signal_connect(self, "map", G_CALLBACK(on_first_map), NULL);
}
