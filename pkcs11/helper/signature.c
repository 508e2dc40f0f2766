/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pkcs11/helper/signature.h"

#include "pkcs11/helper/ckr.h"
#include "pkcs11/helper/password-error.h"
#include "pkcs11/helper/private-key.h"
#include "pkcs11/helper/slot-view.h"
#include "pkcs11/message.h"

#include <glib/gi18n.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <string.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(EVP_PKEY_CTX, EVP_PKEY_CTX_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(X509_SIG, X509_SIG_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BIGNUM, BN_free)

static GBytes *
dup_modulus(const EVP_PKEY *public_key)
{
  BIGNUM *number = NULL;
  if (!EVP_PKEY_get_bn_param(public_key, OSSL_PKEY_PARAM_RSA_N, &number))
    return NULL;
  g_autoptr(BIGNUM) own = number;
  gsize len = (gsize)BN_num_bytes(own);
  g_autofree guint8 *data = g_malloc(len);
  BN_bn2bin(own, data);
  return g_bytes_new_take(g_steal_pointer(&data), len);
}

/* What RSASSA-PKCS1-v1_5 pads: the DigestInfo. Source: RFC 8017, 9.2. The token only does RSA, so that no
 * policy about digests is asked here. */
static GBytes *
make_digest_info(const EVP_MD *md, GBytes *digest)
{
  g_autoptr(X509_SIG) info = X509_SIG_new();
  X509_ALGOR *algorithm = NULL;
  ASN1_OCTET_STRING *value = NULL;
  unsigned char *der = NULL;
  gsize len = 0;
  const guint8 *data = g_bytes_get_data(digest, &len);
  if (info == NULL)
    return NULL;
  X509_SIG_getm(info, &algorithm, &value);
  if (!X509_ALGOR_set0(algorithm, OBJ_nid2obj(EVP_MD_get_type(md)), V_ASN1_NULL, NULL) ||
      !ASN1_OCTET_STRING_set(value, data, (int)len))
    return NULL;
  int der_len = i2d_X509_SIG(info, &der);
  GBytes *bytes = der_len > 0 ? g_bytes_new(der, (gsize)der_len) : NULL;
  OPENSSL_free(der);
  return bytes;
}

/* TRUE when SIGNATURE is one of INFO by the certificate's key. */
static gboolean
fits(EVP_PKEY *public_key, GBytes *info, GBytes *signature)
{
  gsize len = 0;
  const guint8 *data = g_bytes_get_data(signature, &len);
  gsize room = MESSAGE_SIGNATURE_LEN_MAX;
  guint8 recovered[MESSAGE_SIGNATURE_LEN_MAX] = {0};
  g_autoptr(EVP_PKEY_CTX) context = EVP_PKEY_CTX_new(public_key, NULL);
  gboolean done = context != NULL && EVP_PKEY_verify_recover_init(context) == 1 &&
                  EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1 &&
                  EVP_PKEY_verify_recover(context, recovered, &room, data, len) == 1;
  ERR_clear_error();
  return done && room == g_bytes_get_size(info) && memcmp(recovered, g_bytes_get_data(info, NULL), room) == 0;
}

/* A key may want the password once more for each signature. */
static gboolean
log_in_anew(const TokenLogin *login, CK_SESSION_HANDLE session, GError **error)
{
  gsize len = 0;
  const char *password = login->password != NULL ? secret_peek(login->password, &len) : NULL;
  CK_RV rv = login->module->functions->C_Login(session, CKU_CONTEXT_SPECIFIC, (unsigned char *)password, len);
  return rv == CKR_OK || password_set_error(error, "C_Login", rv, login->module, login->slot_id, login->what);
}

/* CKR_OK while the token is in its slot. The slot is asked first: some modules wait for ever when they are
 * asked for a token that was pulled. */
static CK_RV
ask_for_token(const TokenLogin *login, const char **call)
{
  const CK_FUNCTION_LIST *functions = login->module->functions;
  CK_SLOT_INFO slot = {0};
  CK_TOKEN_INFO token = {0};
  *call = "C_GetSlotInfo";
  CK_RV rv = functions->C_GetSlotInfo != NULL ? functions->C_GetSlotInfo(login->slot_id, &slot) : CKR_OK;
  if (rv == CKR_OK && functions->C_GetSlotInfo != NULL && !(slot.flags & CKF_TOKEN_PRESENT))
    return CKR_TOKEN_NOT_PRESENT;
  if (rv != CKR_OK)
    return rv;
  *call = "C_GetTokenInfo";
  return functions->C_GetTokenInfo(login->slot_id, &token);
}

/* Newer modules say CKR_GENERAL_ERROR of a token that was pulled; so the module is asked whether the token is
 * there. */
