/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/publish/publish-sign.h"

#include "app/trustlist/digest.h"
#include "app/workflow/list/certificate-facts.h"
#include "app/workflow/settings/preferences.h"
#include "app/workflow/tokens/token-text.h"
#include "ui/tokens/token-jobs.h"
#include "ui/widgets/busy-bar.h"
#include "ui/widgets/findings-view.h"
#include "ui/widgets/notice-bar.h"
#include "ui/widgets/shown-text.h"

#include <glib/gi18n.h>

struct _CtlPublishSign {
  GtkBin parent;
  CtlNoticeBar *notice;
  CtlBusyBar *busy;
  GtkWidget *refresh;
  GtkWidget *form;
  GtkRadioButton *keep;
  GtkLabel *keep_text;
  GtkLabel *empty;
  GtkContainer *list;
  GtkComboBoxText *digest;
  GtkWidget *digest_box;
  GtkLabel *digest_text;
  CtlFindingsView *findings;
  CtlJob *job;
  ListDocument *document;
  Consent *given;      /* in the steps before */
  GPtrArray *warnings; /* of char *, of the last signature */
  TokenList *tokens;   /* NULL until they were looked for */
  GPtrArray *radios;   /* of PublishChoice */
};

/* A token that can be chosen. */
typedef struct {
  Token *token;
  GtkToggleButton *radio; /* borrowed from the list */
} PublishChoice;

static const struct {
  DigestAlgorithm algorithm;
  const char *name;
} DIGESTS[] = {
    {DIGEST_SHA1, "SHA-1"},
    {DIGEST_SHA256, "SHA-256"},
    {DIGEST_SHA512, "SHA-512"},
};

