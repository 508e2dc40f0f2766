/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pkcs11/helper/signature.h"

#include "pkcs11/helper/ckr.h"
#include "pkcs11/message.h"

#include <glib/gi18n.h>
#include <openssl/err.h>
#include <openssl/x509.h>
#include <string.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(EVP_PKEY, EVP_PKEY_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EVP_PKEY_CTX, EVP_PKEY_CTX_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(X509_SIG, X509_SIG_free)

/* Borrowed from the slot. */
static PKCS11_KEY *
find_key(const TokenLogin *login, GBytes *key_id, GError **error)
{
  PKCS11_KEY *keys = NULL;
  unsigned int n_keys = 0;
  ERR_clear_error();
  if (PKCS11_enumerate_keys(login->slot->token, &keys, &n_keys) != 0) {
    ckr_set_error_from_queue(error, login->what);
    return NULL;
  }
  gsize id_len = 0;
  const void *id = g_bytes_get_data(key_id, &id_len);
  for (unsigned int i = 0; i < n_keys; i++) {
    if (keys[i].isPrivate && keys[i].id_len == id_len && memcmp(keys[i].id, id, id_len) == 0)
      return &keys[i];
  }
  g_set_error(error, CTL_ERROR, CTL_ERROR_NO_TOKEN, _("%s holds the certificate, but not its private key"),
              login->what);
  return NULL;
}

/* DigestInfo (RFC 8017, 9.2) of DIGEST in DER, or NULL when there is no memory. */
static GBytes *
encode_digest(const EVP_MD *md, GBytes *digest)
{
  gsize digest_len = 0;
  const guint8 *data = g_bytes_get_data(digest, &digest_len);
  g_autoptr(X509_SIG) info = X509_SIG_new();
  X509_ALGOR *algorithm = NULL;
  ASN1_OCTET_STRING *value = NULL;
  guint8 *der = NULL;
  if (info == NULL)
    return NULL;
  X509_SIG_getm(info, &algorithm, &value);
  X509_ALGOR_set0(algorithm, OBJ_nid2obj(EVP_MD_get_type(md)), V_ASN1_NULL, NULL);
  int len = ASN1_OCTET_STRING_set(value, data, (int)digest_len) == 1 ? i2d_X509_SIG(info, &der) : -1;
  GBytes *bytes = len > 0 ? g_bytes_new(der, (gsize)len) : NULL;
  OPENSSL_free(der);
  return bytes;
}

/* The digest is not named to OpenSSL, which may refuse to make signatures with SHA-1: the system's policy
 * does so on RHEL 9 and Fedora. What is signed is the same. */
static gboolean
sign_into(guint8 *signature, gsize *len, EVP_PKEY *key, GBytes *info)
{
  gsize info_len = 0;
  const guint8 *data = g_bytes_get_data(info, &info_len);
  g_autoptr(EVP_PKEY_CTX) context = EVP_PKEY_CTX_new(key, NULL);
  return context != NULL && EVP_PKEY_sign_init(context) == 1 &&
         EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1 &&
         EVP_PKEY_sign(context, signature, len, data, info_len) == 1;
}

/* CKR_OK while the token is in its slot. The slot is asked first: some modules wait for ever when they are
 * asked for a token that was pulled. */
static CK_RV
ask_for_token(const TokenLogin *login)
{
  const CK_FUNCTION_LIST *functions = login->module->functions;
  CK_SLOT_INFO slot = {0};
  CK_TOKEN_INFO token = {0};
  CK_RV rv = functions->C_GetSlotInfo != NULL ? functions->C_GetSlotInfo(login->slot_id, &slot) : CKR_OK;
  if (rv == CKR_OK && functions->C_GetSlotInfo != NULL && !(slot.flags & CKF_TOKEN_PRESENT))
    return CKR_TOKEN_NOT_PRESENT;
  return rv == CKR_OK ? functions->C_GetTokenInfo(login->slot_id, &token) : rv;
}

/* libp11 0.4.21 leaves no CKR of a failed call in OpenSSL's queue, and newer modules
 * say CKR_GENERAL_ERROR of a token that was pulled; so the module is asked whether the token is there. */
static void
set_sign_error(const TokenLogin *login, GError **error)
{
  g_autoptr(GError) cause = NULL;
  g_autoptr(GError) now = NULL;
  ckr_set_error_from_queue(&cause, login->what);
  CK_RV rv = g_error_matches(cause, CTL_ERROR, CTL_ERROR_TOKEN) ? ask_for_token(login) : CKR_OK;
  if (rv != CKR_OK)
    ckr_set_error(&now, rv, login->what);
  gboolean removed = g_error_matches(now, CTL_ERROR, CTL_ERROR_TOKEN_REMOVED);
  g_propagate_error(error, removed ? g_steal_pointer(&now) : g_steal_pointer(&cause));
}

GBytes *
signature_make(const TokenLogin *login, GBytes *key_id, const EVP_MD *md, GBytes *digest, GError **error)
{
  PKCS11_KEY *found = find_key(login, key_id, error);
  if (found == NULL)
    return NULL;
  ERR_clear_error();
  g_autoptr(EVP_PKEY) key = PKCS11_get_private_key(found);
  if (key == NULL) {
    ckr_set_error_from_queue(error, login->what);
    return NULL;
  }
  if (EVP_PKEY_get_base_id(key) != EVP_PKEY_RSA) {
    ckr_set_error(error, CKR_KEY_TYPE_INCONSISTENT, login->what);
    return NULL;
  }
  int size = EVP_PKEY_get_size(key);
  if (size <= 0 || size > MESSAGE_SIGNATURE_LEN_MAX) {
    ckr_set_error(error, CKR_KEY_SIZE_RANGE, login->what);
    return NULL;
  }
  gsize len = (gsize)size;
  g_autofree guint8 *signature = g_malloc0(len);
  g_autoptr(GBytes) info = encode_digest(md, digest);
  if (info == NULL || !sign_into(signature, &len, key, info)) {
    set_sign_error(login, error);
    return NULL;
  }
  return g_bytes_new(signature, len);
}
