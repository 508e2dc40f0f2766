/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/list/add-tokens-dialog.h"

#include "app/workflow/list/certificate-facts.h"
#include "app/workflow/list/token-certificate.h"
#include "app/workflow/tokens/token-text.h"
#include "ui/tokens/token-jobs.h"
#include "ui/widgets/busy-bar.h"
#include "ui/widgets/container.h"
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
  GtkWidget *from_file;
  CtlJob *job;
  ListDocument *document;
  TokenList *tokens;
  GPtrArray *choices; /* of Choice: the tokens that are plugged in, then those of FILES */
  GPtrArray *files;   /* of X509 */
  GtkFileChooserNative *chooser;
};

/* A token that can be added. */
typedef struct {
  GtkWidget *check;  /* borrowed from the list */
  X509 *certificate; /* NULL: it shows none */
  char *name;
} Choice;

G_DEFINE_TYPE(CtlAddTokensDialog, add_tokens_dialog, GTK_TYPE_DIALOG)

static void
choice_free(gpointer data)
{
  Choice *choice = data;
  X509_free(choice->certificate);
  g_free(choice->name);
  g_free(choice);
}

static gboolean
is_chosen(const Choice *choice)
{
  return gtk_widget_is_sensitive(choice->check) &&
         gtk_toggle_button_get_active(GTK_TOGGLE_BUTTON(choice->check));
}

static void
on_toggled(CtlAddTokensDialog *self)
{
  gboolean any = FALSE;
  for (guint i = 0; i < self->choices->len; i++)
    any = any || is_chosen(g_ptr_array_index(self->choices, i));
  gtk_widget_set_sensitive(self->add, any);
}

/* "SAST-ADN0054f509, valid until 4 Jun 2034", or why it cannot be added. */
static char *
describe_choice(CtlAddTokensDialog *self, const Choice *choice, gboolean from_file, gboolean *usable)
{
  gboolean warn = FALSE;
  *usable = FALSE;
  if (choice->certificate == NULL)
    return g_strdup_printf("%s (%s)", choice->name, _(TOKEN_WORDS_NO_CERTIFICATE));
  if (list_draft_has_token(list_document_get_draft(self->document), choice->certificate))
    return g_strdup_printf(_("%s (in the list already)"), choice->name);
  *usable = TRUE;
  g_autoptr(CertificateFacts) facts = certificate_facts_new(choice->certificate, NAME_STYLE_TOKEN);
  g_autofree char *validity = certificate_facts_validity(facts, g_get_real_time() / G_USEC_PER_SEC, &warn);
  /* TRANSLATORS: the name of a token, and how long its certificate is valid. */
  return from_file ? g_strdup_printf(_("%s, %s, from its file"), choice->name, validity)
                   : g_strdup_printf("%s, %s", choice->name, validity);
}

/* A reference to CERTIFICATE (may be NULL) is taken. */
static void
add_choice(CtlAddTokensDialog *self, const char *name, X509 *certificate, gboolean from_file)
{
  gboolean usable = FALSE;
  Choice *choice = g_new0(Choice, 1);
  choice->name = g_strdup(name);
  if (certificate != NULL)
    X509_up_ref(certificate);
  choice->certificate = certificate;
  g_autofree char *text = describe_choice(self, choice, from_file, &usable);
  choice->check = gtk_check_button_new_with_label(text);
  GtkWidget *label = gtk_bin_get_child(GTK_BIN(choice->check));
  gtk_label_set_line_wrap(GTK_LABEL(label), TRUE);
  gtk_widget_set_sensitive(choice->check, usable);
  g_signal_connect_swapped(choice->check, "toggled", G_CALLBACK(on_toggled), self);
  gtk_container_add(self->list, choice->check);
  gtk_widget_show(choice->check);
  g_ptr_array_add(self->choices, choice);
  gtk_toggle_button_set_active(GTK_TOGGLE_BUTTON(choice->check), from_file && usable);
}

static Choice *
find_choice(CtlAddTokensDialog *self, X509 *certificate)
{
  for (guint i = 0; i < self->choices->len; i++) {
    Choice *choice = g_ptr_array_index(self->choices, i);
    if (choice->certificate != NULL && X509_cmp(choice->certificate, certificate) == 0)
      return choice;
  }
  return NULL;
}

