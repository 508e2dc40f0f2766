/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/nodes/node-prompt.h"

#include "app/base/error.h"

struct _CtlNodePrompt {
  GObject parent;
  CtlPrompt *next;
  GMutex lock;             /* held while a question is asked; guards what follows */
  GHashTable *passphrases; /* of key files by their names; Secret */
  GHashTable *host_keys;   /* "HOST FINGERPRINT": the answer, as GINT_TO_POINTER */
};

static void node_prompt_iface_init(CtlPromptInterface *iface);
G_DEFINE_TYPE_WITH_CODE(CtlNodePrompt, node_prompt, G_TYPE_OBJECT,
                        G_IMPLEMENT_INTERFACE(PROMPT_TYPE, node_prompt_iface_init))

static Secret *
node_prompt_ask_secret(CtlPrompt *prompt, const PromptQuestion *question, GCancellable *cancellable,
                       GError **error)
{
  CtlNodePrompt *self = CTL_NODE_PROMPT(prompt);
  g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&self->lock);
  if (ctl_cancelled(cancellable, error))
    return NULL;
  if (question->kind != PROMPT_KEY_PASSPHRASE)
    return prompt_ask_secret(self->next, question, cancellable, error);
  Secret *known = g_hash_table_lookup(self->passphrases, question->subject);
  if (known != NULL)
    return secret_ref(known);
  Secret *answer = prompt_ask_secret(self->next, question, cancellable, error);
  if (answer != NULL)
    g_hash_table_insert(self->passphrases, g_strdup(question->subject), secret_ref(answer));
  return answer;
}

static char *
host_key_name(const char *host, const char *fingerprint)
{
  return g_strdup_printf("%s %s", host, fingerprint);
}

static gboolean
has_answered(CtlNodePrompt *self, const PromptQuestion *question, gboolean *yes)
{
  gpointer answer = NULL;
  if (question->kind != PROMPT_HOST_KEY || question->fingerprints == NULL)
    return FALSE;
  g_autofree char *name = host_key_name(question->subject, question->fingerprints[0]);
  if (!g_hash_table_lookup_extended(self->host_keys, name, NULL, &answer))
    return FALSE;
  *yes = GPOINTER_TO_INT(answer);
  return TRUE;
}

static void
keep_answer(CtlNodePrompt *self, const char *host, const char *fingerprint, gboolean yes)
{
  g_hash_table_insert(self->host_keys, host_key_name(host, fingerprint), GINT_TO_POINTER(yes));
}

static gboolean
node_prompt_confirm(CtlPrompt *prompt, const PromptQuestion *question, gboolean *yes,
                    GCancellable *cancellable, GError **error)
{
  CtlNodePrompt *self = CTL_NODE_PROMPT(prompt);
  g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&self->lock);
  if (ctl_cancelled(cancellable, error))
    return FALSE;
  if (has_answered(self, question, yes))
    return TRUE;
  gboolean answered = prompt_confirm(self->next, question, yes, cancellable, error);
  if (answered && question->kind == PROMPT_HOST_KEY && question->fingerprints != NULL)
    keep_answer(self, question->subject, question->fingerprints[0], *yes);
  return answered;
}

void
node_prompt_answer_host_key(CtlNodePrompt *self, const char *host, const char *fingerprint, gboolean yes)
{
  g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&self->lock);
  keep_answer(self, host, fingerprint, yes);
}

static void
node_prompt_finalize(GObject *object)
{
  CtlNodePrompt *self = CTL_NODE_PROMPT(object);
  g_clear_object(&self->next);
  g_hash_table_unref(self->passphrases);
  g_hash_table_unref(self->host_keys);
  g_mutex_clear(&self->lock);
  G_OBJECT_CLASS(node_prompt_parent_class)->finalize(object);
}

static void
node_prompt_iface_init(CtlPromptInterface *iface)
{
  iface->ask_secret = node_prompt_ask_secret;
  iface->confirm = node_prompt_confirm;
}

static void
node_prompt_class_init(CtlNodePromptClass *klass)
{
  G_OBJECT_CLASS(klass)->finalize = node_prompt_finalize;
}

static void
node_prompt_init(CtlNodePrompt *self)
{
  g_mutex_init(&self->lock);
  self->passphrases = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)secret_unref);
  self->host_keys = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

CtlNodePrompt *
node_prompt_new(CtlPrompt *next)
{
  CtlNodePrompt *self = g_object_new(NODE_PROMPT_TYPE, NULL);
  self->next = g_object_ref(next);
  return self;
}
