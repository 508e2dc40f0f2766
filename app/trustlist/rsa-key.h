/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/trustlist/digest.h"
#include "app/trustlist/tlv-reader.h"

/* RSA keys as far as a trust list's signature needs them. */

/* The largest key that SIGNATUREMODULUS has a code for. */
#define RSA_KEY_MAX_BITS 4096

/* OpenSSL's own limit for large keys. All that is known of clusters and tokens uses 65537, which has 17. */
#define RSA_KEY_MAX_EXPONENT_BITS 64

/* The longest RSAPublicKey within these limits takes 532 bytes. */
#define RSA_KEY_MAX_LEN 1024

typedef enum {
  RSA_KEY_SOUND,
  RSA_KEY_TOO_LARGE,
  RSA_KEY_BAD_EXPONENT, /* even or 1, so that it is no key at all (RFC 8017, 3.1), or too long */
} RsaKeyState;

/* What there is to say about KEY, which has to be RSA. No signature is checked with one that is not sound:
 * that could take minutes. */
RsaKeyState rsa_key_get_state(EVP_PKEY *key);

/* The code that SIGNATUREMODULUS has for a key of BITS bits, or -1 where the format has none. */
int rsa_key_modulus_code(int bits);

typedef enum {
  SIGNATURE_FITS,
  SIGNATURE_DOES_NOT_FIT,
  SIGNATURE_NOT_CHECKED, /* OpenSSL refuses to work with KEY here, as it does in FIPS mode with short ones */
} SignatureCheck;

/* Is SIGNATURE the RSASSA-PKCS1-v1_5 signature (RFC 8017, 8.2.2) of DIGEST (as long as ALGORITHM makes it) by
 * KEY, which has to be sound? The block is compared as data, so that it does not matter what the system's
 * policy thinks of SHA-1. */
SignatureCheck rsa_signature_check(EVP_PKEY *key, DigestAlgorithm algorithm, const guint8 *digest,
                                   TlvReader signature);
