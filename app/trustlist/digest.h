/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>
#include <openssl/evp.h>

/* DIGESTALGORTITHM of a list's header. */
typedef enum {
  DIGEST_SHA1 = 1, /* all that phones of the RSA-1024 age know */
  DIGEST_SHA256 = 2,
  DIGEST_SHA512 = 3,
} DigestAlgorithm;

/* OpenSSL's digest, NULL for a number that stands for none. Static. */
const EVP_MD *digest_get_md(guint algorithm);

/* OpenSSL's name ("SHA1"), NULL for a number that stands for none. */
const char *digest_get_name(guint algorithm);

/* Reads "sha1", "sha256" or "sha512", in any case. */
gboolean digest_from_name(const char *name, DigestAlgorithm *algorithm);

/* Which phones can check a signature with this digest, and what to do about it, as sentences. Static. Source:
 * phones of the age of RSA-1024 tokens know SHA-1 only, and a phone that cannot check a list keeps its old
 * one. */
const char *digest_describe_phones(DigestAlgorithm digest);
