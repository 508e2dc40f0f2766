/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/base/error.h"
#include "pkcs11/digest.h"
#include "pkcs11/helper-client.h"
#include "pkcs11/token-private.h"

#include <string.h>

#define DEFAULT_TIMEOUT_MS 30000
/* What a person may take at the reader's keys, on top of the usual time. */
#define READER_TIMEOUT_MS 60000

static gboolean
send_request(HelperClient *client, const Token *token, const char *digest_name, GBytes *digest,
             GError **error)
{
  GVariant *body = g_variant_new(
      "(^ay(ssss)s@ays@ay)", token->module, token->label, token->serial, token->manufacturer, token->model,
      token->name, message_bytes_variant(token->key_id), digest_name, message_bytes_variant(digest));
  return helper_client_send(client, MESSAGE_SIGN, body, error);
}

/* The next message, when it is of the kind WANTED and nothing else. */
static GVariant *
receive_kind(HelperClient *client, MessageKind wanted, GError **error)
{
  MessageKind kind = 0;
  g_autoptr(GVariant) body = helper_client_receive(client, &kind, error);
  if (body == NULL || kind == wanted)
    return g_steal_pointer(&body);
  helper_client_set_wrong_answer(client, error);
  return NULL;
}

static gboolean
confirm_last_try(const Token *token, guint state, Prompt *prompt, GCancellable *cancellable, GError **error)
{
  g_autofree char *message = g_strdup_printf("Use the last password try of token %s", token->name);
  const PromptQuestion question = {.kind = PROMPT_LAST_TRY,
                                   .subject = token->name,
                                   .message = message,
                                   .detail = token_password_state_describe(state)};
  gboolean yes = FALSE;
  if (!prompt_confirm(prompt, &question, &yes, cancellable, error))
    return FALSE;
  if (!yes)
    g_set_error(error, CTL_ERROR, CTL_ERROR_LAST_TRY,
                "Token %s: its last password try was left unused, as you wished", token->name);
  return yes;
}

/* An empty password or one with a zero byte cannot be right, and might still use up a try. */
static Secret *
ask_password(const Token *token, guint state, Prompt *prompt, GCancellable *cancellable, GError **error)
{
  g_autofree char *message = g_strdup_printf("Password of token %s", token->name);
  const PromptQuestion question = {.kind = PROMPT_TOKEN_PASSWORD,
                                   .subject = token->name,
                                   .message = message,
                                   .detail = token_password_state_describe(state)};
  g_autoptr(Secret) password = prompt_ask_secret(prompt, &question, cancellable, error);
  gsize len = 0;
  if (password == NULL || (strlen(secret_peek(password, &len)) == len && len > 0))
    return g_steal_pointer(&password);
  g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE, "Token %s: the password given is %s", token->name,
              len == 0 ? "empty" : "not text");
  return NULL;
}

/* Passes the password on, or lets the user type it on the reader. */
static gboolean
answer_login(HelperClient *client, const Token *token, guint state, Prompt *prompt, guint timeout_ms,
             GCancellable *cancellable, GError **error)
{
  if (state & TOKEN_PASSWORD_LOCKED) {
    g_set_error(error, CTL_ERROR, CTL_ERROR_PIN_LOCKED,
                "Token %s: it is locked for good, after too many wrong passwords", token->name);
    return FALSE;
  }
  if ((state & TOKEN_PASSWORD_LAST_TRY) && !confirm_last_try(token, state, prompt, cancellable, error))
    return FALSE;
  if (state & TOKEN_PASSWORD_ON_READER) {
    helper_client_set_timeout(client, timeout_ms + READER_TIMEOUT_MS);
    return helper_client_send(client, MESSAGE_ON_READER, g_variant_new("()"), error);
  }
  g_autoptr(Secret) password = ask_password(token, state, prompt, cancellable, error);
  if (password == NULL)
    return FALSE;
  helper_client_set_timeout(client, timeout_ms);
  return helper_client_send_password(client, password, error);
}

static gboolean
log_in(HelperClient *client, const Token *token, Prompt *prompt, guint timeout_ms, GCancellable *cancellable,
       GError **error)
{
  g_autoptr(GVariant) body = receive_kind(client, MESSAGE_LOGIN, error);
  if (body == NULL)
    return FALSE;
  guint state = 0;
  g_variant_get(body, "(u)", &state);
  return answer_login(client, token, state, prompt, timeout_ms, cancellable, error);
}

static GBytes *
receive_signature(HelperClient *client, GError **error)
{
  g_autoptr(GVariant) body = receive_kind(client, MESSAGE_SIGNATURE, error);
  if (body == NULL)
    return NULL;
  g_autoptr(GVariant) value = g_variant_get_child_value(body, 0);
  GBytes *signature = message_dup_bytes(value, MESSAGE_SIGNATURE_LEN_MAX);
  if (signature == NULL)
    helper_client_set_wrong_answer(client, error);
  return signature;
}

GBytes *
token_sign_digest(Token *token, const char *digest_name, GBytes *digest, Prompt *prompt, guint timeout_ms,
                  GCancellable *cancellable, GError **error)
{
  guint step_ms = timeout_ms > 0 ? timeout_ms : DEFAULT_TIMEOUT_MS;
  if (digest_find(digest_name, g_bytes_get_size(digest), error) == NULL)
    return NULL;
  if (token->key_id == NULL) {
    g_set_error(error, CTL_ERROR, CTL_ERROR_NO_TOKEN, "Token %s holds no SAST certificate", token->name);
    return NULL;
  }
  if (ctl_cancelled(cancellable, error))
    return NULL;
  g_autoptr(HelperClient) client = helper_client_start(token->module, step_ms, cancellable, error);
  if (client == NULL || !send_request(client, token, digest_name, digest, error) ||
      !log_in(client, token, prompt, step_ms, cancellable, error))
    return NULL;
  return receive_signature(client, error);
}
