/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Certificates: the key that der-reader.c cuts out is the one that OpenSSL finds; names and serial numbers
 * can be told of whatever OpenSSL reads. */
#include "app/trustlist/certificate.h"
#include "app/trustlist/der-reader.h"
#include "app/trustlist/name-text.h"

int LLVMFuzzerTestOneInput(const guint8 *data, size_t len);

static void
check_names(X509 *certificate)
{
  g_autofree char *server_subject = name_text_from_subject(certificate, NAME_STYLE_SERVER);
  g_autofree char *server_issuer = name_text_from_issuer(certificate, NAME_STYLE_SERVER);
  g_autofree char *token_subject = name_text_from_subject(certificate, NAME_STYLE_TOKEN);
  g_autofree char *token_issuer = name_text_from_issuer(certificate, NAME_STYLE_TOKEN);
  g_assert_true(server_subject && server_issuer && token_subject && token_issuer);
}

int
LLVMFuzzerTestOneInput(const guint8 *data, size_t len)
{
  const TlvReader der = {data, len};
  TlvReader cut = {NULL, 0};
  gboolean is_rsa = der_certificate_get_rsa_key(der, &cut);
  g_assert_true(!is_rsa || (cut.data >= data && cut.len <= len - (gsize)(cut.data - data)));

  g_autoptr(X509) certificate = certificate_from_der(data, len);
  if (certificate == NULL)
    return 0;
  check_names(certificate);
  g_autoptr(GBytes) serial = certificate_get_serial(certificate);
  g_assert_cmpuint(g_bytes_get_size(serial), >, 0);
  g_autoptr(EVP_PKEY) ours = public_key_from_certificate(der);
  EVP_PKEY *theirs = X509_get0_pubkey(certificate);
  g_assert_true(ours == NULL || theirs == NULL || EVP_PKEY_eq(ours, theirs) == 1);
  g_assert_true(theirs == NULL || !is_rsa || ours != NULL);
  return 0;
}
