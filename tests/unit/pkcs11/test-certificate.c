/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "test-certificate.h"

static void
add_name(X509_NAME *name, const char *part, const char *value)
{
  if (value != NULL)
    g_assert_true(
        X509_NAME_add_entry_by_txt(name, part, MBSTRING_UTF8, (const unsigned char *)value, -1, -1, 0));
}

X509 *
test_certificate_new(EVP_PKEY *key, const char *issuer_o, const char *issuer_cn, const char *subject_cn)
{
  g_autoptr(EVP_PKEY) own = key == NULL ? EVP_RSA_gen(1024) : NULL;
  X509 *certificate = X509_new();
  X509_set_version(certificate, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), 0x1a2b3c4d);
  X509_gmtime_adj(X509_getm_notBefore(certificate), 0);
  X509_gmtime_adj(X509_getm_notAfter(certificate), 86400);
  add_name(X509_get_issuer_name(certificate), "O", issuer_o);
  add_name(X509_get_issuer_name(certificate), "CN", issuer_cn);
  add_name(X509_get_subject_name(certificate), "O", "Cisco Systems");
  add_name(X509_get_subject_name(certificate), "OU", "IPCBU");
  add_name(X509_get_subject_name(certificate), "CN", subject_cn);
  X509_set_pubkey(certificate, key != NULL ? key : own);
  g_assert_cmpint(X509_sign(certificate, key != NULL ? key : own, EVP_sha1()), >, 0);
  return certificate;
}
