/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/base/error.h"
#include "pkcs11/token-job.h"

#include <glib/gi18n.h>

/* "The new password has to have 4 to 16 characters." Bytes in truth; check_length() says so where it matters.
 */
static char *
describe_limits(const TokenJob *job)
{
  if (job->password_len_min == 0 && job->password_len_max == 0)
    return NULL;
  if (job->password_len_max == 0)
    return g_strdup_printf(ngettext("The new password has to have at least %u character.",
                                    "The new password has to have at least %u characters.",
                                    job->password_len_min),
                           job->password_len_min);
  if (job->password_len_min <= 1)
    return g_strdup_printf(ngettext("The new password may have at most %u character.",
                                    "The new password may have at most %u characters.",
                                    job->password_len_max),
                           job->password_len_max);
  return g_strdup_printf(_("The new password has to have %u to %u characters."), job->password_len_min,
                         job->password_len_max);
}

/* The token would refuse it, after the old one was given. */
static gboolean
check_length(const TokenJob *job, const Secret *new, GError **error)
{
  gsize len = 0;
  secret_peek(new, &len);
  guint min = job->password_len_min;
  guint max = job->password_len_max;
  if (len < min)
    g_set_error(
        error, CTL_ERROR, CTL_ERROR_USAGE,
        ngettext(
            "Token %s: the new password is too short, the token takes at least %u byte; nothing was changed",
            "Token %s: the new password is too short, the token takes at least %u bytes; nothing was changed",
            min),
        job->token->name, min);
  else if (max > 0 && len > max)
    g_set_error(
        error, CTL_ERROR, CTL_ERROR_USAGE,
        ngettext(
            "Token %s: the new password is too long, the token takes at most %u byte; nothing was changed",
            "Token %s: the new password is too long, the token takes at most %u bytes; nothing was changed",
            max),
        job->token->name, max);
  else
    return TRUE;
  return FALSE;
}

static Secret *
ask_once(TokenJob *job, const char *detail, GError **error)
{
  g_autofree char *message = g_strdup_printf(_("New password of token %s"), job->token->name);
  const PromptQuestion question = {
      .kind = PROMPT_NEW_TOKEN_PASSWORD, .subject = job->token->name, .message = message, .detail = detail};
  return token_job_ask(job, &question, error);
}

static Secret *
ask_again(TokenJob *job, GError **error)
{
  g_autofree char *message = g_strdup_printf(_("New password of token %s once more"), job->token->name);
  const PromptQuestion question = {
      .kind = PROMPT_NEW_TOKEN_PASSWORD_AGAIN, .subject = job->token->name, .message = message};
  return token_job_ask(job, &question, error);
}

static Secret *
ask_new_password(TokenJob *job, GError **error)
{
  g_autofree char *limits = describe_limits(job);
  g_autoptr(Secret) new = ask_once(job, limits, error);
  if (new == NULL || !check_length(job, new, error))
    return NULL;
  g_autoptr(Secret) again = ask_again(job, error);
  if (again == NULL)
    return NULL;
  if (secret_equal(new, again))
    return g_steal_pointer(&new);
  g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE,
              _("Token %s: the new password was typed in two different ways; nothing was changed"),
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
token_change_password(Token *token, CtlPrompt *prompt, guint timeout_ms, GCancellable *cancellable,
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
