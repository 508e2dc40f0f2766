/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/list/add-tokens-dialog.h"

#include "app/workflow/list/certificate-facts.h"
#include "app/workflow/tokens/token-text.h"
#include "ui/tokens/token-load.h"
#include "ui/widgets/busy-bar.h"
#include "ui/widgets/notice-bar.h"
#include "ui/widgets/shown-text.h"

#include <glib/gi18n.h>

struct _CtlAddTokensDialog {
  GtkDialog parent;
  CtlNoticeBar *notice;
  CtlBusyBar *busy;
  GtkStack *stack;
  GtkLabel *empty;
  GtkContainer *list;
  GtkWidget *add;
  GtkWidget *refresh;
  CtlJob *job;
  ListDocument *document;
  TokenList *tokens;
  GPtrArray *checks; /* of GtkToggleButton, one for each token; borrowed from LIST */
};

G_DEFINE_TYPE(CtlAddTokensDialog, add_tokens_dialog, GTK_TYPE_DIALOG)

static gboolean
is_chosen(CtlAddTokensDialog *self, guint index)
{
  GtkWidget *check = g_ptr_array_index(self->checks, index);
  return gtk_widget_is_sensitive(check) && gtk_toggle_button_get_active(GTK_TOGGLE_BUTTON(check));
}

static void
on_toggled(CtlAddTokensDialog *self)
{
  gboolean any = FALSE;
  for (guint i = 0; i < self->checks->len; i++)
    any = any || is_chosen(self, i);
  gtk_widget_set_sensitive(self->add, any);
}

/* "SAST-ADN0054f509, valid until 4 Jun 2034", or why it cannot be added. */
static char *
describe_token(CtlAddTokensDialog *self, const Token *token, gboolean *usable)
{
  gboolean warn = FALSE;
  X509 *certificate = token_get_certificate(token);
  *usable = FALSE;
  if (certificate == NULL)
    return g_strdup_printf("%s (%s)", token_get_name(token), _(TOKEN_WORDS_NO_CERTIFICATE));
  if (list_draft_has_token(list_document_get_draft(self->document), certificate))
    return g_strdup_printf(_("%s (in the list already)"), token_get_name(token));
  *usable = TRUE;
  g_autoptr(CertificateFacts) facts = certificate_facts_new(certificate, NAME_STYLE_TOKEN);
  g_autofree char *validity = certificate_facts_validity(facts, g_get_real_time() / G_USEC_PER_SEC, &warn);
  return g_strdup_printf("%s, %s", token_get_name(token), validity);
}

static void
add_check(CtlAddTokensDialog *self, const Token *token)
{
  gboolean usable = FALSE;
  g_autofree char *text = describe_token(self, token, &usable);
  GtkWidget *check = gtk_check_button_new_with_label(text);
  GtkWidget *label = gtk_bin_get_child(GTK_BIN(check));
  gtk_label_set_line_wrap(GTK_LABEL(label), TRUE);
  gtk_widget_set_sensitive(check, usable);
  g_signal_connect_swapped(check, "toggled", G_CALLBACK(on_toggled), self);
  gtk_container_add(self->list, check);
  gtk_widget_show(check);
  g_ptr_array_add(self->checks, check);
}

static void
remove_check(GtkWidget *check, gpointer unused)
{
  gtk_widget_destroy(check);
}

static void
show_failures(CtlAddTokensDialog *self)
{
  if (self->tokens->failures->len == 0) {
    notice_bar_hide(self->notice);
    return;
  }
  const GError *first = g_ptr_array_index(self->tokens->failures, 0);
  g_autofree char *text = g_strconcat(first->message, ".", NULL);
  notice_bar_show_warning(self->notice, text, NULL);
}

static void
on_loaded(gpointer dialog, gpointer result)
{
  CtlAddTokensDialog *self = dialog;
  g_clear_pointer(&self->tokens, token_list_free);
  self->tokens = result;
  gtk_container_foreach(self->list, remove_check, NULL);
  g_ptr_array_set_size(self->checks, 0);
  for (guint i = 0; i < self->tokens->tokens->len; i++)
    add_check(self, g_ptr_array_index(self->tokens->tokens, i));
  gboolean any = self->tokens->tokens->len > 0;
  shown_text_set(self->empty, any ? NULL : token_text_for_none(self->tokens));
  gtk_stack_set_visible_child_name(self->stack, any ? "tokens" : "empty");
  show_failures(self);
  on_toggled(self);
}

