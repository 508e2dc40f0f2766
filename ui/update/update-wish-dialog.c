/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/update/update-wish-dialog.h"

#include "app/workflow/list/certificate-facts.h"
#include "app/workflow/list/token-certificate.h"
#include "app/workflow/tokens/token-text.h"
#include "ui/tokens/token-jobs.h"
#include "ui/widgets/busy-bar.h"
#include "ui/widgets/notice-bar.h"
#include "ui/widgets/shown-text.h"

#include <glib/gi18n.h>

struct _CtlUpdateWishDialog {
  GtkDialog parent;
  CtlNoticeBar *notice;
  CtlBusyBar *busy;
  GtkComboBox *goal;
  GtkToggleButton *keep;
  GtkToggleButton *named;
  GtkContainer *tokens;
  GtkLabel *none;
  GtkWidget *from_file;
  GtkWidget *nodes_box;
  GtkContainer *nodes;
  GtkWidget *apply;
  CtlJob *job;
  UpdateWish *wish;        /* that it began with */
  GPtrArray *token_checks; /* of Choice */
  GPtrArray *node_checks;  /* likewise */
  GtkFileChooserNative *chooser;
};

/* Something that can be ticked. */
typedef struct {
  GtkToggleButton *check; /* borrowed */
  char *name;             /* of a token or a host */
  X509 *certificate;      /* of a token, else NULL */
  gboolean from_file;     /* it is not plugged in */
} Choice;

G_DEFINE_TYPE(CtlUpdateWishDialog, update_wish_dialog, GTK_TYPE_DIALOG)

static void
choice_free(gpointer data)
{
  Choice *choice = data;
  X509_free(choice->certificate);
  g_free(choice->name);
  g_free(choice);
}

/* A list without a token is none. */
static void
on_changed(CtlUpdateWishDialog *self)
{
  gboolean any = gtk_toggle_button_get_active(self->keep);
  for (guint i = 0; i < self->token_checks->len; i++)
    any = any || gtk_toggle_button_get_active(((Choice *)g_ptr_array_index(self->token_checks, i))->check);
  gtk_widget_set_sensitive(self->apply, any);
}

/* CERTIFICATE (may be NULL) is taken. The choice belongs to CHOICES. */
static Choice *
add_choice(CtlUpdateWishDialog *self, GPtrArray *choices, GtkContainer *box, const char *name,
           const char *text, X509 *certificate, gboolean active)
{
  Choice *choice = g_new0(Choice, 1);
  GtkWidget *check = gtk_check_button_new();
  GtkWidget *label = shown_text_label_new(text);
  gtk_label_set_line_wrap(GTK_LABEL(label), TRUE);
  gtk_label_set_xalign(GTK_LABEL(label), 0);
  gtk_container_add(GTK_CONTAINER(check), label);
  choice->check = GTK_TOGGLE_BUTTON(check);
  choice->name = g_strdup(name);
  choice->certificate = certificate;
  g_ptr_array_add(choices, choice);
  gtk_toggle_button_set_active(choice->check, active);
  g_signal_connect_swapped(check, "toggled", G_CALLBACK(on_changed), self);
  gtk_container_add(box, check);
  gtk_widget_show_all(check);
  return choice;
}

static Choice *
find_token(CtlUpdateWishDialog *self, X509 *certificate)
{
  for (guint i = 0; i < self->token_checks->len; i++) {
    Choice *choice = g_ptr_array_index(self->token_checks, i);
    if (X509_cmp(choice->certificate, certificate) == 0)
      return choice;
  }
  return NULL;
}

/* CERTIFICATE is taken. What is plugged in is not there twice. */
static void
add_file(CtlUpdateWishDialog *self, X509 *certificate)
{
  Choice *known = find_token(self, certificate);
  if (known != NULL) {
    gtk_toggle_button_set_active(known->check, TRUE);
    X509_free(certificate);
    return;
  }
  g_autoptr(CertificateFacts) facts = certificate_facts_new(certificate, NAME_STYLE_TOKEN);
  /* TRANSLATORS: the name of a token */
  g_autofree char *text = g_strdup_printf(_("%s, from its file"), facts->subject_short);
  add_choice(self, self->token_checks, self->tokens, facts->subject_short, text, certificate, TRUE)
      ->from_file = TRUE;
  on_changed(self);
}

/* --- the tokens that are plugged in --- */

static gboolean
is_named(const UpdateWish *wish, const char *name)
{
  return wish->tokens != NULL && g_strv_contains((const char *const *)wish->tokens, name);
}

