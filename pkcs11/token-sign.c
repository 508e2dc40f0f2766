/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/base/error.h"
#include "pkcs11/digest.h"
#include "pkcs11/token-job.h"

#include <glib/gi18n.h>

static GBytes *
receive_signature(TokenJob *job, GError **error)
{
  g_autoptr(GVariant) body = token_job_receive(job, MESSAGE_SIGNATURE, error);
  if (body == NULL)
    return NULL;
  g_autoptr(GVariant) value = g_variant_get_child_value(body, 0);
  GBytes *signature = message_dup_bytes(value, MESSAGE_SIGNATURE_LEN_MAX);
  if (signature == NULL)
    helper_client_set_wrong_answer(job->client, error);
  return signature;
}

/* The certificate's SubjectPublicKeyInfo, by which the helper knows the private key. */
static GVariant *
public_key_variant(const Token *token)
{
  unsigned char *der = NULL;
  int len = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(token->certificate), &der);
  GVariant *value = g_variant_new_fixed_array(G_VARIANT_TYPE_BYTE, der, len > 0 ? (gsize)len : 0, 1);
  OPENSSL_free(der);
  return value;
}

GBytes *
token_sign_digest(Token *token, const char *digest_name, GBytes *digest, CtlPrompt *prompt, guint timeout_ms,
                  GCancellable *cancellable, GError **error)
{
  if (digest_find(digest_name, g_bytes_get_size(digest), error) == NULL)
    return NULL;
  if (token->key_id == NULL) {
    g_set_error(error, CTL_ERROR, CTL_ERROR_NO_TOKEN, _("Token %s holds no SAST certificate"), token->name);
    return NULL;
  }
  g_auto(TokenJob)
      job = {.token = token, .prompt = prompt, .cancellable = cancellable, .timeout_ms = timeout_ms};
  GVariant *body = g_variant_new("(@" MESSAGE_WANTED_TYPE "@ay@ays@ay)", token_job_wanted(token),
                                 message_bytes_variant(token->key_id), public_key_variant(token), digest_name,
                                 message_bytes_variant(digest));
  if (!token_job_start(&job, MESSAGE_SIGN, body, error) || !token_job_log_in(&job, error))
    return NULL;
  return receive_signature(&job, error);
}
