/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pkcs11/token-private.h"

#include "pkcs11/message.h"
#include "pkcs11/sast-certificate.h"

Token *
token_ref(Token *token)
{
  g_atomic_int_inc(&token->ref_count);
  return token;
}

void
token_unref(Token *token)
{
  if (!g_atomic_int_dec_and_test(&token->ref_count))
    return;
  g_free(token->name);
  g_free(token->label);
  g_free(token->serial);
  g_free(token->manufacturer);
  g_free(token->model);
  g_free(token->module);
  X509_free(token->certificate);
  g_clear_pointer(&token->key_id, g_bytes_unref);
  g_free(token);
}

static X509 *
parse_certificate(GVariant *der)
{
  g_autoptr(GBytes) bytes = message_dup_bytes(der, MESSAGE_CERTIFICATE_LEN_MAX);
  if (bytes == NULL)
    return NULL;
  gsize len = 0;
  const unsigned char *data = g_bytes_get_data(bytes, &len);
  return d2i_X509(NULL, &data, (long)len);
}

/* Other certificates (a user's own, a CA's) and damaged ones do not matter to us. */
static void
take_sast_certificate(Token *token, GVariant *certificates)
{
  for (gsize i = 0; i < g_variant_n_children(certificates) && token->certificate == NULL; i++) {
    g_autoptr(GVariant) der = NULL;
    g_autoptr(GVariant) id = NULL;
    g_variant_get_child(certificates, i, "(@ay@ay)", &der, &id);
    g_autoptr(GBytes) key_id = message_dup_bytes(id, MESSAGE_KEY_ID_LEN_MAX);
    g_autoptr(X509) certificate = parse_certificate(der);
    char *name = certificate != NULL ? sast_certificate_dup_name(certificate) : NULL;
    if (name == NULL || key_id == NULL) {
      g_free(name);
      continue;
    }
    token->name = name;
    token->certificate = g_steal_pointer(&certificate);
    token->key_id = g_steal_pointer(&key_id);
  }
}

static gboolean
identity_is_clean(const Token *token)
{
  return message_text_is_clean(token->label) && message_text_is_clean(token->serial) &&
         message_text_is_clean(token->manufacturer) && message_text_is_clean(token->model);
}

Token *
token_new(const char *module, GVariant *body)
{
  g_autoptr(Token) token = g_new0(Token, 1);
  g_autoptr(GVariant) certificates = NULL;
  token->ref_count = 1;
  token->module = g_strdup(module);
  g_variant_get(body, "((ssss)u@a(ayay))", &token->label, &token->serial, &token->manufacturer, &token->model,
                &token->password_state, &certificates);
  if (!identity_is_clean(token) || g_variant_n_children(certificates) > MESSAGE_CERTIFICATES_MAX)
    return NULL;
  take_sast_certificate(token, certificates);
  if (token->name == NULL)
    token->name = g_strdup(*token->label != '\0' ? token->label : token->serial);
  return g_steal_pointer(&token);
}

const char *
token_get_name(const Token *token)
{
  return token->name;
}

const char *
token_get_label(const Token *token)
{
  return token->label;
}

const char *
token_get_serial(const Token *token)
{
  return token->serial;
}

const char *
token_get_manufacturer(const Token *token)
{
  return token->manufacturer;
}

const char *
token_get_model(const Token *token)
{
  return token->model;
}

const char *
token_get_module(const Token *token)
{
  return token->module;
}

guint
token_get_password_state(const Token *token)
{
  return token->password_state;
}

X509 *
token_get_certificate(const Token *token)
{
  return token->certificate;
}

GBytes *
token_get_key_id(const Token *token)
{
  return token->key_id;
}

/* The worst first: a locked token may still report that its last password was wrong. */
const char *
token_password_state_describe(guint state)
{
  if (state & TOKEN_PASSWORD_LOCKED)
    return "The token is locked for good after too many wrong passwords.";
  if (state & TOKEN_PASSWORD_LAST_TRY)
    return "Only one try is left. One more wrong password locks the token for good, and nobody can unlock "
           "it.";
  if (state & TOKEN_PASSWORD_TO_BE_CHANGED)
    return "The password has to be changed before the token can be used.";
  if (state & TOKEN_PASSWORD_COUNT_LOW)
    return "The last password given was wrong.";
  return NULL;
}

const char *
token_describe_password_state(const Token *token)
{
  return token_password_state_describe(token->password_state);
}

gboolean
token_matches(const Token *token, const char *spec)
{
  if (token_uri_is_one(spec))
    return token_uri_matches(token, spec);
  return *spec != '\0' &&
         (g_ascii_strcasecmp(spec, token->name) == 0 || g_ascii_strcasecmp(spec, token->label) == 0 ||
          g_ascii_strcasecmp(spec, token->serial) == 0);
}
