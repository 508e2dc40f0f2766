/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/base/prompt.h"

G_DEFINE_INTERFACE(CtlPrompt, prompt, G_TYPE_OBJECT)

static void
prompt_default_init(CtlPromptInterface *iface)
{
}

Secret *
prompt_ask_secret(CtlPrompt *prompt, const PromptQuestion *question, GCancellable *cancellable,
                  GError **error)
{
  return CTL_PROMPT_GET_IFACE(prompt)->ask_secret(prompt, question, cancellable, error);
}

gboolean
prompt_confirm(CtlPrompt *prompt, const PromptQuestion *question, gboolean *yes, GCancellable *cancellable,
               GError **error)
{
  *yes = FALSE;
  return CTL_PROMPT_GET_IFACE(prompt)->confirm(prompt, question, yes, cancellable, error);
}
