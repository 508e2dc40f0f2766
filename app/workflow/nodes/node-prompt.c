/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/nodes/node-prompt.h"

#include "app/base/error.h"

struct _CtlNodePrompt {
  GObject parent;
  CtlPrompt *next;
  GMutex lock;             /* held while a question is asked; guards what follows */
  GHashTable *passphrases; /* of key files by their names; Secret */
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

static gboolean
node_prompt_confirm(CtlPrompt *prompt, const PromptQuestion *question, gboolean *yes,
                    GCancellable *cancellable, GError **error)
{
  CtlNodePrompt *self = CTL_NODE_PROMPT(prompt);
  g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&self->lock);
  return !ctl_cancelled(cancellable, error) && prompt_confirm(self->next, question, yes, cancellable, error);
}

static void
node_prompt_finalize(GObject *object)
{
  CtlNodePrompt *self = CTL_NODE_PROMPT(object);
  g_clear_object(&self->next);
  g_hash_table_unref(self->passphrases);
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
}

CtlNodePrompt *
node_prompt_new(CtlPrompt *next)
{
  CtlNodePrompt *self = g_object_new(NODE_PROMPT_TYPE, NULL);
  self->next = g_object_ref(next);
  return self;
}
