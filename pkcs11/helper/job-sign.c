/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pkcs11/digest.h"
#include "pkcs11/helper/job.h"
#include "pkcs11/helper/signature.h"

typedef struct {
  WantedToken token;
  const EVP_MD *md;
  GBytes *key_id;
  GBytes *digest;
} Request;

static void
request_clear(Request *request)
{
  g_clear_pointer(&request->key_id, g_bytes_unref);
  g_clear_pointer(&request->digest, g_bytes_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Request, request_clear)

/* The texts are borrowed from BODY. */
static gboolean
read_request(Request *request, GVariant *body, GError **error)
{
  const char *digest_name = NULL;
  g_autoptr(GVariant) token = NULL;
  g_autoptr(GVariant) key_id = NULL;
  g_autoptr(GVariant) digest = NULL;
  g_variant_get(body, "(@" MESSAGE_WANTED_TYPE "@ay&s@ay)", &token, &key_id, &digest_name, &digest);
  wanted_token_read(&request->token, token);
  request->key_id = message_dup_bytes(key_id, MESSAGE_KEY_ID_LEN_MAX);
  request->digest = message_dup_bytes(digest, EVP_MAX_MD_SIZE);
  if (request->key_id == NULL || request->digest == NULL) {
    g_set_error_literal(error, CTL_ERROR, CTL_ERROR_FAILED, "The request to sign names no key or no digest");
    return FALSE;
  }
  request->md = digest_find(digest_name, g_bytes_get_size(request->digest), error);
  return request->md != NULL;
}

static gboolean
send_signature(const Job *job, const Request *request, GError **error)
{
  g_autoptr(GBytes) signature =
      signature_make(job->login, request->key_id, request->md, request->digest, error);
  return signature != NULL && message_send(&job->channel, MESSAGE_SIGNATURE,
                                           g_variant_new("(@ay)", message_bytes_variant(signature)), error);
}

gboolean
job_sign(Job *job, GVariant *body, GError **error)
{
  g_auto(Request) request = {0};
  return read_request(&request, body, error) && job_log_in(job, &request.token, error) &&
         send_signature(job, &request, error);
}
