/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/base/error.h"
#include "pkcs11/token-job.h"

/* The end of the job; *FAILURE is the first thing that could not be read. */
static gboolean
receive_end(TokenJob *job, GError **failure, GError **error)
{
  for (;;) {
    MessageKind kind = 0;
    g_autoptr(GVariant) body = helper_client_receive(job->client, &kind, error);
    if (body == NULL || kind == MESSAGE_DONE)
      return body != NULL;
    g_autoptr(GError) told = kind == MESSAGE_UNREADABLE ? token_failure_new(body) : NULL;
    if (told == NULL) {
      helper_client_set_wrong_answer(job->client, error);
      return FALSE;
    }
    if (*failure == NULL)
      *failure = g_steal_pointer(&told);
  }
}

Token *
token_reveal(Token *token, CtlPrompt *prompt, guint timeout_ms, GCancellable *cancellable, GError **error)
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
  g_autoptr(GError) failure = NULL;
  if (body == NULL || !receive_end(&job, &failure, error))
    return NULL;
  g_autoptr(Token) revealed = token_new(token->module, body);
  if (revealed == NULL) {
    helper_client_set_wrong_answer(job.client, error);
    return NULL;
  }
  if (failure != NULL && revealed->certificate == NULL) {
    g_propagate_error(error, g_steal_pointer(&failure));
    return NULL;
  }
  revealed->needs_login = FALSE; /* all has been shown */
  revealed->helper = kept_helper_new(g_steal_pointer(&job.client), TRUE);
  return g_steal_pointer(&revealed);
}