static void
on_load_failed(gpointer dialog, const GError *error)
{
  CtlAddTokensDialog *self = dialog;
  gtk_stack_set_visible_child_name(self->stack, "empty");
  notice_bar_show_error(self->notice, error);
}

static void
on_load_cancelled(gpointer dialog)
{
  CtlAddTokensDialog *self = dialog;
  if (self->tokens == NULL)
    shown_text_set(self->empty, _("Looking for tokens was cancelled."));
  gtk_stack_set_visible_child_name(self->stack, self->tokens != NULL ? "tokens" : "empty");
}

static const JobKind LOAD = {
    .run = token_load_run,
    .done = on_loaded,
    .failed = on_load_failed,
    .cancelled = on_load_cancelled,
    .free_result = (GDestroyNotify)token_list_free,
};

static void
on_refresh(GtkButton *button, CtlAddTokensDialog *self)
{
  if (!job_is_running(self->job))
    job_start(self->job, &LOAD, NULL);
}

static void
on_add(GtkButton *button, CtlAddTokensDialog *self)
{
  for (guint i = 0; i < self->checks->len; i++) {
    g_autoptr(GError) error = NULL;
    const Token *token = g_ptr_array_index(self->tokens->tokens, i);
    if (!is_chosen(self, i) || list_document_add_token(self->document, token_get_certificate(token), &error))
      continue;
    g_prefix_error(&error, _("Token %s: "), token_get_name(token));
    notice_bar_show_error(self->notice, error);
    return;
  }
  gtk_dialog_response(GTK_DIALOG(self), GTK_RESPONSE_ACCEPT);
}

GtkWidget *
add_tokens_dialog_new(GtkWindow *parent, ListDocument *document)
{
  CtlAddTokensDialog *self = g_object_new(ADD_TOKENS_DIALOG_TYPE, "transient-for", parent, "modal", TRUE,
                                          "destroy-with-parent", TRUE, "use-header-bar", FALSE, NULL);
  self->document = list_document_ref(document);
  on_refresh(NULL, self);
  return GTK_WIDGET(self);
}

static void
add_tokens_dialog_dispose(GObject *object)
{
  CtlAddTokensDialog *self = CTL_ADD_TOKENS_DIALOG(object);
  g_clear_object(&self->job);
  g_clear_pointer(&self->document, list_document_unref);
  g_clear_pointer(&self->tokens, token_list_free);
  g_clear_pointer(&self->checks, g_ptr_array_unref);
  G_OBJECT_CLASS(add_tokens_dialog_parent_class)->dispose(object);
}

static void
add_tokens_dialog_class_init(CtlAddTokensDialogClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS(klass);
  g_type_ensure(NOTICE_BAR_TYPE);
  g_type_ensure(BUSY_BAR_TYPE);
  G_OBJECT_CLASS(klass)->dispose = add_tokens_dialog_dispose;
  gtk_widget_class_set_template_from_resource(widget, "/io/github/etoken_ctl/Gtk/list/add-tokens-dialog.ui");
  gtk_widget_class_bind_template_child(widget, CtlAddTokensDialog, notice);
  gtk_widget_class_bind_template_child(widget, CtlAddTokensDialog, busy);
  gtk_widget_class_bind_template_child(widget, CtlAddTokensDialog, stack);
  gtk_widget_class_bind_template_child(widget, CtlAddTokensDialog, empty);
  gtk_widget_class_bind_template_child(widget, CtlAddTokensDialog, list);
  gtk_widget_class_bind_template_child(widget, CtlAddTokensDialog, add);
  gtk_widget_class_bind_template_child(widget, CtlAddTokensDialog, refresh);
  gtk_widget_class_bind_template_callback(widget, on_refresh);
  gtk_widget_class_bind_template_callback(widget, on_add);
}

static void
add_tokens_dialog_init(CtlAddTokensDialog *self)
{
  gtk_widget_init_template(GTK_WIDGET(self));
  self->checks = g_ptr_array_new();
  self->job = job_new(GTK_WIDGET(self));
  busy_bar_set_job(self->busy, self->job, _("Looking for tokens"));
  g_object_bind_property(self->job, "running", self->refresh, "sensitive", G_BINDING_INVERT_BOOLEAN);
  gtk_widget_grab_default(self->add);
}
