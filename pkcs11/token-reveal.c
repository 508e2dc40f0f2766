/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/base/error.h"
#include "pkcs11/token-job.h"

Token *
token_reveal(Token *token, Prompt *prompt, guint timeout_ms, GCancellable *cancellable, GError **error)
{
  g_auto(TokenJob) job = {.token = token,
                          .prompt = prompt,
                          .cancellable = cancellable,
                          .timeout_ms = timeout_ms,
                          .use = PROMPT_TO_READ};
  if (!token_job_start(&job, MESSAGE_REVEAL, token_job_wanted(token), error) ||
      !token_job_log_in(&job, error))
    return NULL;
  g_autoptr(GVariant) body = token_job_receive(&job, MESSAGE_TOKEN, error);
  g_autoptr(GVariant) done = body != NULL ? token_job_receive(&job, MESSAGE_DONE, error) : NULL;
  if (done == NULL)
    return NULL;
  Token *revealed = token_new(token->module, body);
  if (revealed == NULL)
    helper_client_set_wrong_answer(job.client, error);
  if (revealed == NULL)
    return NULL;
  revealed->needs_login = FALSE; /* all has been shown */
  revealed->helper = kept_helper_new(g_steal_pointer(&job.client), TRUE);
  return revealed;
}
