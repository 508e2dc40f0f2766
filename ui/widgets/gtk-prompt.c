/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/widgets/gtk-prompt.h"

#include "app/base/error.h"
#include "ui/widgets/certificate-dialog.h"
#include "ui/widgets/host-key-dialog.h"
#include "ui/widgets/host-keys-dialog.h"
#include "ui/widgets/old-algorithms-dialog.h"
#include "ui/widgets/password-dialog.h"
#include "ui/widgets/shown-text.h"
#include "ui/widgets/window-close.h"

#include <glib/gi18n.h>

struct _CtlGtkPrompt {
  GObject parent;
  GtkWidget *owner; /* weak, for the main thread */
  GMutex lock;
  GHashTable *remember; /* whose passwords the user wants kept; under the lock */
};

static void gtk_prompt_iface_init(CtlPromptInterface *iface);
G_DEFINE_TYPE_WITH_CODE(CtlGtkPrompt, gtk_prompt, G_TYPE_OBJECT,
                        G_IMPLEMENT_INTERFACE(PROMPT_TYPE, gtk_prompt_iface_init))

/* A question on its way. It lives on the stack of the asking thread, which waits until ANSWERED. */
typedef struct {
  CtlGtkPrompt *prompt;
  const PromptQuestion *question;
  GCancellable *cancellable;
  /* the main thread's */
  GtkWidget *dialog;
  GSource *cancel_source;
  Secret *typed; /* what is typed into; NULL for questions of yes and no */
  /* the answer */
  GMutex lock;
  GCond changed;
  gboolean answered;
  gboolean yes;
  Secret *secret;
} Asking;

/* After this the asking thread goes on, and ASKING is gone. */
static void
finish(Asking *asking, gboolean yes, Secret *secret)
{
  if (asking->cancel_source != NULL) {
    g_source_destroy(asking->cancel_source);
    g_source_unref(asking->cancel_source);
  }
  g_mutex_lock(&asking->lock);
  asking->yes = yes;
  asking->secret = secret;
  asking->answered = TRUE;
  g_cond_signal(&asking->changed);
  g_mutex_unlock(&asking->lock);
}

static void
on_destroyed(GtkWidget *dialog, Asking *asking)
{
  finish(asking, FALSE, NULL);
}

static void
remember_subject(CtlGtkPrompt *self, const char *subject)
{
  g_mutex_lock(&self->lock);
  g_hash_table_add(self->remember, g_strdup(subject));
  g_mutex_unlock(&self->lock);
}

/* For the core, which puts the password into the keyring, and for the job, which has it looked for there. */
static void
keep_decision(Asking *asking, gboolean remember)
{
  *asking->question->remember = remember;
  if (remember)
    remember_subject(asking->prompt, asking->question->subject);
}

static void
on_response(GtkDialog *dialog, int response, Asking *asking)
{
  gboolean yes = response == GTK_RESPONSE_ACCEPT;
  Secret *secret =
      yes && CTL_IS_PASSWORD_DIALOG(dialog) ? password_dialog_steal(CTL_PASSWORD_DIALOG(dialog)) : NULL;
  if (secret != NULL && asking->question->remember != NULL)
    keep_decision(asking, password_dialog_get_remember(CTL_PASSWORD_DIALOG(dialog)));
  g_signal_handlers_disconnect_by_func(dialog, on_destroyed, asking);
  g_signal_handlers_disconnect_by_func(dialog, on_response, asking);
  window_close_soon(GTK_WIDGET(dialog));
  finish(asking, yes, secret);
}

static gboolean
on_cancelled(GCancellable *cancellable, gpointer asking)
{
  gtk_dialog_response(GTK_DIALOG(((Asking *)asking)->dialog), GTK_RESPONSE_CANCEL);
  return G_SOURCE_REMOVE;
}

static GtkWidget *
new_last_try_dialog(GtkWindow *parent, const PromptQuestion *question)
{
  g_autofree char *text = g_strdup_printf(_("%s?"), question->message);
  return shown_text_question_new(parent, text, question->detail, _("_Cancel"), _("_Use the last try"));
}

static GtkWidget *
new_restart_dialog(GtkWindow *parent, const PromptQuestion *question)
{
  g_autofree char *text = g_strdup_printf(_("%s?"), question->message);
  return shown_text_question_new(parent, text, question->detail, _("_Cancel"), _("_Restart now"));
}

static GtkWidget *
new_dialog(GtkWindow *parent, const PromptQuestion *question, Secret *typed)
{
  if (question->kind == PROMPT_HOST_KEY)
    return question->fingerprints[1] != NULL ? host_keys_dialog_new(parent, question)
                                             : host_key_dialog_new(parent, question);
  if (question->kind == PROMPT_CERTIFICATE)
    return certificate_dialog_new(parent, question);
  if (question->kind == PROMPT_OLD_ALGORITHMS)
    return old_algorithms_dialog_new(parent, question);
  if (question->kind == PROMPT_LAST_TRY)
    return new_last_try_dialog(parent, question);
  if (question->kind == PROMPT_RESTART)
    return new_restart_dialog(parent, question);
  return password_dialog_new(parent, question, typed);
}