/* But for one whose file was chosen before. */
static void
add_token(CtlUpdateWishDialog *self, const Token *token)
{
  const char *name = token_get_name(token);
  X509 *certificate = token_get_certificate(token);
  if (find_token(self, certificate) != NULL)
    return;
  X509_up_ref(certificate);
  add_choice(self, self->token_checks, self->tokens, name, name, certificate, is_named(self->wish, name));
}

static void
on_loaded(gpointer dialog, gpointer result)
{
  CtlUpdateWishDialog *self = dialog;
  g_autoptr(TokenList) list = result;
  guint n = 0;
  for (guint i = 0; i < list->tokens->len; i++) {
    const Token *token = g_ptr_array_index(list->tokens, i);
    if (token_get_certificate(token) == NULL)
      continue;
    add_token(self, token);
    n++;
  }
  shown_text_set(self->none, n == 0 ? token_text_for_none(list) : NULL);
  gtk_widget_set_visible(GTK_WIDGET(self->none), n == 0);
  on_changed(self);
}

static void
on_failed(gpointer dialog, const GError *error)
{
  notice_bar_show_error(CTL_UPDATE_WISH_DIALOG(dialog)->notice, error);
}

static const JobKind LOAD = {
    .run = token_load_run,
    .done = on_loaded,
    .failed = on_failed,
    .free_result = (GDestroyNotify)token_list_free,
};

/* --- a token that is not here --- */

static gpointer
run_read(const JobContext *context, GError **error)
{
  progress_step(context->progress, "%s", _("Reading the certificate"));
  return token_certificate_read(context->input, context->cancellable, error);
}

static void
on_read(gpointer dialog, gpointer certificate)
{
  add_file(CTL_UPDATE_WISH_DIALOG(dialog), certificate);
}

static void
free_certificate(gpointer certificate)
{
  X509_free(certificate);
}

static const JobKind READ = {
    .run = run_read,
    .done = on_read,
    .failed = on_failed,
    .free_input = g_free,
    .free_result = free_certificate,
};

static void
on_chosen(GtkNativeDialog *chooser, int response, CtlUpdateWishDialog *self)
{
  g_autofree char *path = gtk_file_chooser_get_filename(GTK_FILE_CHOOSER(chooser));
  if (response == GTK_RESPONSE_ACCEPT && path != NULL && !job_is_running(self->job)) {
    notice_bar_hide(self->notice);
    job_start(self->job, &READ, g_steal_pointer(&path));
  }
  g_clear_object(&self->chooser);
}

static void
on_from_file(GtkButton *button, CtlUpdateWishDialog *self)
{
  g_clear_object(&self->chooser);
  self->chooser = gtk_file_chooser_native_new(_("Certificate of the token"), GTK_WINDOW(self),
                                              GTK_FILE_CHOOSER_ACTION_OPEN, _("_Open"), _("_Cancel"));
  gtk_native_dialog_set_modal(GTK_NATIVE_DIALOG(self->chooser), TRUE);
  g_signal_connect(self->chooser, "response", G_CALLBACK(on_chosen), self);
  gtk_native_dialog_show(GTK_NATIVE_DIALOG(self->chooser));
}

/* --- the answer --- */

/* The names of those that are TICKED or not, but for those of files; NULL: there is none. */
static char **
list_ticked(const GPtrArray *choices, gboolean ticked)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
  for (guint i = 0; i < choices->len; i++) {
    const Choice *choice = g_ptr_array_index(choices, i);
    if (!choice->from_file && gtk_toggle_button_get_active(choice->check) == ticked)
      g_strv_builder_add(builder, choice->name);
  }
  g_auto(GStrv) names = g_strv_builder_end(builder);
  return *names != NULL ? g_steal_pointer(&names) : NULL;
}

static void
add_certificates(CtlUpdateWishDialog *self, UpdateWish *wish)
{
  for (guint i = 0; i < self->token_checks->len; i++) {
    const Choice *choice = g_ptr_array_index(self->token_checks, i);
    if (!choice->from_file || !gtk_toggle_button_get_active(choice->check))
      continue;
    X509_up_ref(choice->certificate);
    g_ptr_array_add(wish->certificates, choice->certificate);
  }
}

UpdateWish *
update_wish_dialog_dup_wish(CtlUpdateWishDialog *self)
{
  UpdateWish *wish = update_wish_new();
  plan_goal_from_word(gtk_combo_box_get_active_id(self->goal), &wish->goal, NULL);
  wish->without = list_ticked(self->node_checks, FALSE);
  if (gtk_toggle_button_get_active(self->keep))
    return wish;
  wish->tokens = list_ticked(self->token_checks, TRUE);
  add_certificates(self, wish);
  return wish;
}

/* --- the widget --- */

