/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pkcs11/token-job.h"

#include "app/base/error.h"

#include <glib/gi18n.h>
#include <string.h>

#define DEFAULT_TIMEOUT_MS 30000
/* What a person may take at the reader's keys, on top of the usual time. */
#define READER_TIMEOUT_MS 60000

GVariant *
token_job_wanted(const Token *token)
{
  return g_variant_new(MESSAGE_WANTED_FORMAT, token->module, token->label, token->serial, token->manufacturer,
                       token->model, token->name);
}

GVariant *
token_job_receive(TokenJob *job, MessageKind wanted, GError **error)
{
  MessageKind kind = 0;
  g_autoptr(GVariant) body = helper_client_receive(job->client, &kind, error);
  if (body == NULL || kind == wanted)
    return g_steal_pointer(&body);
  helper_client_set_wrong_answer(job->client, error);
  return NULL;
}

static gboolean
confirm_last_try(TokenJob *job, GError **error)
{
  const char *name = job->token->name;
  g_autofree char *message = g_strdup_printf(_("Use the last password try of token %s"), name);
  const PromptQuestion question = {.kind = PROMPT_LAST_TRY,
                                   .subject = name,
                                   .message = message,
                                   .detail = token_password_state_describe(job->password_state)};
  gboolean yes = FALSE;
  if (!prompt_confirm(job->prompt, &question, &yes, job->cancellable, error))
    return FALSE;
  if (!yes)
    g_set_error(error, CTL_ERROR, CTL_ERROR_LAST_TRY,
                _("Token %s: its last password try was left unused, as you wished"), name);
  return yes;
}

static gboolean
check_state(TokenJob *job, GError **error)
{
  if (job->password_state & TOKEN_PASSWORD_LOCKED) {
    g_set_error(error, CTL_ERROR, CTL_ERROR_PIN_LOCKED,
                _("Token %s: it is locked for good, after too many wrong passwords"), job->token->name);
    return FALSE;
  }
  return !(job->password_state & TOKEN_PASSWORD_LAST_TRY) || confirm_last_try(job, error);
}

static gboolean
start_helper(TokenJob *job, GError **error)
{
  if (job->token->helper != NULL)
    job->client = kept_helper_take(job->token->helper, job->cancellable, &job->logged_in);
  if (job->client != NULL)
    helper_client_set_timeout(job->client, job->timeout_ms);
  else
    job->client = helper_client_start(job->token->module, job->timeout_ms, job->cancellable, error);
  return job->client != NULL;
}

gboolean
token_job_start(TokenJob *job, MessageKind kind, GVariant *body, GError **error)
{
  g_autoptr(GVariant) own = g_variant_ref_sink(body);
  if (job->timeout_ms == 0)
    job->timeout_ms = DEFAULT_TIMEOUT_MS;
  if (ctl_cancelled(job->cancellable, error))
    return FALSE;
  if (!start_helper(job, error) || !helper_client_send(job->client, kind, own, error))
    return FALSE;
  job->logged_in = job->logged_in && kind != MESSAGE_CHANGE; /* which is always done with the old password */
  if (job->logged_in)
    return TRUE;
  g_autoptr(GVariant) ready = token_job_receive(job, MESSAGE_LOGIN, error);
  if (ready == NULL)
    return FALSE;
  g_variant_get(ready, "(uuu)", &job->password_state, &job->password_len_min, &job->password_len_max);
  return check_state(job, error);
}

void
token_job_clear(TokenJob *job)
{
  g_clear_pointer(&job->client, helper_client_free);
}

gboolean
token_job_is_on_reader(const TokenJob *job)
{
  return (job->password_state & TOKEN_PASSWORD_ON_READER) != 0;
}

/* An empty password or one with a zero byte cannot be right, and might still use up a try. */
Secret *
token_job_ask(TokenJob *job, const PromptQuestion *question, GError **error)
{
  g_autoptr(Secret) password = prompt_ask_secret(job->prompt, question, job->cancellable, error);
  gsize len = 0;
  if (password == NULL || (strlen(secret_peek(password, &len)) == len && len > 0))
    return g_steal_pointer(&password);
  g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE,
              len == 0 ? _("Token %s: the password given is empty")
                       : _("Token %s: the password given is not text"),
              job->token->name);
  return NULL;
}

Secret *
token_job_ask_password(TokenJob *job, GError **error)
{
  g_autofree char *message = g_strdup_printf(_("Password of token %s"), job->token->name);
  const PromptQuestion question = {.kind = PROMPT_TOKEN_PASSWORD,
                                   .use = job->use,
                                   .subject = job->token->name,
                                   .message = message,
                                   .detail = token_password_state_describe(job->password_state)};
  return token_job_ask(job, &question, error);
}

gboolean
token_job_give(TokenJob *job, const Secret *password, GError **error)
{
  helper_client_set_timeout(job->client, job->timeout_ms + (password == NULL ? READER_TIMEOUT_MS : 0));
  return password != NULL ? helper_client_send_password(job->client, password, error)
                          : helper_client_send(job->client, MESSAGE_ON_READER, g_variant_new("()"), error);
}

gboolean
token_job_log_in(TokenJob *job, GError **error)
{
  if (job->logged_in)
    return TRUE;
  if (token_job_is_on_reader(job))
    return token_job_give(job, NULL, error);
  g_autoptr(Secret) password = token_job_ask_password(job, error);
  return password != NULL && token_job_give(job, password, error);
}
