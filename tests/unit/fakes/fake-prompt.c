/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fake-prompt.h"

#include "app/base/error.h"

#include <string.h>

#define N_KINDS (PROMPT_STEP + 1)

struct _CtlFakePrompt {
  GObject parent;
  gboolean yes[N_KINDS];
  char *secrets[N_KINDS];
  char *last[N_KINDS];
  guint n_asked[N_KINDS];
  int busy; /* atomic */
};

static void fake_prompt_iface_init(CtlPromptInterface *iface);
G_DEFINE_TYPE_WITH_CODE(CtlFakePrompt, fake_prompt, G_TYPE_OBJECT,
                        G_IMPLEMENT_INTERFACE(PROMPT_TYPE, fake_prompt_iface_init))

static void
note(CtlFakePrompt *self, const PromptQuestion *question)
{
  g_assert_true(g_atomic_int_compare_and_exchange(&self->busy, 0, 1));
  self->n_asked[question->kind]++;
  g_free(self->last[question->kind]);
  self->last[question->kind] = g_strdup_printf("%s: %s (%s)", question->subject, question->message,
                                               question->detail != NULL ? question->detail : "");
  g_thread_yield(); /* so that others have their chance to disturb */
  g_atomic_int_set(&self->busy, 0);
}

static Secret *
fake_prompt_ask_secret(CtlPrompt *prompt, const PromptQuestion *question, GCancellable *cancellable,
                       GError **error)
{
  CtlFakePrompt *self = FAKE_PROMPT(prompt);
  note(self, question);
  const char *secret = self->secrets[question->kind];
  if (secret == NULL)
    g_set_error(error, CTL_ERROR, CTL_ERROR_CANCELLED, "Nobody knows the %s", question->message);
  return secret != NULL ? secret_new(secret, strlen(secret), error) : NULL;
}

static gboolean
fake_prompt_confirm(CtlPrompt *prompt, const PromptQuestion *question, gboolean *yes,
                    GCancellable *cancellable, GError **error)
{
  CtlFakePrompt *self = FAKE_PROMPT(prompt);
  note(self, question);
  *yes = self->yes[question->kind];
  return TRUE;
}

static void
fake_prompt_finalize(GObject *object)
{
  CtlFakePrompt *self = FAKE_PROMPT(object);
  for (gsize i = 0; i < N_KINDS; i++) {
    g_free(self->secrets[i]);
    g_free(self->last[i]);
  }
  G_OBJECT_CLASS(fake_prompt_parent_class)->finalize(object);
}

static void
fake_prompt_iface_init(CtlPromptInterface *iface)
{
  iface->ask_secret = fake_prompt_ask_secret;
  iface->confirm = fake_prompt_confirm;
}

static void
fake_prompt_class_init(CtlFakePromptClass *klass)
{
  G_OBJECT_CLASS(klass)->finalize = fake_prompt_finalize;
}

static void
fake_prompt_init(CtlFakePrompt *self)
{
}

CtlFakePrompt *
fake_prompt_new(void)
{
  return g_object_new(FAKE_PROMPT_TYPE, NULL);
}

void
fake_prompt_set_yes(CtlFakePrompt *prompt, PromptKind kind, gboolean yes)
{
  prompt->yes[kind] = yes;
}

void
fake_prompt_set_secret(CtlFakePrompt *prompt, PromptKind kind, const char *secret)
{
  g_free(prompt->secrets[kind]);
  prompt->secrets[kind] = g_strdup(secret);
}

guint
fake_prompt_count(const CtlFakePrompt *prompt, PromptKind kind)
{
  return prompt->n_asked[kind];
}

const char *
fake_prompt_get_last(const CtlFakePrompt *prompt, PromptKind kind)
{
  return prompt->last[kind];
}
