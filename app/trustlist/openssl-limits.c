/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/trustlist/openssl-limits.h"

#include "app/trustlist/rsa-key.h"

#include <openssl/err.h>
#include <openssl/x509.h>
#include <string.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(EVP_MD_CTX, EVP_MD_CTX_free)

/* FIPS 180, an example of SHA-1. */
#define EXAMPLE "abc"
static const guint8 example_digest[] = {0xa9, 0x99, 0x3e, 0x36, 0x47, 0x06, 0x81, 0x6a, 0xba, 0x3e,
                                        0x25, 0x71, 0x78, 0x50, 0xc2, 0x6c, 0x9c, 0xd0, 0xd8, 0x9d};

/* A public key of 1024 bits (SubjectPublicKeyInfo), whose private one is gone, and its signature of that. */
static const char example_key[] =
    "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDD5X4NnxARQRWPI8R9eJ1ED+BETUKHNAKvZePSK7mfQG950Nx0"
    "FVKsP0Z0mI3Hms0C2aVKumM0Z+mUH0FSOJcmvYGFRi4k3ZtTmMKIMcYKsP4ISqrOVHWfSQngP/ZqAeERpFFqhjfJ"
    "cC4JYTevIDEfQ7FfQK9/kVnEuLdNHUzCdQIDAQAB";
static const char example_signature[] =
    "GDQDfwvBaCFlgKeeIbuHFNhgtieRshSNz+CaZG19HzE0sv2hwROp5XXcoLA7MPvUGT1Zb0WndnCVrX3kG/DHcBId"
    "AibCYc8VMGGUsCWNT+xxK2PvTirRKBAgPHFgCrOvFQG70ku4JxrzTqdvgHosIViaOLCE2lvBf001TeF9ftc=";

static gboolean
makes_sha1(void)
{
  guint8 digest[EVP_MAX_MD_SIZE];
  g_autoptr(EVP_MD_CTX) context = EVP_MD_CTX_new();
  gboolean ok = EVP_DigestInit_ex(context, digest_get_md(DIGEST_SHA1), NULL) == 1 &&
                EVP_DigestUpdate(context, EXAMPLE, strlen(EXAMPLE)) == 1 &&
                EVP_DigestFinal_ex(context, digest, NULL) == 1;
  ERR_clear_error();
  return ok && memcmp(digest, example_digest, sizeof example_digest) == 0;
}

static gboolean
checks_short_keys(void)
{
  TlvReader signature = {NULL, 0};
  gsize key_len = 0;
  g_autofree guint8 *key_bytes = g_base64_decode(example_key, &key_len);
  g_autofree guint8 *signature_bytes = g_base64_decode(example_signature, &signature.len);
  const guint8 *next = key_bytes;
  EVP_PKEY *key = d2i_PUBKEY(NULL, &next, (long)key_len);
  signature.data = signature_bytes;
  gboolean ok =
      key != NULL && rsa_signature_check(key, DIGEST_SHA1, example_digest, signature) == SIGNATURE_FITS;
  EVP_PKEY_free(key);
  ERR_clear_error();
  return ok;
}

OpensslLimits
openssl_limits_find(void)
{
  return (OpensslLimits){.sha1 = makes_sha1(), .short_keys = checks_short_keys()};
}
