/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/trustlist/rsa-key.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/rsa.h>
#include <string.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(BIGNUM, BN_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EVP_PKEY_CTX, EVP_PKEY_CTX_free)

/* 00 01, at least eight FF, 00. */
#define MIN_PADDING_LEN 11

/* What stands before the digest: DigestInfo in DER (RFC 8017, 9.2, note 1). */
static const guint8 sha1_info[] = {0x30, 0x21, 0x30, 0x09, 0x06, 0x05, 0x2b, 0x0e,
                                   0x03, 0x02, 0x1a, 0x05, 0x00, 0x04, 0x14};
static const guint8 sha256_info[] = {0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01,
                                     0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20};
static const guint8 sha512_info[] = {0x30, 0x51, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01,
                                     0x65, 0x03, 0x04, 0x02, 0x03, 0x05, 0x00, 0x04, 0x40};

RsaKeyState
rsa_key_get_state(EVP_PKEY *key)
{
  BIGNUM *number = NULL;
  if (EVP_PKEY_get_bits(key) > RSA_KEY_MAX_BITS)
    return RSA_KEY_TOO_LARGE;
  EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_E, &number);
  ERR_clear_error();
  g_autoptr(BIGNUM) exponent = number;
  if (exponent == NULL || !BN_is_odd(exponent) || BN_is_one(exponent) ||
      BN_num_bits(exponent) > RSA_KEY_MAX_EXPONENT_BITS)
    return RSA_KEY_BAD_EXPONENT;
  return RSA_KEY_SOUND;
}

int
rsa_key_modulus_code(int bits)
{
  static const int sizes[] = {512, 1024, 2048, 4096};
  for (guint i = 0; i < G_N_ELEMENTS(sizes); i++)
    if (sizes[i] == bits)
      return (int)i;
  return -1;
}

static TlvReader
digest_info(DigestAlgorithm algorithm)
{
  switch (algorithm) {
  case DIGEST_SHA1:
    return (TlvReader){sha1_info, sizeof sha1_info};
  case DIGEST_SHA256:
    return (TlvReader){sha256_info, sizeof sha256_info};
  case DIGEST_SHA512:
    return (TlvReader){sha512_info, sizeof sha512_info};
  }
  return (TlvReader){NULL, 0};
}

/* The block that was signed, LEN bytes, or NULL when the digest does not fit into it. */
static guint8 *
encode_block(gsize len, DigestAlgorithm algorithm, const guint8 *digest)
{
  TlvReader info = digest_info(algorithm);
  gsize digest_len = info.len > 0 ? info.data[info.len - 1] : 0;
  gsize tail_len = info.len + digest_len;
  if (digest_len == 0 || len < MIN_PADDING_LEN || len - MIN_PADDING_LEN < tail_len)
    return NULL;
  guint8 *block = g_malloc(len);
  memset(block, 0xff, len);
  block[0] = 0;
  block[1] = 1;
  block[len - tail_len - 1] = 0;
  memcpy(block + len - tail_len, info.data, info.len);
  memcpy(block + len - digest_len, digest, digest_len);
  return block;
}

/* RSAVP1 (RFC 8017, 5.2.2) takes a signature that is smaller than the modulus, which is odd. Found out here,
 * so that OpenSSL has no other reason to refuse than what is allowed on this machine. */
static gboolean
is_in_range(EVP_PKEY *key, TlvReader signature)
{
  BIGNUM *number = NULL;
  EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_N, &number);
  ERR_clear_error();
  g_autoptr(BIGNUM) modulus = number;
  g_autoptr(BIGNUM) value = BN_bin2bn(signature.data, (int)signature.len, NULL);
  return modulus != NULL && value != NULL && BN_is_odd(modulus) && BN_ucmp(value, modulus) < 0;
}

SignatureCheck
rsa_signature_check(EVP_PKEY *key, DigestAlgorithm algorithm, const guint8 *digest, TlvReader signature)
{
  guint8 block[RSA_KEY_MAX_BITS / 8];
  gsize len = sizeof block;
  g_autofree guint8 *wanted = encode_block(signature.len, algorithm, digest);
  if (wanted == NULL || signature.len != (gsize)EVP_PKEY_get_size(key) || signature.len > sizeof block ||
      !is_in_range(key, signature))
    return SIGNATURE_DOES_NOT_FIT;
  g_autoptr(EVP_PKEY_CTX) context = EVP_PKEY_CTX_new(key, NULL);
  gboolean done = context != NULL && EVP_PKEY_verify_recover_init(context) == 1 &&
                  EVP_PKEY_CTX_set_rsa_padding(context, RSA_NO_PADDING) == 1 &&
                  EVP_PKEY_verify_recover(context, block, &len, signature.data, signature.len) == 1;
  ERR_clear_error();
  if (!done)
    return SIGNATURE_NOT_CHECKED;
  return len == signature.len && memcmp(block, wanted, len) == 0 ? SIGNATURE_FITS : SIGNATURE_DOES_NOT_FIT;
}
