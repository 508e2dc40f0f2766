/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The token helper of one module: what pkcs11/helper does with a module, done with the table of tokens. */
#include "fake-tokens-private.h"

#include "pkcs11/digest.h"
#include "pkcs11/helper-client.h"

#include <string.h>

/* In a brief list, tokens have only this as their serial number: their place. */
#define BRIEF_PREFIX "#"

typedef struct {
  MessageKind kind;
  GVariant *body;
} Answer;

struct _HelperClient {
  char *module;
  GCancellable *cancellable;
  GQueue answers; /* of Answer */
  /* The job at hand: */
  MessageKind job;
  FakeToken *token;
  char *name; /* of the token, in messages */
  char *digest_name;
  GBytes *digest;
  Secret *old; /* password, when the new one is still to come */
  gboolean logged_in;
};

static void
answer_free(gpointer data)
{
  Answer *answer = data;
  g_variant_unref(answer->body);
  g_free(answer);
}

static void
answer(HelperClient *client, MessageKind kind, GVariant *body)
{
  Answer *entry = g_new(Answer, 1);
  *entry = (Answer){kind, g_variant_ref_sink(body)};
  g_queue_push_tail(&client->answers, entry);
}

static void
answer_done(HelperClient *client)
{
  answer(client, MESSAGE_DONE, g_variant_new("()"));
}

static void
answer_error(HelperClient *client, CtlError code, const char *message)
{
  answer(client, MESSAGE_ERROR, g_variant_new("(us)", (guint)code, message));
}

static void
answer_about_token(HelperClient *client, CtlError code, const char *cause)
{
  g_autofree char *message = g_strdup_printf("Token %s: %s", client->name, cause);
  answer_error(client, code, message);
}

static const char *
or_default(const char *text, const char *other)
{
  return text != NULL ? text : other;
}

/* --- listing --- */

/* Of MESSAGE_CERTIFICATES_TYPE. */
static GVariant *
pack_certificates(const FakeToken *token, gboolean logged_in)
{
  GVariantBuilder certificates;
  g_variant_builder_init(&certificates, G_VARIANT_TYPE(MESSAGE_CERTIFICATES_TYPE));
  if (token->identity != NULL && (logged_in || !token->hidden)) {
    g_autoptr(GBytes) der = certificate_to_der(token->identity->certificate);
    g_autoptr(GBytes) id = g_bytes_new_static("\x01", 1);
    g_variant_builder_add(&certificates, "(@ay@ays)", message_bytes_variant(der), message_bytes_variant(id),
                          or_default(token->certificate_label, ""));
  }
  return g_variant_builder_end(&certificates);
}

static GVariant *
pack_token(const FakeToken *token, gboolean logged_in)
{
  return g_variant_new("((ssss)ub@" MESSAGE_CERTIFICATES_TYPE ")", or_default(token->label, ""),
                       or_default(token->serial, ""), or_default(token->manufacturer, "SafeNet, Inc."),
                       or_default(token->model, "eToken"), token->state, !logged_in,
                       pack_certificates(token, logged_in));
}

static GVariant *
pack_brief_token(const FakeToken *token, guint index)
{
  g_autofree char *serial = g_strdup_printf(BRIEF_PREFIX "%u", index);
  return g_variant_new("((ssss)ub@" MESSAGE_CERTIFICATES_TYPE ")", "", serial, "", "", 0, TRUE,
                       pack_certificates(token, FALSE));
}

static void
list(HelperClient *client, gboolean brief)
{
  const FakeModule *module = fake_modules_find(client->module);
  if (module == NULL || module->fails.message != NULL) {
    g_autofree char *missing = g_strdup_printf("PKCS#11 module %s cannot be loaded", client->module);
    answer_error(client, module != NULL ? module->fails.code : CTL_ERROR_MODULE_NOT_LOADED,
                 module != NULL ? module->fails.message : missing);
    return;
  }
  for (guint i = 0; i < fake_tokens_count(); i++) {
    const FakeToken *token = fake_tokens_peek(i);
    if (g_str_equal(fake_token_get_module(token), client->module))
      answer(client, MESSAGE_TOKEN, brief ? pack_brief_token(token, i) : pack_token(token, FALSE));
  }
  if (module->unreadable != NULL)
    answer(client, MESSAGE_UNREADABLE, g_variant_new("(s)", module->unreadable));
  answer_done(client);
}

