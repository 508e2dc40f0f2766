/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/tls/tvs-certificates.h"

#include "app/base/certificate-der.h"
#include "app/publisher/tls/tls-certificate.h"

TvsCertificates *
tvs_certificates_new(void)
{
  TvsCertificates *certificates = g_new0(TvsCertificates, 1);
  certificates->certificates = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
  certificates->hashes = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
  return certificates;
}

void
tvs_certificates_free(TvsCertificates *certificates)
{
  if (certificates == NULL)
    return;
  g_ptr_array_unref(certificates->certificates);
  g_ptr_array_unref(certificates->hashes);
  g_free(certificates);
}

static gboolean
contains(const GPtrArray *array, GBytes *bytes)
{
  for (guint i = 0; i < array->len; i++)
    if (g_bytes_equal(g_ptr_array_index(array, i), bytes))
      return TRUE;
  return FALSE;
}

gboolean
tvs_certificates_contain(const TvsCertificates *certificates, X509 *shown)
{
  g_autoptr(GBytes) der = certificate_to_der(shown);
  g_autoptr(GBytes) sha1 = tls_certificate_hash(shown, G_CHECKSUM_SHA1);
  g_autoptr(GBytes) sha256 = tls_certificate_hash(shown, G_CHECKSUM_SHA256);
  return contains(certificates->certificates, der) || contains(certificates->hashes, sha1) ||
         contains(certificates->hashes, sha256);
}
