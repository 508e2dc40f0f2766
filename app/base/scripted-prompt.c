/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/base/scripted-prompt.h"

#include "app/base/error.h"
#include "app/base/fingerprint.h"

#include <glib/gi18n.h>

typedef struct {
  PromptKind kind;
  Secret *secret;
} Answer;

struct _CtlScriptedPrompt {
  GObject parent;
  CtlPrompt *next;
  ScriptedPromptFunc func;
  GPtrArray *answers;
  GPtrArray *host_keys; /* fingerprints, NULL-terminated; without any the question goes on */
  gboolean has_last_try;
  gboolean last_try;
};

static void scripted_prompt_iface_init(CtlPromptInterface *iface);
G_DEFINE_TYPE_WITH_CODE(CtlScriptedPrompt, scripted_prompt, G_TYPE_OBJECT,
                        G_IMPLEMENT_INTERFACE(PROMPT_TYPE, scripted_prompt_iface_init))

static void
answer_free(gpointer data)
{
  Answer *answer = data;
  g_clear_pointer(&answer->secret, secret_unref);
  g_free(answer);
}

static Secret *
scripted_prompt_ask_secret(CtlPrompt *prompt, const PromptQuestion *question, GCancellable *cancellable,
                           GError **error)
{
  CtlScriptedPrompt *self = CTL_SCRIPTED_PROMPT(prompt);
  for (guint i = 0; i < self->answers->len; i++) {
    Answer *answer = g_ptr_array_index(self->answers, i);
    if (answer->kind != question->kind)
      continue;
    if (self->func != NULL)
      self->func(question);
    Secret *secret = g_steal_pointer(&answer->secret);
    g_ptr_array_remove_index(self->answers, i);
    return secret;
  }
  if (self->next != NULL)
    return prompt_ask_secret(self->next, question, cancellable, error);
  g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE, _("%s was asked for, and no answer was given"),
              question->message);
  return NULL;
}

static gboolean
is_known_host_key(CtlScriptedPrompt *self, const PromptQuestion *question)
{
  const char *const *given = (const char *const *)self->host_keys->pdata;
  const char *const *shown = question->fingerprints;
  while (shown != NULL && *shown != NULL && fingerprint_is_among(FINGERPRINT_HOST_KEY, *shown, given))
    shown++;
  return shown != NULL && *shown == NULL && shown > question->fingerprints;
}

static gboolean
scripted_prompt_confirm(CtlPrompt *prompt, const PromptQuestion *question, gboolean *yes,
                        GCancellable *cancellable, GError **error)
{
  CtlScriptedPrompt *self = CTL_SCRIPTED_PROMPT(prompt);
  if (question->kind == PROMPT_HOST_KEY && self->host_keys->len > 0) {
    *yes = is_known_host_key(self, question);
    return TRUE;
  }
  if ((question->kind == PROMPT_LAST_TRY || question->kind == PROMPT_STEP) && self->has_last_try) {
    *yes = self->last_try;
    return TRUE;
  }
  if (self->next != NULL)
    return prompt_confirm(self->next, question, yes, cancellable, error);
  g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE, _("%s? No answer was given"), question->message);
  return FALSE;
}

static void
scripted_prompt_finalize(GObject *object)
{
  CtlScriptedPrompt *self = CTL_SCRIPTED_PROMPT(object);
  g_clear_object(&self->next);
  g_ptr_array_unref(self->answers);
  g_ptr_array_unref(self->host_keys);
  G_OBJECT_CLASS(scripted_prompt_parent_class)->finalize(object);
}

static void
scripted_prompt_iface_init(CtlPromptInterface *iface)
{
  iface->ask_secret = scripted_prompt_ask_secret;
  iface->confirm = scripted_prompt_confirm;
}

static void
scripted_prompt_class_init(CtlScriptedPromptClass *klass)
{
  G_OBJECT_CLASS(klass)->finalize = scripted_prompt_finalize;
}

static void
scripted_prompt_init(CtlScriptedPrompt *self)
{
  self->answers = g_ptr_array_new_with_free_func(answer_free);
  self->host_keys = g_ptr_array_new_null_terminated(1, g_free, TRUE);
}

CtlScriptedPrompt *
scripted_prompt_new(CtlPrompt *next)
{
  CtlScriptedPrompt *self = g_object_new(SCRIPTED_PROMPT_TYPE, NULL);
  self->next = next != NULL ? g_object_ref(next) : NULL;
  return self;
}

void
scripted_prompt_set_func(CtlScriptedPrompt *self, ScriptedPromptFunc func)
{
  self->func = func;
}

void
scripted_prompt_take_secret(CtlScriptedPrompt *self, PromptKind kind, Secret *answer)
{
  Answer *entry = g_new0(Answer, 1);
  entry->kind = kind;
  entry->secret = answer;
  g_ptr_array_add(self->answers, entry);
}

void
scripted_prompt_set_host_key(CtlScriptedPrompt *self, const char *fingerprint)
{
  g_ptr_array_add(self->host_keys, g_strdup(fingerprint));
}

void
scripted_prompt_set_last_try(CtlScriptedPrompt *self, gboolean yes)
{
  self->has_last_try = TRUE;
  self->last_try = yes;
}