/* --- jobs on one token --- */

static FakeToken *
find_token(const char *module, const char *serial, const char *label)
{
  for (guint i = 0; i < fake_tokens_count(); i++) {
    FakeToken *token = fake_tokens_peek(i);
    g_autofree char *brief = g_strdup_printf(BRIEF_PREFIX "%u", i);
    gboolean same = g_str_equal(serial, or_default(token->serial, "")) &&
                    g_str_equal(label, or_default(token->label, ""));
    if (g_str_equal(fake_token_get_module(token), module) && (same || g_str_equal(serial, brief)))
      return token;
  }
  return NULL;
}

static void
sign(HelperClient *client)
{
  FakeToken *token = client->token;
  const Identity *identity = token->key_of != NULL ? token->key_of : token->identity;
  DigestAlgorithm algorithm = 0;
  if (token->sign_fails.message != NULL) {
    answer_about_token(client, token->sign_fails.code, token->sign_fails.message);
    return;
  }
  if (identity == NULL || token->no_key) {
    answer_about_token(client, CTL_ERROR_NO_TOKEN, "it holds no private key for its certificate");
    return;
  }
  g_assert_true(digest_from_name(client->digest_name, &algorithm));
  g_autoptr(GBytes) signature =
      identity->signer.sign(algorithm, client->digest, identity->signer.user_data, NULL, NULL);
  token->n_signatures++;
  answer(client, MESSAGE_SIGNATURE, g_variant_new("(@ay)", message_bytes_variant(signature)));
}

/* What comes after the login. */
static void
do_job(HelperClient *client)
{
  client->logged_in = TRUE;
  if (client->job == MESSAGE_SIGN)
    sign(client);
  if (client->job == MESSAGE_REVEAL)
    answer(client, MESSAGE_TOKEN, pack_token(client->token, TRUE));
  if (client->job != MESSAGE_SIGN)
    answer_done(client);
}

static void
begin(HelperClient *client, MessageKind kind, GVariant *wanted)
{
  const char *module = NULL;
  const char *label = NULL;
  const char *serial = NULL;
  const char *name = NULL;
  g_variant_get(wanted, "(^&ay(&s&s&s&s)&s)", &module, &label, &serial, NULL, NULL, &name);
  g_free(client->name);
  client->name = g_strdup(name);
  client->job = kind;
  client->token = find_token(module, serial, label);
  if (client->token == NULL)
    answer_about_token(client, CTL_ERROR_NO_TOKEN, "it is not plugged in");
  else if (client->logged_in && kind != MESSAGE_CHANGE)
    do_job(client);
  else
    answer(client, MESSAGE_LOGIN,
           g_variant_new("(uuu)", client->token->state, client->token->password_len_min,
                         client->token->password_len_max));
}

static void
begin_to_sign(HelperClient *client, GVariant *body)
{
  g_autoptr(GVariant) wanted = NULL;
  g_autoptr(GVariant) id = NULL;
  g_autoptr(GVariant) key = NULL;
  g_autoptr(GVariant) digest = NULL;
  g_free(client->digest_name);
  g_clear_pointer(&client->digest, g_bytes_unref);
  g_variant_get(body, "(@" MESSAGE_WANTED_TYPE "@ay@ays@ay)", &wanted, &id, &key, &client->digest_name,
                &digest);
  client->digest = message_dup_bytes(digest, EVP_MAX_MD_SIZE);
  begin(client, MESSAGE_SIGN, wanted);
}

static void
use_up_try(FakeToken *token)
{
  token->state |= TOKEN_PASSWORD_COUNT_LOW;
  if (token->tries == 0)
    return;
  token->tries--;
  if (token->tries == 1)
    token->state |= TOKEN_PASSWORD_LAST_TRY;
  if (token->tries == 0)
    token->state |= TOKEN_PASSWORD_LOCKED;
}

