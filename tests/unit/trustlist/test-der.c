/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The key of a certificate, found without OpenSSL's decoder. */
#include "app/trustlist/der-reader.h"
#include "fixture.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <string.h>

static TlvReader
read_bytes(GBytes *bytes)
{
  TlvReader reader = {0};
  reader.data = g_bytes_get_data(bytes, &reader.len);
  return reader;
}

static void
test_same_key(void)
{
  g_autoptr(Identity) large = identity_new_token("SAST-ADN00large", "0102", 4096);
  const Identity *identities[] = {sample_token(0), sample_token(1), large};
  for (guint i = 0; i < G_N_ELEMENTS(identities); i++) {
    g_autoptr(GBytes) der = certificate_to_der(identities[i]->certificate);
    g_autoptr(GBytes) expected = certificate_get_public_key(identities[i]->certificate);
    TlvReader key = {NULL, 0};
    g_assert_true(der_certificate_get_rsa_key(read_bytes(der), &key));
    g_assert_true(tlv_reader_equal(key, read_bytes(expected)));
    g_autoptr(EVP_PKEY) decoded = public_key_from_certificate(read_bytes(der));
    g_assert_cmpint(EVP_PKEY_eq(decoded, identities[i]->key), ==, 1);
  }
}

static void
test_other_keys(void)
{
  g_autoptr(EVP_PKEY) curve = EVP_EC_gen("P-256");
  g_autoptr(X509) certificate = X509_dup(sample_token(0)->certificate);
  g_assert_cmpint(X509_set_pubkey(certificate, curve), ==, 1);
  g_assert_cmpint(X509_sign(certificate, sample_token(0)->key, EVP_sha1()), >, 0);
  g_autoptr(GBytes) der = certificate_to_der(certificate);
  TlvReader key = {NULL, 0};
  g_assert_false(der_certificate_get_rsa_key(read_bytes(der), &key));
  g_autoptr(EVP_PKEY) decoded = public_key_from_certificate(read_bytes(der));
  g_assert_cmpint(EVP_PKEY_eq(decoded, curve), ==, 1);
}

/* Curves that are spelt out, and compressed points: OpenSSL would take its time over them. */
static void
test_odd_curves(void)
{
  static const struct {
    const char *parameter;
    const char *value;
    gboolean readable;
  } cases[] = {
      {OSSL_PKEY_PARAM_EC_ENCODING, OSSL_PKEY_EC_ENCODING_GROUP, TRUE},
      {OSSL_PKEY_PARAM_EC_ENCODING, OSSL_PKEY_EC_ENCODING_EXPLICIT, FALSE},
      {OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT, OSSL_PKEY_EC_POINT_CONVERSION_FORMAT_COMPRESSED, FALSE},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(EVP_PKEY) curve = EVP_EC_gen("P-256");
    g_autoptr(X509) made = X509_dup(sample_token(0)->certificate);
    TlvReader key = {NULL, 0};
    g_assert_cmpint(EVP_PKEY_set_utf8_string_param(curve, cases[i].parameter, cases[i].value), ==, 1);
    g_assert_cmpint(X509_set_pubkey(made, curve), ==, 1);
    g_assert_cmpint(X509_sign(made, sample_token(0)->key, EVP_sha1()), >, 0);
    g_autoptr(GBytes) der = certificate_to_der(made);
    TlvReader bytes = read_bytes(der);
    g_autoptr(X509) read = certificate_from_der(bytes.data, bytes.len);
    g_assert_cmpint(read != NULL, ==, cases[i].readable);
    g_assert_cmpint(der_certificate_has_odd_curve(bytes), ==, !cases[i].readable);
    g_assert_true(der_certificate_get_key(bytes, &key) && key.len >= 33);
  }
}

static void
test_damaged(void)
{
  g_autoptr(GBytes) der = certificate_to_der(sample_token(0)->certificate);
  TlvReader whole = read_bytes(der);
  TlvReader key = {NULL, 0};
  for (gsize len = 0; len < whole.len; len++)
    g_assert_false(der_certificate_get_rsa_key((TlvReader){whole.data, len}, &key));

  g_autofree guint8 *longer = g_malloc0(whole.len + 1);
  memcpy(longer, whole.data, whole.len);
  g_assert_false(der_certificate_get_rsa_key((TlvReader){longer, whole.len + 1}, &key));
}

/* Lengths have one form only, the shortest. */
static void
test_lengths(void)
{
  static const struct {
    guint8 bytes[5];
    gsize len;
    gboolean good;
  } cases[] = {
      {{0x30, 0x00}, 2, TRUE},
      {{0x30, 0x02, 1, 2}, 4, TRUE},
      {{0x30, 0x02, 1}, 3, FALSE},             /* too short */
      {{0x31, 0x00}, 2, FALSE},                /* another tag */
      {{0x30, 0x80, 0, 0}, 4, FALSE},          /* indefinite: BER */
      {{0x30, 0x81, 0x02, 1, 2}, 5, FALSE},    /* fits in one byte */
      {{0x30, 0x82, 0x00, 0x81, 0}, 5, FALSE}, /* begins with a zero */
      {{0x30, 0x84, 0, 0, 0}, 5, FALSE},       /* larger than any certificate */
      {{0x30}, 1, FALSE},
      {{0x30, 0x82, 1}, 3, FALSE},
  };
  for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
    TlvReader reader = {cases[i].bytes, cases[i].len};
    TlvReader value = {NULL, 0};
    g_assert_cmpint(der_reader_take(&reader, 0x30, &value), ==, cases[i].good);
    g_assert_cmpuint(reader.len, ==, cases[i].good ? 0 : cases[i].len);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/der/same-key", test_same_key);
  g_test_add_func("/der/other-keys", test_other_keys);
  g_test_add_func("/der/odd-curves", test_odd_curves);
  g_test_add_func("/der/damaged", test_damaged);
  g_test_add_func("/der/lengths", test_lengths);
  return g_test_run();
}