enum { SIGNAL_CHANGED, SIGNAL_SIGNED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_TYPE(CtlPublishSign, publish_sign, GTK_TYPE_BIN)

static void
choice_free(PublishChoice *choice)
{
  token_unref(choice->token);
  g_free(choice);
}

static Token *
get_chosen(CtlPublishSign *self)
{
  for (guint i = 0; i < self->radios->len; i++) {
    const PublishChoice *choice = g_ptr_array_index(self->radios, i);
    if (gtk_toggle_button_get_active(choice->radio))
      return choice->token;
  }
  return NULL;
}

gboolean
publish_sign_is_keeping(CtlPublishSign *self)
{
  return gtk_widget_get_visible(GTK_WIDGET(self->keep)) &&
         gtk_toggle_button_get_active(GTK_TOGGLE_BUTTON(self->keep));
}

gboolean
publish_sign_is_running(CtlPublishSign *self)
{
  return job_is_running(self->job);
}

gboolean
publish_sign_is_ready(CtlPublishSign *self)
{
  if (publish_sign_is_running(self))
    return FALSE;
  return publish_sign_is_keeping(self) ||
         (get_chosen(self) != NULL && findings_view_is_settled(self->findings));
}

static DigestAlgorithm
get_digest(CtlPublishSign *self)
{
  return DIGESTS[MAX(gtk_combo_box_get_active(GTK_COMBO_BOX(self->digest)), 0)].algorithm;
}

/* The errors that were not overruled before: those about the chosen token. */
static GPtrArray *
judge_choice(CtlPublishSign *self, Token *token)
{
  g_autoptr(GPtrArray) all =
      list_draft_judge(list_document_get_draft(self->document), token_get_certificate(token),
                       get_digest(self), g_get_real_time() / G_USEC_PER_SEC, NULL);
  GPtrArray *open = findings_new();
  if (all != NULL)
    findings_extend(open, all);
  for (guint i = open->len; i-- > 0;) {
    const Finding *finding = g_ptr_array_index(open, i);
    if (!finding_is_obstacle(finding) || consent_overrules(self->given, finding))
      g_ptr_array_remove_index(open, i);
  }
  return open;
}

static void
update(CtlPublishSign *self)
{
  Token *token = get_chosen(self);
  gboolean keeping = publish_sign_is_keeping(self);
  g_autoptr(GPtrArray) findings = token != NULL && !keeping ? judge_choice(self, token) : NULL;
  findings_view_show(self->findings, findings, LINT_ERROR);
  gtk_widget_set_sensitive(self->digest_box, token != NULL && !keeping);
  g_signal_emit(self, signals[SIGNAL_CHANGED], 0);
}

static void
on_toggled(GtkToggleButton *radio, CtlPublishSign *self)
{
  if (gtk_toggle_button_get_active(radio) && self->document != NULL)
    update(self);
}

static void
on_findings_changed(CtlFindingsView *findings, CtlPublishSign *self)
{
  g_signal_emit(self, signals[SIGNAL_CHANGED], 0);
}

static void
on_digest_changed(GtkComboBox *digest, CtlPublishSign *self)
{
  shown_text_set(self->digest_text, digest_describe_phones(get_digest(self)));
}

/* --- the tokens --- */

/* "SAST-ADN0054f509, valid until 4 Jun 2034", and below it what there is to say of its password. */
static char *
describe_token(const Token *token)
{
  gboolean warn = FALSE;
  const char *password = token_describe_password_state(token);
  g_autoptr(CertificateFacts) facts = certificate_facts_new(token_get_certificate(token), NAME_STYLE_TOKEN);
  g_autofree char *validity = certificate_facts_validity(facts, g_get_real_time() / G_USEC_PER_SEC, &warn);
  return g_strdup_printf("%s, %s%s%s", token_get_name(token), validity, password != NULL ? "\n" : "",
                         password != NULL ? password : "");
}

static void
add_choice(CtlPublishSign *self, Token *token)
{
  g_autofree char *text = describe_token(token);
  GtkWidget *radio = gtk_radio_button_new_with_label_from_widget(self->keep, text);
  GtkLabel *label = GTK_LABEL(gtk_bin_get_child(GTK_BIN(radio)));
  PublishChoice *choice = g_new0(PublishChoice, 1);
  choice->token = token_ref(token);
  choice->radio = GTK_TOGGLE_BUTTON(radio);
  gtk_label_set_line_wrap(label, TRUE);
  gtk_label_set_xalign(label, 0);
  gtk_container_add(self->list, radio);
  gtk_widget_show(radio);
  g_ptr_array_add(self->radios, choice);
}

static void
remove_radio(GtkWidget *radio, gpointer unused)
{
  gtk_widget_destroy(radio);
}

/* The token that was chosen before, else the first one that the rules allow, else the first. */
static PublishChoice *
find_default(CtlPublishSign *self, const char *name)
{
  const ListDraft *draft = list_document_get_draft(self->document);
  PublishChoice *allowed = NULL;
  for (guint i = 0; i < self->radios->len; i++) {
    PublishChoice *choice = g_ptr_array_index(self->radios, i);
    if (name != NULL && g_str_equal(token_get_name(choice->token), name))
      return choice;
    if (allowed == NULL && list_draft_can_be_signed_by(draft, token_get_certificate(choice->token)))
      allowed = choice;
  }
  return allowed != NULL || self->radios->len == 0 ? allowed : g_ptr_array_index(self->radios, 0);
}

static void
show_empty(CtlPublishSign *self)
{
  const char *words = self->tokens != NULL ? token_text_for_none(self->tokens) : NULL;
  g_autofree char *text = words != NULL
                              ? g_strdup_printf(_("No token that can sign is plugged in. %s"), words)
                              : g_strdup(_("Looking for tokens was cancelled."));
  shown_text_set(self->empty, text);
  gtk_widget_set_visible(GTK_WIDGET(self->empty), self->radios->len == 0);
}

static void
show_tokens(CtlPublishSign *self)
{
  Token *chosen = get_chosen(self);
  gboolean keeping = publish_sign_is_keeping(self);
  g_autofree char *name = chosen != NULL ? g_strdup(token_get_name(chosen)) : NULL;
  g_ptr_array_set_size(self->radios, 0);
  gtk_container_foreach(self->list, remove_radio, NULL);
  for (guint i = 0; self->tokens != NULL && i < self->tokens->tokens->len; i++) {
    Token *token = g_ptr_array_index(self->tokens->tokens, i);
    if (token_get_certificate(token) != NULL)
      add_choice(self, token);
  }
  PublishChoice *wanted = keeping ? NULL : find_default(self, name);
  gtk_toggle_button_set_active(wanted != NULL ? wanted->radio : GTK_TOGGLE_BUTTON(self->keep), TRUE);
  for (guint i = 0; i < self->radios->len; i++) {
    PublishChoice *choice = g_ptr_array_index(self->radios, i);
    g_signal_connect(choice->radio, "toggled", G_CALLBACK(on_toggled), self);
  }
  show_empty(self);
  update(self);
}

static void
on_loaded(gpointer sign, gpointer tokens)
{
  CtlPublishSign *self = sign;
  g_clear_pointer(&self->tokens, token_list_free);
  self->tokens = tokens;
  show_tokens(self);
}

static void
on_failed(gpointer sign, const GError *error)
{
  CtlPublishSign *self = sign;
  notice_bar_show_error(self->notice, error);
  update(self);
}

static void
on_load_cancelled(gpointer sign)
{
  show_tokens(sign);
}

static const JobKind LOAD = {
    .run = token_load_run,
    .done = on_loaded,
    .failed = on_failed,
    .cancelled = on_load_cancelled,
    .free_result = (GDestroyNotify)token_list_free,
};

static void
on_refresh(GtkButton *button, CtlPublishSign *self)
{
  if (job_is_running(self->job))
    return;
  notice_bar_hide(self->notice);
  job_start(self->job, &LOAD, NULL);
}

/* --- the signature --- */

typedef struct {
  ListDocument *document;
  SignRequest request;
  Consent *consent;
} SignInput;

static void
sign_input_free(gpointer data)
{
  SignInput *input = data;
  list_document_unref(input->document);
  token_unref(input->request.signer);
  g_ptr_array_unref(input->request.warnings);
  consent_free(input->consent);
  g_free(input);
}

/* The window lets nobody change the draft meanwhile. */
static gpointer
run_sign(const JobContext *context, GError **error)
{
  SignInput *input = context->input;
  return list_draft_sign(list_document_get_draft(input->document), &input->request, context->prompt,
                         context->progress, context->cancellable, error);
}

static void
on_signed(gpointer sign, gpointer result)
{
  CtlPublishSign *self = sign;
  g_autoptr(TrustList) list = result;
  list_document_set_signed(self->document, list);
  g_signal_emit(self, signals[SIGNAL_SIGNED], 0);
}

/* What is known of the password tries has changed: the tokens are looked at again. */
static void
on_sign_failed(gpointer sign, const GError *error)
{
  CtlPublishSign *self = sign;
  notice_bar_show_error(self->notice, error);
  job_start(self->job, &LOAD, NULL);
}

static void
on_sign_cancelled(gpointer sign)
{
  update(sign);
}

static const JobKind SIGN = {
    .run = run_sign,
    .done = on_signed,
    .failed = on_sign_failed,
    .cancelled = on_sign_cancelled,
    .free_input = sign_input_free,
    .free_result = (GDestroyNotify)trust_list_unref,
};

Consent *
publish_sign_dup_consent(CtlPublishSign *self)
{
  g_autoptr(Consent) own = findings_view_dup_consent(self->findings);
  Consent *consent = consent_copy(self->given);
  consent_extend(consent, own);
  return consent;
}

void
publish_sign_start(CtlPublishSign *self)
{
  SignInput *input = g_new0(SignInput, 1);
  input->document = list_document_ref(self->document);
  input->consent = publish_sign_dup_consent(self);
  input->request.signer = token_ref(get_chosen(self));
  input->request.digest = get_digest(self);
  input->request.consent = input->consent;
  g_clear_pointer(&self->warnings, g_ptr_array_unref);
  self->warnings = g_ptr_array_new_with_free_func(g_free);
  input->request.warnings = g_ptr_array_ref(self->warnings);
  notice_bar_hide(self->notice);
  job_start(self->job, &SIGN, input);
}

const GPtrArray *
publish_sign_get_warnings(CtlPublishSign *self)
{
  return self->warnings;
}

void
publish_sign_cancel(CtlPublishSign *self)
{
  job_cancel(self->job);
}

void
publish_sign_enter(CtlPublishSign *self, Consent *consent)
{
  consent_free(self->given);
  self->given = consent;
  gboolean offered = gtk_widget_get_visible(GTK_WIDGET(self->keep));
  gboolean can_keep = list_document_can_keep_signature(self->document);
  g_autofree char *state = list_document_describe_state(self->document, NULL);
  g_autofree char *text =
      g_strdup_printf(_("Keep the signature that the list has (%s); nothing was changed since"), state);
  shown_text_set(self->keep_text, text);
  gtk_widget_set_visible(GTK_WIDGET(self->keep), can_keep);
  if (can_keep && !offered)
    gtk_toggle_button_set_active(GTK_TOGGLE_BUTTON(self->keep), TRUE);
  update(self);
  if (self->tokens == NULL)
    on_refresh(NULL, self);
}

void
publish_sign_set_document(CtlPublishSign *self, ListDocument *document)
{
  self->document = list_document_ref(document);
}

static void
publish_sign_dispose(GObject *object)
{
  CtlPublishSign *self = CTL_PUBLISH_SIGN(object);
  g_clear_object(&self->job);
  g_clear_pointer(&self->document, list_document_unref);
  g_clear_pointer(&self->tokens, token_list_free);
  g_clear_pointer(&self->radios, g_ptr_array_unref);
  g_clear_pointer(&self->given, consent_free);
  g_clear_pointer(&self->warnings, g_ptr_array_unref);
  G_OBJECT_CLASS(publish_sign_parent_class)->dispose(object);
}

static void
bind_children(GtkWidgetClass *widget)
{
  gtk_widget_class_bind_template_child(widget, CtlPublishSign, notice);
  gtk_widget_class_bind_template_child(widget, CtlPublishSign, busy);
  gtk_widget_class_bind_template_child(widget, CtlPublishSign, refresh);
  gtk_widget_class_bind_template_child(widget, CtlPublishSign, form);
  gtk_widget_class_bind_template_child(widget, CtlPublishSign, keep);
  gtk_widget_class_bind_template_child(widget, CtlPublishSign, keep_text);
  gtk_widget_class_bind_template_child(widget, CtlPublishSign, empty);
  gtk_widget_class_bind_template_child(widget, CtlPublishSign, list);
  gtk_widget_class_bind_template_child(widget, CtlPublishSign, digest);
  gtk_widget_class_bind_template_child(widget, CtlPublishSign, digest_box);
  gtk_widget_class_bind_template_child(widget, CtlPublishSign, digest_text);
  gtk_widget_class_bind_template_child(widget, CtlPublishSign, findings);
  gtk_widget_class_bind_template_callback(widget, on_digest_changed);
  gtk_widget_class_bind_template_callback(widget, on_refresh);
  gtk_widget_class_bind_template_callback(widget, on_toggled);
  gtk_widget_class_bind_template_callback(widget, on_findings_changed);
}

static void
publish_sign_class_init(CtlPublishSignClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS(klass);
  const GType type = G_TYPE_FROM_CLASS(klass);
  g_type_ensure(NOTICE_BAR_TYPE);
  g_type_ensure(BUSY_BAR_TYPE);
  g_type_ensure(FINDINGS_VIEW_TYPE);
  G_OBJECT_CLASS(klass)->dispose = publish_sign_dispose;
  signals[SIGNAL_CHANGED] =
      g_signal_new("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_SIGNED] =
      g_signal_new("signed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource(widget, "/io/github/etoken_ctl/Gtk/publish/publish-sign.ui");
  bind_children(widget);
}

static void
propose_digest(CtlPublishSign *self)
{
  g_autoptr(Preferences) preferences = preferences_get(NULL);
  for (guint i = 0; i < G_N_ELEMENTS(DIGESTS); i++)
    if (DIGESTS[i].algorithm == preferences->digest)
      gtk_combo_box_set_active(GTK_COMBO_BOX(self->digest), (int)i);
}

static void
publish_sign_init(CtlPublishSign *self)
{
  gtk_widget_init_template(GTK_WIDGET(self));
  self->radios = g_ptr_array_new_with_free_func((GDestroyNotify)choice_free);
  for (guint i = 0; i < G_N_ELEMENTS(DIGESTS); i++)
    shown_text_append(self->digest, NULL, DIGESTS[i].name);
  propose_digest(self);
  self->job = job_new(GTK_WIDGET(self));
  busy_bar_set_job(self->busy, self->job, _("Looking for tokens"));
  g_object_bind_property(self->job, "running", self->refresh, "sensitive", G_BINDING_INVERT_BOOLEAN);
  g_object_bind_property(self->job, "running", self->form, "sensitive", G_BINDING_INVERT_BOOLEAN);
}