/* The publisher, which comes first, is always asked. */
static void
show_nodes(CtlUpdateWishDialog *self, const AddressBookEntry *entry)
{
  const char *const *without = (const char *const *)self->wish->without;
  g_autoptr(GPtrArray) nodes = address_book_entry_list_nodes(entry);
  for (guint i = 1; i < nodes->len; i++) {
    const PublisherAddress *node = g_ptr_array_index(nodes, i);
    gboolean out = without != NULL && g_strv_contains(without, node->host);
    add_choice(self, self->node_checks, self->nodes, node->host, node->host, NULL, !out);
  }
  gtk_widget_set_visible(self->nodes_box, nodes->len > 1);
}

static void
show_wish(CtlUpdateWishDialog *self, const AddressBookEntry *entry)
{
  const GPtrArray *files = self->wish->certificates;
  gboolean named = self->wish->tokens != NULL || files->len > 0;
  gtk_combo_box_set_active_id(self->goal, plan_goal_get_word(self->wish->goal));
  gtk_toggle_button_set_active(named ? self->named : self->keep, TRUE);
  show_nodes(self, entry);
  for (guint i = 0; i < files->len; i++) {
    X509_up_ref(g_ptr_array_index(files, i));
    add_file(self, g_ptr_array_index(files, i));
  }
}

GtkWidget *
update_wish_dialog_new(GtkWindow *parent, const AddressBookEntry *entry, const UpdateWish *wish)
{
  CtlUpdateWishDialog *self = g_object_new(UPDATE_WISH_DIALOG_TYPE, "transient-for", parent, "modal", TRUE,
                                           "destroy-with-parent", TRUE, "use-header-bar", FALSE, NULL);
  gtk_window_set_application(GTK_WINDOW(self), gtk_window_get_application(parent));
  self->wish = update_wish_copy(wish);
  show_wish(self, entry);
  job_start(self->job, &LOAD, NULL);
  return GTK_WIDGET(self);
}

static void
update_wish_dialog_dispose(GObject *object)
{
  CtlUpdateWishDialog *self = CTL_UPDATE_WISH_DIALOG(object);
  g_clear_object(&self->job);
  g_clear_object(&self->chooser);
  g_clear_pointer(&self->wish, update_wish_free);
  g_clear_pointer(&self->token_checks, g_ptr_array_unref);
  g_clear_pointer(&self->node_checks, g_ptr_array_unref);
  G_OBJECT_CLASS(update_wish_dialog_parent_class)->dispose(object);
}

static void
update_wish_dialog_class_init(CtlUpdateWishDialogClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS(klass);
  g_type_ensure(NOTICE_BAR_TYPE);
  g_type_ensure(BUSY_BAR_TYPE);
  G_OBJECT_CLASS(klass)->dispose = update_wish_dialog_dispose;
  gtk_widget_class_set_template_from_resource(widget,
                                              "/io/github/etoken_ctl/Gtk/update/update-wish-dialog.ui");
  gtk_widget_class_bind_template_child(widget, CtlUpdateWishDialog, notice);
  gtk_widget_class_bind_template_child(widget, CtlUpdateWishDialog, busy);
  gtk_widget_class_bind_template_child(widget, CtlUpdateWishDialog, goal);
  gtk_widget_class_bind_template_child(widget, CtlUpdateWishDialog, keep);
  gtk_widget_class_bind_template_child(widget, CtlUpdateWishDialog, named);
  gtk_widget_class_bind_template_child(widget, CtlUpdateWishDialog, tokens);
  gtk_widget_class_bind_template_child(widget, CtlUpdateWishDialog, none);
  gtk_widget_class_bind_template_child(widget, CtlUpdateWishDialog, from_file);
  gtk_widget_class_bind_template_child(widget, CtlUpdateWishDialog, nodes_box);
  gtk_widget_class_bind_template_child(widget, CtlUpdateWishDialog, nodes);
  gtk_widget_class_bind_template_child(widget, CtlUpdateWishDialog, apply);
  gtk_widget_class_bind_template_callback(widget, on_changed);
  gtk_widget_class_bind_template_callback(widget, on_from_file);
}

static void
update_wish_dialog_init(CtlUpdateWishDialog *self)
{
  self->token_checks = g_ptr_array_new_with_free_func(choice_free);
  self->node_checks = g_ptr_array_new_with_free_func(choice_free);
  gtk_widget_init_template(GTK_WIDGET(self));
  self->job = job_new(GTK_WIDGET(self));
  busy_bar_set_job(self->busy, self->job, _("Looking for tokens"));
  g_object_bind_property(self->job, "running", self->from_file, "sensitive", G_BINDING_INVERT_BOOLEAN);
  gtk_widget_grab_default(self->apply);
}
