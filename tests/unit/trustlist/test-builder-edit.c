/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Records that are replaced, emptied and taken out before a list is signed, and what the format cannot hold.
 */
#include "app/base/error.h"
#include "app/trustlist/record-identity.h"
#include "app/trustlist/tags.h"
#include "app/trustlist/verify.h"
#include "fixture.h"

#include <openssl/ec.h>
#include <openssl/rsa.h>
#include <string.h>

static const guint8 address[4] = {10, 48, 47, 153};
static const TrustListStamp stamp = {DIGEST_SHA1, 1425678813, "CTLFile.tlv"};

static void
add_server(TrustListBuilder *builder, ListFunction function, const Identity *identity)
{
  g_autoptr(GError) error = NULL;
  trust_list_builder_add_server(builder, function, "10.48.47.153", address, identity->certificate, &error);
  g_assert_no_error(error);
}

/* Two tokens and a server. */
static TrustListBuilder *
make_builder(const Identity *server)
{
  TrustListBuilder *builder = trust_list_builder_new();
  for (guint i = 0; i < 2; i++)
    g_assert_true(trust_list_builder_add_token(builder, sample_token(i)->certificate, NULL));
  add_server(builder, FUNCTION_CCM_TFTP, server);
  return builder;
}

/* "SAST SAST-ADN0054f509; CAPF 10.48.47.153 (empty)". */
static void
assert_records(const TrustListBuilder *builder, const char *expected)
{
  g_autoptr(GString) text = g_string_new(NULL);
  for (guint i = 0; i < trust_list_builder_get_n_records(builder); i++) {
    TrustListRecord record = trust_list_builder_get_record(builder, i);
    g_autofree char *label = record_dup_label(&record);
    g_string_append_printf(text, "%s%s%s", i > 0 ? "; " : "", label,
                           record_is_empty(&record) ? " (empty)" : "");
  }
  g_assert_cmpstr(text->str, ==, expected);
}

#define TOKENS "SAST SAST-ADN0054f509; SAST SAST-ADN008580ef"

/* What comes out can be signed and read again, whatever was done before. */
static void
assert_signs(TrustListBuilder *builder)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TrustList) list =
      trust_list_builder_sign(builder, &sample_token(1)->signer, &stamp, NULL, &error);
  g_assert_no_error(error);
  g_assert_true(trust_list_verify(list, NULL, &error));
  g_assert_cmpuint(trust_list_get_n_records(list), ==, trust_list_builder_get_n_records(builder));
}

static void
test_remove(void)
{
  g_autoptr(Identity) server = identity_new_server("cucm-pub", "0102");
  g_autoptr(TrustListBuilder) builder = make_builder(server);
  assert_records(builder, TOKENS "; CCM+TFTP 10.48.47.153");
  trust_list_builder_remove(builder, 0);
  assert_records(builder, "SAST SAST-ADN008580ef; CCM+TFTP 10.48.47.153");
  assert_signs(builder);
}

static void
test_replace(void)
{
  g_autoptr(Identity) server = identity_new_server("cucm-pub", "0102");
  g_autoptr(TrustListBuilder) builder = make_builder(server);
  add_server(builder, FUNCTION_CAPF, server);
  trust_list_builder_replace_by_last(builder, 2);
  assert_records(builder, TOKENS "; CAPF 10.48.47.153");
  add_server(builder, FUNCTION_TFTP, server);
  trust_list_builder_replace_by_last(builder, 0);
  assert_records(builder, "TFTP 10.48.47.153; SAST SAST-ADN008580ef; CAPF 10.48.47.153");
  assert_signs(builder);
}

/* An emptied record keeps host, function and address, byte for byte, and nothing else. */
static void
test_empty(void)
{
  static const guint8 expected[] = {RECORD_LENGTH,
                                    0,
                                    2,
                                    0,
                                    33,
                                    RECORD_DNS_NAME,
                                    0,
                                    13,
                                    '1',
                                    '0',
                                    '.',
                                    '4',
                                    '8',
                                    '.',
                                    '4',
                                    '7',
                                    '.',
                                    '1',
                                    '5',
                                    '3',
                                    0,
                                    RECORD_FUNCTION,
                                    0,
                                    2,
                                    0,
                                    2,
                                    RECORD_IP_ADDRESS,
                                    0,
                                    4,
                                    10,
                                    48,
                                    47,
                                    153};
  g_autoptr(Identity) server = identity_new_server("cucm-pub", "0102");
  g_autoptr(TrustListBuilder) builder = make_builder(server);
  add_server(builder, FUNCTION_CAPF, server);
  trust_list_builder_empty_record(builder, 2);
  assert_records(builder, TOKENS "; CCM+TFTP 10.48.47.153 (empty); CAPF 10.48.47.153");
  TrustListRecord record = trust_list_builder_get_record(builder, 2);
  g_assert_cmpuint(expected[4], ==, sizeof expected);
  g_assert_true(tlv_reader_equal(record.bytes, (TlvReader){expected, sizeof expected}));
  assert_signs(builder);
}

