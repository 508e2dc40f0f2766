/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/trustlist/digest.h"

#include <glib/gi18n.h>

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

/* Source: TN118893, whose lists are signed with SHA-1. Which phones read SHA-512 is not known; of SHA-256
 * nothing is known but its number in the format. */
const char *
digest_describe_phones(DigestAlgorithm digest)
{
  switch (digest) {
  case DIGEST_SHA1:
    return _("Phones of any age check SHA-1; the Windows CTL Client signed with it.");
  case DIGEST_SHA256:
    return _("SHA-256 is in the format, but no phone is known to read it; one that does not keeps the list "
             "that it holds. Choose SHA-1, or try it on one phone of each model before all get it.");
  case DIGEST_SHA512:
    return _("Which phones know this one is not known; one that does not would keep the list that it holds. "
             "Try it on one phone of each model before all get it.");
  }
  return NULL;
}