static void
set_sign_error(const TokenLogin *login, const char *call, CK_RV rv, GError **error)
{
  g_autoptr(GError) cause = NULL;
  g_autoptr(GError) now = NULL;
  ckr_set_error(&cause, call, rv, login->what);
  CK_RV now_rv = g_error_matches(cause, CTL_ERROR, CTL_ERROR_TOKEN) ? ask_for_token(login, &call) : CKR_OK;
  if (now_rv != CKR_OK)
    ckr_set_error(&now, call, now_rv, login->what);
  gboolean removed = g_error_matches(now, CTL_ERROR, CTL_ERROR_TOKEN_REMOVED);
  g_propagate_error(error, removed ? g_steal_pointer(&now) : g_steal_pointer(&cause));
}

/* A signature of SIZE bytes. There is room for that of any key: a call for which the room is too small would
 * go on, and bar the next one. */
static GBytes *
sign(const TokenLogin *login, CK_SESSION_HANDLE session, const PrivateKey *key, GBytes *info, gsize size,
     GError **error)
{
  CK_MECHANISM mechanism = {.mechanism = CKM_RSA_PKCS};
  CK_RV rv = login->module->functions->C_SignInit(session, &mechanism, key->object);
  if (rv == CKR_OK && key->asks_anew && !log_in_anew(login, session, error))
    return NULL;
  gsize info_len = 0;
  const guint8 *data = g_bytes_get_data(info, &info_len);
  g_autofree guint8 *signature = g_malloc0(MESSAGE_SIGNATURE_LEN_MAX);
  CK_ULONG len = MESSAGE_SIGNATURE_LEN_MAX;
  const char *call = rv == CKR_OK ? "C_Sign" : "C_SignInit";
  if (rv == CKR_OK)
    rv = login->module->functions->C_Sign(session, (unsigned char *)data, info_len, signature, &len);
  if (rv == CKR_OK && len != size)
    rv = CKR_SIGNATURE_LEN_RANGE;
  if (rv == CKR_OK)
    return g_bytes_new_take(g_steal_pointer(&signature), size);
  set_sign_error(login, call, rv, error);
  return NULL;
}

/* A key that does not tell its modulus is tried: it is the right one when its signature fits, and only then.
 */
static GBytes *
sign_with_first_that_fits(const TokenLogin *login, CK_SESSION_HANDLE session, const GArray *keys,
                          EVP_PKEY *public_key, GBytes *info, GError **error)
{
  gsize size = (gsize)EVP_PKEY_get_size(public_key);
  g_autoptr(GError) failure = NULL;
  for (guint i = 0; i < keys->len; i++) {
    const PrivateKey *key = &g_array_index(keys, PrivateKey, i);
    g_clear_error(&failure);
    g_autoptr(GBytes) signature = sign(login, session, key, info, size, &failure);
    if (signature != NULL && (key->is_known || fits(public_key, info, signature)))
      return g_steal_pointer(&signature);
    if (failure != NULL &&
        (key->is_known || key->asks_anew || !g_error_matches(failure, CTL_ERROR, CTL_ERROR_TOKEN)))
      break; /* of the token, not of this key; or a password was refused, with the call still going on */
  }
  if (failure != NULL)
    g_propagate_error(error, g_steal_pointer(&failure));
  else
    g_set_error(error, CTL_ERROR, CTL_ERROR_NO_TOKEN, _("%s holds the certificate, but not its private key"),
                login->what);
  return NULL;
}

GBytes *
signature_make(const TokenLogin *login, GBytes *key_id, EVP_PKEY *public_key, const EVP_MD *md,
               GBytes *digest, GError **error)
{
  CK_SESSION_HANDLE session = slot_view_get_session();
  int size = EVP_PKEY_get_size(public_key);
  if (size <= 0 || size > MESSAGE_SIGNATURE_LEN_MAX) {
    ckr_set_error(error, "C_SignInit", CKR_KEY_SIZE_RANGE, login->what);
    return NULL;
  }
  g_autoptr(GBytes) modulus = dup_modulus(public_key);
  g_autoptr(GBytes) info = make_digest_info(md, digest);
  if (modulus == NULL || info == NULL) {
    ckr_set_error_from_queue(error, "C_Sign", login->what);
    return NULL;
  }
  g_autoptr(GArray) keys = NULL;
  CK_RV rv = private_keys_find(login->module, session, key_id, modulus, &keys);
  if (rv != CKR_OK) {
    set_sign_error(login, "C_FindObjects", rv, error);
    return NULL;
  }
  return sign_with_first_that_fits(login, session, keys, public_key, info, error);
}