/* What was plugged in meanwhile is not there twice. */
static void
add_file(CtlAddTokensDialog *self, X509 *certificate)
{
  Choice *choice = find_choice(self, certificate);
  if (choice != NULL) {
    gtk_toggle_button_set_active(GTK_TOGGLE_BUTTON(choice->check), gtk_widget_is_sensitive(choice->check));
    return;
  }
  g_autoptr(CertificateFacts) facts = certificate_facts_new(certificate, NAME_STYLE_TOKEN);
  add_choice(self, facts->subject_short, certificate, TRUE);
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
show_choices(CtlAddTokensDialog *self)
{
  gboolean any = self->choices->len > 0;
  shown_text_set(self->empty, any ? NULL : token_text_for_none(self->tokens));
  gtk_stack_set_visible_child_name(self->stack, any ? "tokens" : "empty");
  on_toggled(self);
}

static void
on_loaded(gpointer dialog, gpointer result)
{
  CtlAddTokensDialog *self = dialog;
  g_clear_pointer(&self->tokens, token_list_free);
  self->tokens = result;
  container_clear(GTK_CONTAINER(self->list));
  g_ptr_array_set_size(self->choices, 0);
  for (guint i = 0; i < self->tokens->tokens->len; i++) {
    const Token *token = g_ptr_array_index(self->tokens->tokens, i);
    add_choice(self, token_get_name(token), token_get_certificate(token), FALSE);
  }
  for (guint i = 0; i < self->files->len; i++)
    add_file(self, g_ptr_array_index(self->files, i));
  show_choices(self);
  show_failures(self);
}

static void
on_load_failed(gpointer dialog, const GError *error)
{
  CtlAddTokensDialog *self = dialog;
  gtk_stack_set_visible_child_name(self->stack, self->choices->len > 0 ? "tokens" : "empty");
  notice_bar_show_error(self->notice, error);
}

static void
on_load_cancelled(gpointer dialog)
{
  CtlAddTokensDialog *self = dialog;
  if (self->tokens == NULL)
    shown_text_set(self->empty, _("Looking for tokens was cancelled."));
  gtk_stack_set_visible_child_name(self->stack, self->choices->len > 0 ? "tokens" : "empty");
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

/* --- a token that is not here --- */

static gpointer
run_read(const JobContext *context, GError **error)
{
  progress_step(context->progress, _("Reading the certificate"));
  return token_certificate_read(context->input, context->cancellable, error);
}

static void
on_read(gpointer dialog, gpointer certificate)
{
  CtlAddTokensDialog *self = dialog;
  g_ptr_array_add(self->files, certificate);
  add_file(self, certificate);
  gtk_stack_set_visible_child_name(self->stack, "tokens");
  on_toggled(self);
}

static void
on_read_failed(gpointer dialog, const GError *error)
{
  notice_bar_show_error(CTL_ADD_TOKENS_DIALOG(dialog)->notice, error);
}

static void
free_certificate(gpointer certificate)
{
  X509_free(certificate);
}

static const JobKind READ = {
    .run = run_read,
    .done = on_read,
    .failed = on_read_failed,
    .free_input = g_free,
    .free_result = free_certificate,
};

static void
on_chosen(GtkNativeDialog *chooser, int response, CtlAddTokensDialog *self)
{
  g_autofree char *path = gtk_file_chooser_get_filename(GTK_FILE_CHOOSER(chooser));
  if (response == GTK_RESPONSE_ACCEPT && path != NULL && !job_is_running(self->job)) {
    notice_bar_hide(self->notice);
    job_start(self->job, &READ, g_steal_pointer(&path));
  }
  g_clear_object(&self->chooser);
}

static void
on_from_file(GtkButton *button, CtlAddTokensDialog *self)
{
  g_clear_object(&self->chooser);
  self->chooser = gtk_file_chooser_native_new(_("Certificate of the token"), GTK_WINDOW(self),
                                              GTK_FILE_CHOOSER_ACTION_OPEN, _("_Open"), _("_Cancel"));
  gtk_native_dialog_set_modal(GTK_NATIVE_DIALOG(self->chooser), TRUE);
  g_signal_connect(self->chooser, "response", G_CALLBACK(on_chosen), self);
  gtk_native_dialog_show(GTK_NATIVE_DIALOG(self->chooser));
}

/* --- the widget --- */

static void
on_add(GtkButton *button, CtlAddTokensDialog *self)
{
  for (guint i = 0; i < self->choices->len; i++) {
    g_autoptr(GError) error = NULL;
    const Choice *choice = g_ptr_array_index(self->choices, i);
    if (!is_chosen(choice) || list_document_add_token(self->document, choice->certificate, &error))
      continue;
    g_prefix_error(&error, _("Token %s: "), choice->name);
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
  g_clear_object(&self->chooser);
  g_clear_pointer(&self->choices, g_ptr_array_unref);
  g_clear_pointer(&self->files, g_ptr_array_unref);
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
  gtk_widget_class_bind_template_child(widget, CtlAddTokensDialog, from_file);
  gtk_widget_class_bind_template_callback(widget, on_refresh);
  gtk_widget_class_bind_template_callback(widget, on_from_file);
  gtk_widget_class_bind_template_callback(widget, on_add);
}

static void
add_tokens_dialog_init(CtlAddTokensDialog *self)
{
  gtk_widget_init_template(GTK_WIDGET(self));
  self->choices = g_ptr_array_new_with_free_func(choice_free);
  self->files = g_ptr_array_new_with_free_func(free_certificate);
  self->job = job_new(GTK_WIDGET(self));
  busy_bar_set_job(self->busy, self->job, _("Looking for tokens"));
  g_object_bind_property(self->job, "running", self->refresh, "sensitive", G_BINDING_INVERT_BOOLEAN);
  g_object_bind_property(self->job, "running", self->from_file, "sensitive", G_BINDING_INVERT_BOOLEAN);
  gtk_widget_grab_default(self->add);
}