/* Only a SAST record of this very certificate counts. */
static void
test_has_token(void)
{
  g_autoptr(Identity) twin = identity_new_token("SAST-ADN0054f509", "3CF927000000AFA2DA45", 1024);
  g_autoptr(Identity) server = identity_new_server("cucm-pub", "0102");
  g_autoptr(TrustListBuilder) builder = make_builder(server);
  g_assert_true(trust_list_builder_has_token(builder, sample_token(0)->certificate));
  g_assert_false(trust_list_builder_has_token(builder, twin->certificate));
  g_assert_false(trust_list_builder_has_token(builder, server->certificate));
}

/* --- keys --- */

/* A certificate for KEY, which it takes. */
static X509 *
make_certificate(EVP_PKEY *key)
{
  static const char subject[] = "SAST-ADN00other000";
  X509 *certificate = X509_new();
  X509_set_version(certificate, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), 0);
  X509_gmtime_adj(X509_getm_notBefore(certificate), 0);
  X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_UTF8, (const guint8 *)subject,
                             -1, -1, 0);
  X509_set_pubkey(certificate, key);
  const EVP_MD *digest = EVP_PKEY_is_a(key, "ED25519") ? NULL : EVP_sha256();
  g_assert_cmpint(X509_sign(certificate, key, digest), >, 0);
  EVP_PKEY_free(key);
  return certificate;
}

static void
assert_cannot_sign(X509 *certificate, const TrustListStamp *with, int code, const char *message)
{
  const Signer signer = {certificate, sample_token(0)->signer.sign, sample_token(0)->signer.user_data};
  g_autoptr(TrustListBuilder) builder = trust_list_builder_new();
  g_autoptr(GError) error = NULL;
  g_assert_true(trust_list_builder_add_token(builder, certificate, NULL));
  g_assert_null(trust_list_builder_sign(builder, &signer, with, NULL, &error));
  g_assert_error(error, CTL_ERROR, code);
  g_assert_cmpstr(error->message, ==, message);
}

/* The format has codes for four sizes of RSA keys, and for nothing else. */
static void
test_signers_key(void)
{
  static const char message[] = "The signer's key is not RSA of 512, 1024, 2048 or 4096 bits";
  g_autoptr(X509) odd = make_certificate(EVP_RSA_gen(1536));
  g_autoptr(X509) curve = make_certificate(EVP_EC_gen("P-256"));
  assert_cannot_sign(odd, &stamp, CTL_ERROR_DAMAGED, message);
  assert_cannot_sign(curve, &stamp, CTL_ERROR_DAMAGED, message);
}

static void
test_small_key(void)
{
  g_autoptr(Identity) token = identity_new_token("SAST-ADN00small000", "0102", 512);
  g_autoptr(TrustList) list = sample_list(token, sample_token(1), token, DIGEST_SHA1);
  g_assert_cmpuint(trust_list_get_header(list)->signature.len, ==, 64);
  g_assert_cmpuint(trust_list_get_header(list)->signature_modulus, ==, 0);
  g_assert_true(trust_list_verify(list, NULL, NULL));
}

/* With any key that is not the signer's, whatever its kind, a list does not verify. */
static void
test_other_keys(void)
{
  static const char *const messages[] = {"the signer's key is not RSA",
                                         "the header names another key size than the signer's key has"};
  g_autoptr(TrustList) list = sample_list(sample_token(0), sample_token(1), sample_token(1), DIGEST_SHA1);
  EVP_PKEY *keys[] = {EVP_EC_gen("P-256"), EVP_RSA_gen(512)};
  for (gsize i = 0; i < G_N_ELEMENTS(keys); i++) {
    g_autoptr(GError) error = NULL;
    g_assert_false(trust_list_verify_with_key(list, keys[i], &error));
    g_assert_error(error, CTL_ERROR, CTL_ERROR_SIGNATURE);
    g_assert_nonnull(strstr(error->message, messages[i]));
    EVP_PKEY_free(keys[i]);
  }
}

