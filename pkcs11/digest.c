/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pkcs11/digest.h"

#include "app/base/error.h"

const EVP_MD *
digest_find(const char *name, gsize len, GError **error)
{
  const EVP_MD *known[] = {EVP_sha1(), EVP_sha256(), EVP_sha384(), EVP_sha512()};
  for (gsize i = 0; i < G_N_ELEMENTS(known); i++) {
    if (!g_str_equal(EVP_MD_get0_name(known[i]), name))
      continue;
    if ((gsize)EVP_MD_get_size(known[i]) == len)
      return known[i];
    g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE, "A digest of %" G_GSIZE_FORMAT " bytes is no %s digest",
                len, name);
    return NULL;
  }
  g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE, "Digest %s is not one that tokens sign with", name);
  return NULL;
}
