/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pkcs11/digest.h"
#include "pkcs11/helper/ckr.h"
#include "pkcs11/helper/job.h"
#include "pkcs11/helper/signature.h"

#include <glib/gi18n.h>
#include <openssl/x509.h>

typedef struct {
  WantedToken token;
  const EVP_MD *md;
  GBytes *key_id;
  EVP_PKEY *public_key; /* NULL when it is no RSA key */
  GBytes *digest;
} Request;

static void
request_clear(Request *request)
{
  g_clear_pointer(&request->key_id, g_bytes_unref);
  g_clear_pointer(&request->public_key, EVP_PKEY_free);
  g_clear_pointer(&request->digest, g_bytes_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Request, request_clear)

static EVP_PKEY *
read_rsa_key(GVariant *value)
{
  gsize len = 0;
  const unsigned char *data = g_variant_get_fixed_array(value, &len, 1);
  EVP_PKEY *key = len <= MESSAGE_PUBLIC_KEY_LEN_MAX ? d2i_PUBKEY(NULL, &data, (long)len) : NULL;
  if (key != NULL && EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA)
    return key;
  EVP_PKEY_free(key);
  return NULL;
}

/* The texts are borrowed from BODY. */
static gboolean
read_request(Request *request, GVariant *body, GError **error)
{
  const char *digest_name = NULL;
  g_autoptr(GVariant) token = NULL;
  g_autoptr(GVariant) key_id = NULL;
  g_autoptr(GVariant) public_key = NULL;
  g_autoptr(GVariant) digest = NULL;
  g_variant_get(body, "(@" MESSAGE_WANTED_TYPE "@ay@ay&s@ay)", &token, &key_id, &public_key, &digest_name,
                &digest);
  wanted_token_read(&request->token, token);
  request->key_id = g_variant_get_data_as_bytes(key_id);
  request->public_key = read_rsa_key(public_key);
  request->digest = message_dup_bytes(digest, EVP_MAX_MD_SIZE);
  if (g_bytes_get_size(request->key_id) > MESSAGE_KEY_ID_LEN_MAX || request->digest == NULL) {
    g_set_error_literal(error, CTL_ERROR, CTL_ERROR_FAILED, "The request to sign names no digest");
    return FALSE;
  }
  request->md = digest_find(digest_name, g_bytes_get_size(request->digest), error);
  return request->md != NULL;
}

static gboolean
send_signature(const Job *job, const Request *request, GError **error)
{
  g_autoptr(GBytes) signature =
      signature_make(job->login, request->key_id, request->public_key, request->md, request->digest, error);
  return signature != NULL && message_send(&job->channel, MESSAGE_SIGNATURE,
                                           g_variant_new("(@ay)", message_bytes_variant(signature)), error);
}

/* Before the password: no try and no signature is spent on a key that phones cannot use. */
static gboolean
check_kind(const Request *request, GError **error)
{
  g_autofree char *what = g_strdup_printf(_("Token %s"), request->token.name);
  return request->public_key != NULL || ckr_set_error(error, "C_SignInit", CKR_KEY_TYPE_INCONSISTENT, what);
}

gboolean
job_sign(Job *job, GVariant *body, GError **error)
{
  g_auto(Request) request = {0};
  return read_request(&request, body, error) && check_kind(&request, error) &&
         job_log_in(job, &request.token, error) && send_signature(job, &request, error);
}