/* In the main thread. */
static gboolean
show_question(gpointer data)
{
  Asking *asking = data;
  if (asking->prompt->owner == NULL || g_cancellable_is_cancelled(asking->cancellable)) {
    finish(asking, FALSE, NULL);
    return G_SOURCE_REMOVE;
  }
  GtkWidget *window = gtk_widget_get_toplevel(asking->prompt->owner);
  GtkWindow *parent = GTK_IS_WINDOW(window) ? GTK_WINDOW(window) : NULL;
  asking->dialog = new_dialog(parent, asking->question, asking->typed);
  if (GTK_IS_WINDOW(window)) /* for its shortcuts */
    gtk_window_set_application(GTK_WINDOW(asking->dialog), gtk_window_get_application(GTK_WINDOW(window)));
  g_signal_connect(asking->dialog, "response", G_CALLBACK(on_response), asking);
  g_signal_connect(asking->dialog, "destroy", G_CALLBACK(on_destroyed), asking);
  if (asking->cancellable != NULL) {
    asking->cancel_source = g_cancellable_source_new(asking->cancellable);
    g_source_set_callback(asking->cancel_source, G_SOURCE_FUNC(on_cancelled), asking, NULL);
    g_source_attach(asking->cancel_source, NULL);
  }
  gtk_window_present(GTK_WINDOW(asking->dialog));
  return G_SOURCE_REMOVE;
}

/* Waits for the answer. FALSE with an error when the job was cancelled. */
static gboolean
ask(Asking *asking, GError **error)
{
  g_mutex_init(&asking->lock);
  g_cond_init(&asking->changed);
  g_idle_add_full(G_PRIORITY_DEFAULT, show_question, asking, NULL);
  g_mutex_lock(&asking->lock);
  while (!asking->answered)
    g_cond_wait(&asking->changed, &asking->lock);
  g_mutex_unlock(&asking->lock);
  g_mutex_clear(&asking->lock);
  g_cond_clear(&asking->changed);
  if (!ctl_cancelled(asking->cancellable, error))
    return TRUE;
  g_clear_pointer(&asking->secret, secret_unref);
  return FALSE;
}

static Secret *
gtk_prompt_ask_secret(CtlPrompt *prompt, const PromptQuestion *question, GCancellable *cancellable,
                      GError **error)
{
  g_autoptr(Secret) typed = secret_new_empty(error);
  Asking asking = {
      .prompt = CTL_GTK_PROMPT(prompt), .question = question, .cancellable = cancellable, .typed = typed};
  if (typed == NULL || !ask(&asking, error))
    return NULL;
  if (asking.secret == NULL)
    g_set_error(error, CTL_ERROR, CTL_ERROR_CANCELLED, _("%s: no answer was given"), question->message);
  return asking.secret;
}

static gboolean
gtk_prompt_confirm(CtlPrompt *prompt, const PromptQuestion *question, gboolean *yes,
                   GCancellable *cancellable, GError **error)
{
  Asking asking = {.prompt = CTL_GTK_PROMPT(prompt), .question = question, .cancellable = cancellable};
  if (!ask(&asking, error))
    return FALSE;
  *yes = asking.yes;
  return TRUE;
}

static void
gtk_prompt_iface_init(CtlPromptInterface *iface)
{
  iface->ask_secret = gtk_prompt_ask_secret;
  iface->confirm = gtk_prompt_confirm;
}

static void
on_owner_destroyed(GtkWidget *owner, CtlGtkPrompt *self)
{
  self->owner = NULL;
}

static void
gtk_prompt_dispose(GObject *object)
{
  CtlGtkPrompt *self = CTL_GTK_PROMPT(object);
  if (self->owner != NULL)
    g_signal_handlers_disconnect_by_func(self->owner, on_owner_destroyed, self);
  self->owner = NULL;
  G_OBJECT_CLASS(gtk_prompt_parent_class)->dispose(object);
}

static void
gtk_prompt_finalize(GObject *object)
{
  CtlGtkPrompt *self = CTL_GTK_PROMPT(object);
  g_hash_table_unref(self->remember);
  g_mutex_clear(&self->lock);
  G_OBJECT_CLASS(gtk_prompt_parent_class)->finalize(object);
}

static void
gtk_prompt_class_init(CtlGtkPromptClass *klass)
{
  G_OBJECT_CLASS(klass)->dispose = gtk_prompt_dispose;
  G_OBJECT_CLASS(klass)->finalize = gtk_prompt_finalize;
}

static void
gtk_prompt_init(CtlGtkPrompt *self)
{
  g_mutex_init(&self->lock);
  self->remember = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

gboolean
gtk_prompt_steal_remember(CtlGtkPrompt *self, const char *subject)
{
  g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&self->lock);
  return g_hash_table_remove(self->remember, subject);
}

CtlGtkPrompt *
gtk_prompt_new(GtkWidget *owner)
{
  CtlGtkPrompt *self = g_object_new(GTK_PROMPT_TYPE, NULL);
  self->owner = owner;
  g_signal_connect(owner, "destroy", G_CALLBACK(on_owner_destroyed), self);
  return self;
}
