/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pkcs11/token-private.h"

#include "app/base/error.h"
#include "app/base/text.h"
#include "pkcs11/message.h"

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
  g_clear_pointer(&token->helper, kept_helper_unref);
  g_clear_pointer(&token->certificates, g_ptr_array_unref);
  g_free(token);
}

static void
choose_certificate(Token *token, gint index)
{
  const TokenCertificate *chosen = g_ptr_array_index(token->certificates, (guint)index);
  token->chosen = index;
  token->certificate = chosen->certificate;
  token->key_id = chosen->key_id;
  if (chosen->name == NULL)
    return;
  g_free(token->name);
  token->name = g_strdup(chosen->name);
}

/* Some tokens hold a certificate twice, once without its CKA_ID. */
static gboolean
is_held(const Token *token, TokenCertificate *certificate)
{
  for (guint i = 0; i < token->certificates->len; i++) {
    TokenCertificate *held = g_ptr_array_index(token->certificates, i);
    if (X509_cmp(held->certificate, certificate->certificate) != 0)
      continue;
    if (g_bytes_get_size(held->key_id) == 0) {
      GBytes *none = held->key_id;
      held->key_id = certificate->key_id;
      certificate->key_id = none;
    }
    return TRUE;
  }
  return FALSE;
}

static void
take_certificates(Token *token, GVariant *entries)
{
  token->certificates = g_ptr_array_new_with_free_func((GDestroyNotify)token_certificate_free);
  token->chosen = -1;
  for (gsize i = 0; i < g_variant_n_children(entries); i++) {
    g_autoptr(GVariant) entry = g_variant_get_child_value(entries, i);
    g_autoptr(TokenCertificate) certificate = token_certificate_new(entry);
    if (certificate != NULL && !is_held(token, certificate))
      g_ptr_array_add(token->certificates, g_steal_pointer(&certificate));
  }
  for (guint i = 0; token->chosen < 0 && i < token->certificates->len; i++) {
    const TokenCertificate *certificate = g_ptr_array_index(token->certificates, i);
    if (certificate->name != NULL)
      choose_certificate(token, (gint)i);
  }
}

static gboolean
identity_is_clean(const Token *token)
{
  return text_is_plain(token->label) && text_is_plain(token->serial) && text_is_plain(token->manufacturer) &&
         text_is_plain(token->model);
}

Token *
token_new(const char *module, GVariant *body)
{
  g_autoptr(Token) token = g_new0(Token, 1);
  g_autoptr(GVariant) certificates = NULL;
  token->ref_count = 1;
  token->module = g_strdup(module);
  g_variant_get(body, "((ssss)ub@" MESSAGE_CERTIFICATES_TYPE ")", &token->label, &token->serial,
                &token->manufacturer, &token->model, &token->password_state, &token->needs_login,
                &certificates);
  if (!identity_is_clean(token) || g_variant_n_children(certificates) > MESSAGE_CERTIFICATES_MAX)
    return NULL;
  token->name = g_strdup(*token->label != '\0' ? token->label : token->serial);
  take_certificates(token, certificates);
  return g_steal_pointer(&token);
}

GError *
token_failure_new(GVariant *body)
{
  const char *message = NULL;
  g_variant_get(body, "(&s)", &message);
  return text_is_plain(message) ? g_error_new_literal(CTL_ERROR, CTL_ERROR_TOKEN_UNREADABLE, message) : NULL;
}

Token *
token_with_certificate(Token *token, guint index)
{
  if (token->chosen == (gint)index)
    return token_ref(token);
  Token *other = g_new0(Token, 1);
  *other = *token;
  other->ref_count = 1;
  other->name = g_strdup(token->name);
  other->label = g_strdup(token->label);
  other->serial = g_strdup(token->serial);
  other->manufacturer = g_strdup(token->manufacturer);
  other->model = g_strdup(token->model);
  other->module = g_strdup(token->module);
  if (token->helper != NULL)
    kept_helper_ref(token->helper);
  g_ptr_array_ref(token->certificates);
  choose_certificate(other, (gint)index);
  return other;
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

gboolean
token_is_logged_in(const Token *token)
{
  return token->helper != NULL && kept_helper_is_logged_in(token->helper);
}

X509 *
token_get_certificate(const Token *token)
{
  return token->certificate;
}

gboolean
token_matches(const Token *token, const char *spec)
{
  if (token_uri_is_one(spec))
    return token_uri_matches(token, spec);
  g_autofree char *name = g_strchomp(g_strdup(spec)); /* copied from a certificate, with its blanks */
  return *name != '\0' &&
         (g_ascii_strcasecmp(name, token->name) == 0 || g_ascii_strcasecmp(name, token->label) == 0 ||
          g_ascii_strcasecmp(name, token->serial) == 0);
}
