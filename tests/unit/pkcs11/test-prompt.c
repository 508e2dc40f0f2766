/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "test-prompt.h"

#include <string.h>

static void test_prompt_iface_init(CtlPromptInterface *iface);
G_DEFINE_TYPE_WITH_CODE(CtlTestPrompt, test_prompt, G_TYPE_OBJECT,
                        G_IMPLEMENT_INTERFACE(PROMPT_TYPE, test_prompt_iface_init))

static void
note(CtlTestPrompt *self, const PromptQuestion *question)
{
  g_assert_nonnull(question->subject);
  g_assert_nonnull(strstr(question->message, question->subject));
  g_free(self->detail);
  self->detail = g_strdup(question->detail);
}

static Secret *
test_prompt_ask_secret(CtlPrompt *prompt, const PromptQuestion *question, GCancellable *cancellable,
                       GError **error)
{
  CtlTestPrompt *self = TEST_PROMPT(prompt);
  note(self, question);
  if (question->kind == PROMPT_NEW_TOKEN_PASSWORD || question->kind == PROMPT_NEW_TOKEN_PASSWORD_AGAIN) {
    self->n_new_passwords++;
    return secret_new(self->new_password, strlen(self->new_password), error);
  }
  g_assert_cmpint(question->kind, ==, PROMPT_TOKEN_PASSWORD);
  self->n_passwords++;
  if (self->hook != NULL)
    self->hook(self->user_data);
  return secret_new(self->password, self->password_len > 0 ? self->password_len : strlen(self->password),
                    error);
}

static gboolean
test_prompt_confirm(CtlPrompt *prompt, const PromptQuestion *question, gboolean *yes,
                    GCancellable *cancellable, GError **error)
{
  CtlTestPrompt *self = TEST_PROMPT(prompt);
  g_assert_cmpint(question->kind, ==, PROMPT_LAST_TRY);
  note(self, question);
  self->n_last_tries++;
  *yes = self->last_try;
  return TRUE;
}

static void
test_prompt_finalize(GObject *object)
{
  g_free(TEST_PROMPT(object)->detail);
  G_OBJECT_CLASS(test_prompt_parent_class)->finalize(object);
}

static void
test_prompt_iface_init(CtlPromptInterface *iface)
{
  iface->ask_secret = test_prompt_ask_secret;
  iface->confirm = test_prompt_confirm;
}

static void
test_prompt_class_init(CtlTestPromptClass *klass)
{
  G_OBJECT_CLASS(klass)->finalize = test_prompt_finalize;
}

static void
test_prompt_init(CtlTestPrompt *self)
{
}

CtlTestPrompt *
test_prompt_new(const char *password)
{
  CtlTestPrompt *self = g_object_new(TEST_PROMPT_TYPE, NULL);
  self->password = password;
  return self;
}
