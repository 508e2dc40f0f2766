/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/base/error.h"
#include "pkcs11/token-job.h"

/* "The new password has to have 4 to 16 characters." Bytes in truth; check_length() says so where it matters.
 */
static char *
describe_limits(const TokenJob *job)
{
  if (job->password_len_min == 0 && job->password_len_max == 0)
    return NULL;
  if (job->password_len_max == 0)
    return g_strdup_printf("The new password has to have at least %u characters.", job->password_len_min);
  if (job->password_len_min <= 1)
    return g_strdup_printf("The new password may have at most %u characters.", job->password_len_max);
  return g_strdup_printf("The new password has to have %u to %u characters.", job->password_len_min,
                         job->password_len_max);
}

/* The token would refuse it, after the old one was given. */
static gboolean
check_length(const TokenJob *job, const Secret *new, GError **error)
{
  gsize len = 0;
  secret_peek(new, &len);
  gboolean too_short = len < job->password_len_min;
  gboolean too_long = job->password_len_max > 0 && len > job->password_len_max;
  if (!too_short && !too_long)
    return TRUE;
  g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE,
              "Token %s: the new password is too %s, the token takes %s %u bytes; nothing was changed",
              job->token->name, too_short ? "short" : "long", too_short ? "at least" : "at most",
              too_short ? job->password_len_min : job->password_len_max);
  return FALSE;
}

static Secret *
ask_once(TokenJob *job, PromptKind kind, const char *once_more, const char *detail, GError **error)
{
  g_autofree char *message = g_strdup_printf("New password of token %s%s", job->token->name, once_more);
  const PromptQuestion question = {
      .kind = kind, .subject = job->token->name, .message = message, .detail = detail};
  return token_job_ask(job, &question, error);
}

static Secret *
ask_new_password(TokenJob *job, GError **error)
{
  g_autofree char *limits = describe_limits(job);
  g_autoptr(Secret) new = ask_once(job, PROMPT_NEW_TOKEN_PASSWORD, "", limits, error);
  if (new == NULL || !check_length(job, new, error))
    return NULL;
  g_autoptr(Secret) again = ask_once(job, PROMPT_NEW_TOKEN_PASSWORD_AGAIN, " once more", NULL, error);
  if (again == NULL)
    return NULL;
  if (secret_equal(new, again))
    return g_steal_pointer(&new);
  g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE,
              "Token %s: the new password was typed in two different ways; nothing was changed",
              job->token->name);
  return NULL;
}

static gboolean
give_passwords(TokenJob *job, GError **error)
{
  if (token_job_is_on_reader(job))
    return token_job_give(job, NULL, error);
  g_autoptr(Secret) old = token_job_ask_password(job, error);
  g_autoptr(Secret) new = old != NULL ? ask_new_password(job, error) : NULL;
  return new != NULL &&token_job_give(job, old, error) && token_job_give(job, new, error);
}

gboolean
token_change_password(Token *token, Prompt *prompt, guint timeout_ms, GCancellable *cancellable,
                      GError **error)
{
  g_auto(TokenJob) job = {.token = token,
                          .prompt = prompt,
                          .cancellable = cancellable,
                          .timeout_ms = timeout_ms,
                          .use = PROMPT_TO_CHANGE};
  if (!token_job_start(&job, MESSAGE_CHANGE, token_job_wanted(token), error) || !give_passwords(&job, error))
    return FALSE;
  g_autoptr(GVariant) done = token_job_receive(&job, MESSAGE_DONE, error);
  return done != NULL;
}
