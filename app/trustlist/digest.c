/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/trustlist/digest.h"

const EVP_MD *
digest_get_md(guint algorithm)
{
  switch (algorithm) {
  case DIGEST_SHA1:
    return EVP_sha1();
  case DIGEST_SHA256:
    return EVP_sha256();
  case DIGEST_SHA512:
    return EVP_sha512();
  default:
    return NULL;
  }
}

const char *
digest_get_name(guint algorithm)
{
  static const char *const names[] = {NULL, "SHA1", "SHA256", "SHA512"};
  return algorithm < G_N_ELEMENTS(names) ? names[algorithm] : NULL;
}

gboolean
digest_from_name(const char *name, DigestAlgorithm *algorithm)
{
  for (guint i = DIGEST_SHA1; i <= DIGEST_SHA512; i++)
    if (g_ascii_strcasecmp(name, digest_get_name(i)) == 0) {
      *algorithm = (DigestAlgorithm)i;
      return TRUE;
    }
  return FALSE;
}
