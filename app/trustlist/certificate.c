/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/trustlist/certificate.h"

#include "app/base/error.h"
#include "app/trustlist/der-reader.h"
#include "app/trustlist/rsa-key.h"

#include <glib/gi18n.h>
#include <limits.h>
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(BIO, BIO_free_all)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BIGNUM, BN_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GENERAL_NAMES, GENERAL_NAMES_free)

X509 *
certificate_from_der(const guint8 *der, gsize len)
{
  if (len == 0 || len > LONG_MAX || der_certificate_has_odd_curve((TlvReader){der, len}))
    return NULL;
  const guint8 *end = der;
  g_autoptr(X509) certificate = d2i_X509(NULL, &end, (long)len);
  ERR_clear_error();
  if (certificate == NULL || end != der + len)
    return NULL;
  return g_steal_pointer(&certificate);
}

X509 *
certificate_from_file_contents(GBytes *contents, const char *name, GError **error)
{
  gsize len = 0;
  const guint8 *data = g_bytes_get_data(contents, &len);
  X509 *certificate = certificate_from_der(data, len);
  if (certificate == NULL && len > 0 && len <= INT_MAX) {
    g_autoptr(BIO) bio = BIO_new_mem_buf(data, (int)len);
    certificate = PEM_read_bio_X509(bio, NULL, NULL, NULL);
    ERR_clear_error();
  }
  if (certificate == NULL)
    g_set_error(error, CTL_ERROR, CTL_ERROR_DAMAGED, _("%s holds no certificate (neither DER nor PEM)"),
                name);
  return certificate;
}

GBytes *
certificate_to_pem(X509 *certificate)
{
  g_autoptr(BIO) bio = BIO_new(BIO_s_mem());
  PEM_write_bio_X509(bio, certificate);
  char *text = NULL;
  long len = BIO_get_mem_data(bio, &text);
  return g_bytes_new(text, len > 0 ? (gsize)len : 0);
}

GBytes *
certificate_get_serial(X509 *certificate)
{
  g_autoptr(BIGNUM) number = ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate), NULL);
  gsize len = number != NULL ? (gsize)BN_num_bytes(number) : 0;
  if (len == 0)
    return g_bytes_new("", 1);
  guint8 *bytes = g_malloc(len);
  BN_bn2bin(number, bytes);
  return g_bytes_new_take(bytes, len);
}

char *
serial_to_text(const guint8 *serial, gsize len)
{
  GString *text = g_string_sized_new(len * 3);
  for (gsize i = 0; i < len; i++)
    g_string_append_printf(text, i == 0 ? "%02X" : ":%02X", serial[i]);
  return g_string_free(text, FALSE);
}

char *
certificate_serial_text(X509 *certificate)
{
  g_autoptr(GBytes) serial = certificate_get_serial(certificate);
  gsize len = 0;
  const guint8 *data = g_bytes_get_data(serial, &len);
  return serial_to_text(data, len);
}

char *
certificate_key_text(X509 *certificate)
{
  EVP_PKEY *key = X509_get0_pubkey(certificate);
  return key != NULL ? g_strdup_printf("%s %d", EVP_PKEY_get0_type_name(key), EVP_PKEY_get_bits(key)) : NULL;
}

gint64
certificate_time(const ASN1_TIME *time)
{
  struct tm tm = {0};
  return ASN1_TIME_to_tm(time, &tm) == 1 ? (gint64)timegm(&tm) : CERTIFICATE_NO_TIME;
}

char *
certificate_day_text(const ASN1_TIME *time)
{
  g_autoptr(GDateTime) day = g_date_time_new_from_unix_utc(certificate_time(time));
  return day != NULL ? g_date_time_format(day, "%Y-%m-%d") : NULL;
}

GBytes *
certificate_get_public_key(X509 *certificate)
{
  EVP_PKEY *key = X509_get0_pubkey(certificate);
  guint8 *der = NULL;
  int len = key != NULL ? i2d_PublicKey(key, &der) : -1;
  ERR_clear_error();
  if (len <= 0)
    return NULL;
  GBytes *bytes = g_bytes_new(der, (gsize)len);
  OPENSSL_free(der);
  return bytes;
}

gboolean
certificate_names_several_hosts(X509 *certificate)
{
  g_autoptr(GENERAL_NAMES) names = X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
  guint n = 0;
  for (int i = 0; names != NULL && i < sk_GENERAL_NAME_num(names); i++)
    n += sk_GENERAL_NAME_value(names, i)->type == GEN_DNS;
  ERR_clear_error();
  return n > 1;
}

EVP_PKEY *
public_key_from_pkcs1(const guint8 *der, gsize len)
{
  if (len == 0 || len > RSA_KEY_MAX_LEN)
    return NULL;
  const guint8 *end = der;
  g_autoptr(EVP_PKEY) key = d2i_PublicKey(EVP_PKEY_RSA, NULL, &end, (long)len);
  ERR_clear_error();
  return key != NULL && end == der + len ? g_steal_pointer(&key) : NULL;
}

EVP_PKEY *
public_key_from_certificate(TlvReader der)
{
  TlvReader key = {NULL, 0};
  if (der_certificate_get_rsa_key(der, &key))
    return public_key_from_pkcs1(key.data, key.len);
  g_autoptr(X509) certificate = certificate_from_der(der.data, der.len);
  return certificate != NULL ? X509_get_pubkey(certificate) : NULL;
}
