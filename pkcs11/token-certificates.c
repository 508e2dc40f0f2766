/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/base/text.h"
#include "pkcs11/message.h"
#include "pkcs11/sast-certificate.h"
#include "pkcs11/token-private.h"

void
token_certificate_free(TokenCertificate *certificate)
{
  X509_free(certificate->certificate);
  g_clear_pointer(&certificate->key_id, g_bytes_unref);
  g_free(certificate->label);
  g_free(certificate->name);
  g_free(certificate);
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

TokenCertificate *
token_certificate_new(GVariant *entry)
{
  g_autoptr(TokenCertificate) certificate = g_new0(TokenCertificate, 1);
  g_autoptr(GVariant) der = NULL;
  g_autoptr(GVariant) id = NULL;
  g_variant_get(entry, "(@ay@ays)", &der, &id, &certificate->label);
  g_strchomp(certificate->label);
  certificate->certificate = parse_certificate(der);
  certificate->key_id = g_variant_get_data_as_bytes(id);
  if (certificate->certificate == NULL || g_bytes_get_size(certificate->key_id) > MESSAGE_KEY_ID_LEN_MAX ||
      !text_is_plain(certificate->label))
    return NULL;
  certificate->name = sast_certificate_dup_name(certificate->certificate);
  return g_steal_pointer(&certificate);
}

guint
token_get_n_certificates(const Token *token)
{
  return token->certificates->len;
}

X509 *
token_peek_certificate(const Token *token, guint index)
{
  const TokenCertificate *certificate = g_ptr_array_index(token->certificates, index);
  return certificate->certificate;
}

const char *
token_get_certificate_name(const Token *token)
{
  if (token->chosen < 0)
    return token->name;
  const TokenCertificate *chosen = g_ptr_array_index(token->certificates, (guint)token->chosen);
  if (chosen->name != NULL)
    return chosen->name;
  return *chosen->label != '\0' ? chosen->label : token->name;
}

gboolean
token_may_hide_certificates(const Token *token)
{
  return token->needs_login && token->certificate == NULL;
}