/* An elliptic key may stand in a list, one that phones have never heard of may not. */
static void
test_records_key(void)
{
  g_autoptr(X509) curve = make_certificate(EVP_EC_gen("P-256"));
  g_autoptr(X509) edwards = make_certificate(EVP_PKEY_Q_keygen(NULL, NULL, "ED25519"));
  g_autoptr(TrustListBuilder) builder = trust_list_builder_new();
  g_autoptr(GError) error = NULL;
  g_assert_true(trust_list_builder_add_token(builder, curve, &error));
  TrustListRecord record = trust_list_builder_get_record(builder, 0);
  g_autofree char *serial = record_dup_serial(&record);
  g_assert_cmpstr(serial, ==, "00");
  g_assert_false(trust_list_builder_add_server(builder, FUNCTION_CAPF, "x", address, edwards, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_DAMAGED);
  g_assert_true(g_str_has_suffix(error->message, " has a key that no phone can use"));
  g_assert_cmpuint(trust_list_builder_get_n_records(builder), ==, 1);
}

/* --- sizes --- */

/* A certificate with a name of LEN bytes, longer than X.509 allows; OpenSSL reads it all the same. */
static X509 *
make_long_named(const Identity *identity, int nid, int len)
{
  g_autofree char *name = g_strnfill((gsize)len, 'x');
  X509 *certificate = X509_dup(identity->certificate);
  X509_NAME_add_entry_by_NID(X509_get_subject_name(certificate), nid, V_ASN1_UTF8STRING, (guint8 *)name, len,
                             0, 0);
  g_assert_cmpint(X509_sign(certificate, identity->key, EVP_sha1()), >, 0);
  return certificate;
}

/* Lengths in the format have 16 bits. */
static void
test_too_large(void)
{
  g_autoptr(Identity) server = identity_new_server("cucm-pub", "0102");
  g_autoptr(X509) fits = make_long_named(server, NID_title, 12000);
  g_autoptr(X509) large = make_long_named(server, NID_title, 66000);
  g_autoptr(TrustListBuilder) builder = trust_list_builder_new();
  g_autoptr(GError) error = NULL;
  g_assert_true(trust_list_builder_add_server(builder, FUNCTION_CAPF, "x", address, fits, &error));
  g_assert_false(trust_list_builder_add_server(builder, FUNCTION_CAPF, "x", address, large, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_DAMAGED);
  g_assert_true(g_str_has_suffix(error->message, " is too large for a trust list"));
}

static void
test_header_too_long(void)
{
  g_autofree char *filename = g_strnfill(66000, 'x');
  const TrustListStamp with = {DIGEST_SHA1, 0, filename};
  assert_cannot_sign(sample_token(0)->certificate, &with, CTL_ERROR_DAMAGED,
                     "The header is too long for a trust list");
}

/* --- signing --- */

static GBytes *
refuse(DigestAlgorithm algorithm, GBytes *digest, gpointer user_data, GCancellable *cancellable,
       GError **error)
{
  g_set_error_literal(error, CTL_ERROR, CTL_ERROR_WRONG_PIN, "wrong");
  return NULL;
}

static void
test_refused(void)
{
  const Signer signer = {sample_token(0)->certificate, refuse, NULL};
  g_autoptr(TrustListBuilder) builder = trust_list_builder_new();
  g_autoptr(GError) error = NULL;
  g_assert_true(trust_list_builder_add_token(builder, sample_token(0)->certificate, NULL));
  g_assert_null(trust_list_builder_sign(builder, &signer, &stamp, NULL, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_WRONG_PIN);
}

static void
test_no_digest(void)
{
  const TrustListStamp unknown = {(DigestAlgorithm)4, 0, "CTLFile.tlv"};
  const Signer signer = {sample_token(0)->certificate, refuse, NULL};
  g_autoptr(TrustListBuilder) builder = trust_list_builder_new();
  g_autoptr(GError) error = NULL;
  g_assert_true(trust_list_builder_add_token(builder, sample_token(0)->certificate, NULL));
  g_assert_null(trust_list_builder_sign(builder, &signer, &unknown, NULL, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_FAILED);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/builder-edit/remove", test_remove);
  g_test_add_func("/builder-edit/replace", test_replace);
  g_test_add_func("/builder-edit/empty", test_empty);
  g_test_add_func("/builder-edit/has-token", test_has_token);
  g_test_add_func("/builder-edit/signers-key", test_signers_key);
  g_test_add_func("/builder-edit/small-key", test_small_key);
  g_test_add_func("/builder-edit/other-keys", test_other_keys);
  g_test_add_func("/builder-edit/records-key", test_records_key);
  g_test_add_func("/builder-edit/too-large", test_too_large);
  g_test_add_func("/builder-edit/long-header", test_header_too_long);
  g_test_add_func("/builder-edit/refused", test_refused);
  g_test_add_func("/builder-edit/no-digest", test_no_digest);
  return g_test_run();
}
