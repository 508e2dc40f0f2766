/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/tls/tls-certificate.h"

#include "app/base/certificate-der.h"

const TlsService TLS_SERVICES[] = {
    {"CallManager", "CCM+TFTP", 5061},
    {"CallManager", "CCM+TFTP", 2443},
    {"CAPF", "CAPF", 3804},
    {"TVS", "TVS", 2445},
    {NULL, NULL, 0},
};

X509 *
tls_certificate_fetch(const TlsTarget *target, GCancellable *cancellable, GError **error)
{
  X509 *certificate = NULL;
  g_autoptr(GError) cause = NULL;
  g_autoptr(TlsConnection) connection = tls_connection_open(target, &certificate, cancellable, &cause);
  if (certificate == NULL)
    g_propagate_error(error, g_steal_pointer(&cause));
  return certificate;
}

GBytes *
tls_certificate_hash(X509 *certificate, GChecksumType type)
{
  g_autoptr(GBytes) der = certificate_to_der(certificate);
  g_autoptr(GChecksum) checksum = g_checksum_new(type);
  gsize len = (gsize)g_checksum_type_get_length(type);
  guint8 *digest = g_malloc(len);
  g_checksum_update(checksum, g_bytes_get_data(der, NULL), (gssize)g_bytes_get_size(der));
  g_checksum_get_digest(checksum, digest, &len);
  return g_bytes_new_take(digest, len);
}

char *
tls_certificate_fingerprint(X509 *certificate, GChecksumType type)
{
  gsize len = 0;
  g_autoptr(GBytes) hash = tls_certificate_hash(certificate, type);
  const guint8 *bytes = g_bytes_get_data(hash, &len);
  GString *text = g_string_sized_new(len * 3);
  for (gsize i = 0; i < len; i++)
    g_string_append_printf(text, i == 0 ? "%02X" : ":%02X", bytes[i]);
  return g_string_free(text, FALSE);
}

char *
tls_certificate_dup_pin(X509 *certificate)
{
  unsigned char *der = NULL;
  int len = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &der);
  g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize digest_len = sizeof digest;
  if (len > 0)
    g_checksum_update(checksum, der, len);
  OPENSSL_free(der);
  g_checksum_get_digest(checksum, digest, &digest_len);
  g_autofree char *base64 = g_base64_encode(digest, digest_len);
  return g_strconcat("sha256//", base64, NULL);
}
