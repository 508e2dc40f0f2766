/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pkcs11/digest.h"
#include "pkcs11/helper/ckr.h"
#include "pkcs11/helper/job.h"
#include "pkcs11/helper/signature.h"

#include <string.h>

typedef struct {
  const char *label;
  const char *serial;
  const char *manufacturer;
  const char *model;
  const char *name;
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
  g_autoptr(GVariant) key_id = NULL;
  g_autoptr(GVariant) digest = NULL;
  g_variant_get(body, "(@ay(&s&s&s&s)&s@ay&s@ay)", NULL, &request->label, &request->serial,
                &request->manufacturer, &request->model, &request->name, &key_id, &digest_name, &digest);
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
is_wanted(const TokenInfo *info, const Request *request)
{
  return g_str_equal(info->serial, request->serial) && g_str_equal(info->label, request->label) &&
         g_str_equal(info->manufacturer, request->manufacturer) && g_str_equal(info->model, request->model);
}

/* It may also be there and fail, so what could not be read is told as well. */
static void
set_not_found(const Request *request, const GPtrArray *failures, GError **error)
{
  const GError *failure = failures->len > 0 ? g_ptr_array_index(failures, 0) : NULL;
  g_set_error(error, CTL_ERROR, CTL_ERROR_NO_TOKEN, "Token %s is no longer plugged in%s%s", request->name,
              failure != NULL ? "; " : "", failure != NULL ? failure->message : "");
}

/* Borrowed from INFOS. Slot numbers mean nothing; the token is known by what it says of itself. */
static const TokenInfo *
find_token(const GPtrArray *infos, const Request *request)
{
  for (guint i = 0; i < infos->len; i++) {
    const TokenInfo *info = g_ptr_array_index(infos, i);
    if (is_wanted(info, request))
      return info;
  }
  return NULL;
}

/* Asks the program for the password. *PASSWORD stays NULL when it is to be typed on the reader. */
static gboolean
receive_password(const Channel *channel, guint state, Secret **password, GError **error)
{
  MessageKind kind = 0;
  g_autoptr(GVariant) body = NULL;
  if (!message_send(channel, MESSAGE_LOGIN, g_variant_new("(u)", state), error) ||
      !message_receive(channel, &kind, &body, password, error))
    return FALSE;
  gsize len = 0;
  if (kind == MESSAGE_ON_READER || (kind == MESSAGE_PASSWORD && strlen(secret_peek(*password, &len)) == len))
    return TRUE;
  g_clear_pointer(password, secret_free);
  g_set_error_literal(error, CTL_ERROR, CTL_ERROR_FAILED, "The token helper was given no password");
  return FALSE;
}

/* The token may have been swapped for another while the user typed: that one must not lose a try. */
static gboolean
check_still_there(const Job *job, const Request *request, GError **error)
{
  CK_RV rv = CKR_OK;
  g_autoptr(TokenInfo) now = token_info_read(job->module, job->login->slot_id, &rv);
  if (now != NULL && is_wanted(now, request))
    return TRUE;
  return ckr_set_error(error, CKR_DEVICE_REMOVED, job->login->what);
}

static gboolean
log_in(Job *job, const TokenInfo *info, const Request *request, GError **error)
{
  g_autoptr(Secret) password = NULL;
  job->login = token_login_new(job->module, info, request->name, error);
  return job->login != NULL && receive_password(&job->channel, info->password_state, &password, error) &&
         check_still_there(job, request, error) &&
         token_login_start(job->login, g_steal_pointer(&password), error);
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
  if (!read_request(&request, body, error))
    return FALSE;
  g_autoptr(GPtrArray) failures = g_ptr_array_new_with_free_func((GDestroyNotify)g_error_free);
  g_autoptr(GPtrArray) infos = token_info_list(job->module, failures, error);
  if (infos == NULL)
    return FALSE;
  const TokenInfo *info = find_token(infos, &request);
  if (info == NULL) {
    set_not_found(&request, failures, error);
    return FALSE;
  }
  return log_in(job, info, &request, error) && send_signature(job, &request, error);
}