/* PASSWORD is NULL when it is typed on the reader. */
static gboolean
log_in(HelperClient *client, const Secret *password)
{
  FakeToken *token = client->token;
  token->n_logins++;
  if (token->login_fails.message != NULL) {
    answer_about_token(client, token->login_fails.code, token->login_fails.message);
    return FALSE;
  }
  if (password != NULL && token->password != NULL &&
      !g_str_equal(token->password, secret_peek(password, NULL))) {
    use_up_try(token);
    if (token->state & TOKEN_PASSWORD_LOCKED)
      answer_about_token(client, CTL_ERROR_PIN_LOCKED, "the password is wrong; it is locked now");
    else
      answer_about_token(client, CTL_ERROR_WRONG_PIN, "the password is wrong");
    return FALSE;
  }
  token->state &= ~(guint)(TOKEN_PASSWORD_COUNT_LOW | TOKEN_PASSWORD_LAST_TRY);
  return TRUE;
}

/* NEW is NULL when it was typed on the reader. */
static void
change_password(HelperClient *client, const Secret *new)
{
  if (new != NULL)
    client->token->password = g_intern_string(secret_peek(new, NULL));
  client->token->state &= ~(guint)TOKEN_PASSWORD_TO_BE_CHANGED;
  answer_done(client);
}

static void
take_password(HelperClient *client, const Secret *password)
{
  if (client->job == MESSAGE_CHANGE && password != NULL && client->old == NULL) {
    gsize len = 0;
    const char *bytes = secret_peek(password, &len);
    client->old = secret_new(bytes, len, NULL);
    return;
  }
  gboolean change = client->job == MESSAGE_CHANGE;
  if (!log_in(client, client->old != NULL ? client->old : password))
    return;
  if (change)
    change_password(client, password);
  else
    do_job(client);
}

/* --- what the rest of pkcs11 calls --- */

HelperClient *
helper_client_start(const char *module, guint timeout_ms, GCancellable *cancellable, GError **error)
{
  fake_tokens_lock();
  gboolean starts = fake_helpers_start();
  fake_tokens_unlock();
  if (!starts) {
    g_set_error_literal(error, CTL_ERROR, CTL_ERROR_FAILED, "The token helper cannot be started");
    return NULL;
  }
  HelperClient *client = g_new0(HelperClient, 1);
  client->module = g_strdup(module);
  client->cancellable = cancellable;
  g_queue_init(&client->answers);
  return client;
}

void
helper_client_free(HelperClient *client)
{
  g_queue_clear_full(&client->answers, answer_free);
  g_clear_pointer(&client->old, secret_unref);
  g_clear_pointer(&client->digest, g_bytes_unref);
  g_free(client->digest_name);
  g_free(client->name);
  g_free(client->module);
  g_free(client);
}

void
helper_client_set_timeout(HelperClient *client, guint timeout_ms)
{
}

void
helper_client_set_cancellable(HelperClient *client, GCancellable *cancellable)
{
  client->cancellable = cancellable;
}

gboolean
helper_client_send(HelperClient *client, MessageKind kind, GVariant *body, GError **error)
{
  g_autoptr(GVariant) own = g_variant_ref_sink(body);
  fake_tokens_lock();
  if (kind == MESSAGE_LIST || kind == MESSAGE_LIST_BRIEF)
    list(client, kind == MESSAGE_LIST_BRIEF);
  else if (kind == MESSAGE_SIGN)
    begin_to_sign(client, own);
  else if (kind == MESSAGE_ON_READER)
    take_password(client, NULL);
  else
    begin(client, kind, own);
  fake_tokens_unlock();
  return TRUE;
}

gboolean
helper_client_send_password(HelperClient *client, const Secret *password, GError **error)
{
  fake_tokens_lock();
  take_password(client, password);
  fake_tokens_unlock();
  return TRUE;
}

GVariant *
helper_client_receive(HelperClient *client, MessageKind *kind, GError **error)
{
  if (ctl_cancelled(client->cancellable, error))
    return NULL;
  Answer *next = g_queue_pop_head(&client->answers);
  g_assert_nonnull(next); /* a real helper would wait for ever */
  g_autoptr(GVariant) body = g_variant_ref(next->body);
  *kind = next->kind;
  answer_free(next);
  if (*kind != MESSAGE_ERROR)
    return g_steal_pointer(&body);
  guint code = 0;
  const char *message = NULL;
  g_variant_get(body, "(u&s)", &code, &message);
  g_set_error_literal(error, CTL_ERROR, (int)code, message);
  return NULL;
}

void
helper_client_set_wrong_answer(const HelperClient *client, GError **error)
{
  g_set_error(error, CTL_ERROR, CTL_ERROR_MODULE_CRASHED, "PKCS#11 module %s makes no sense", client->module);
}
