/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Building and signing: what is written is what the format says, and only good lists come out. */
#include "app/base/error.h"
#include "app/trustlist/tags.h"
#include "app/trustlist/verify.h"
#include "craft.h"

#include <string.h>

static void
test_header(void)
{
  g_autoptr(TrustList) list = sample_list(sample_token(0), sample_token(1), sample_token(1), DIGEST_SHA1);
  const TrustListHeader *header = trust_list_get_header(list);
  g_assert_cmpuint(header->len, ==, 304);
  g_assert_cmpuint(header->version[0], ==, 1);
  g_assert_cmpuint(header->version[1], ==, 2);
  g_assert_cmpuint(header->digest, ==, DIGEST_SHA1);
  g_assert_cmpuint(header->signature_modulus, ==, 1);
  g_assert_cmpuint(header->signature.len, ==, 128);
  g_assert_cmpuint(header->timestamp, ==, 1425678813);
  g_assert_cmpuint(trust_list_get_n_records(list), ==, 5);
  g_assert_false(trust_list_is_itl(list));
}

/* The order in which CUCM writes the header's tags, padding included. */
static void
test_header_order(void)
{
  static const guint8 expected[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 15, 13, 13, 13};
  g_autoptr(TrustList) list = sample_list(sample_token(0), sample_token(1), sample_token(1), DIGEST_SHA1);
  TlvReader rest = {g_bytes_get_data(trust_list_get_bytes(list), NULL), trust_list_get_header(list)->len};
  Tlv tlv = {0};
  guint16 declared = 0;
  gsize n = 0;
  while (list_header_next(&rest, &tlv, &declared)) {
    g_assert_cmpuint(tlv.tag, ==, expected[n++]);
    g_assert_cmpuint(declared, ==,
                     tlv.tag == HEADER_SIGNER_ID             ? 117
                     : tlv.tag == HEADER_SIGNATURE_INFO      ? 15
                     : tlv.tag == HEADER_SIGNATURE_ALGO_INFO ? 8
                                                             : tlv.value.len);
  }
  g_assert_cmpuint(n, ==, G_N_ELEMENTS(expected));
}

static void
test_record_order(void)
{
  static const guint8 expected[] = {1, 2, 3, 4, 5, 6, 7, 9, 10};
  g_autoptr(TrustList) list = sample_list(sample_token(0), sample_token(1), sample_token(1), DIGEST_SHA1);
  for (guint i = 0; i < trust_list_get_n_records(list); i++) {
    TlvReader rest = trust_list_get_record(list, i)->bytes;
    Tlv tlv = {0};
    gsize n = 0;
    while (tlv_reader_next(&rest, &tlv))
      g_assert_cmpuint(tlv.tag, ==, expected[n++]);
    g_assert_cmpuint(n, ==, G_N_ELEMENTS(expected));
  }
}

/* Header and record must carry the same bytes, or phones do not find the signer. */
static void
test_signer_names_agree(void)
{
  g_autoptr(TrustList) list = sample_list(sample_token(0), sample_token(1), sample_token(1), DIGEST_SHA1);
  const TrustListRecord *record = trust_list_get_record(list, 1);
  g_assert_true(trust_list_record_is_signer(list, record));
  g_assert_false(trust_list_record_is_signer(list, trust_list_get_record(list, 0)));
  g_assert_true(tlv_reader_equal(trust_list_record_get_text(record, RECORD_SUBJECT_NAME),
                                 trust_list_get_header(list)->signer_name));
}

static void
test_verifies(gconstpointer data)
{
  DigestAlgorithm digest = GPOINTER_TO_UINT(data);
  guint signer = 99;
  g_autoptr(GError) error = NULL;
  g_autoptr(TrustList) list = sample_list(sample_token(0), sample_token(1), sample_token(1), digest);
  g_assert_true(trust_list_verify(list, &signer, &error));
  g_assert_no_error(error);
  g_assert_cmpuint(signer, ==, 1);
}

static void
test_larger_key(void)
{
  g_autoptr(Identity) token = identity_new_token("SAST-ADN00large00", "0102", 2048);
  g_autoptr(TrustList) list = sample_list(token, sample_token(1), token, DIGEST_SHA512);
  g_assert_cmpuint(trust_list_get_header(list)->signature.len, ==, 256);
  g_assert_cmpuint(trust_list_get_header(list)->signature_modulus, ==, 2);
  g_assert_true(trust_list_verify(list, NULL, NULL));
}

static TrustList *
sign_records_of(const TrustList *old, const Identity *signer, GError **error)
{
  static const TrustListStamp stamp = {DIGEST_SHA1, 1425678813, "CTLFile.tlv"};
  g_autoptr(TrustListBuilder) builder = trust_list_builder_new();
  for (guint i = 0; i < trust_list_get_n_records(old); i++)
    trust_list_builder_add_record(builder, trust_list_get_record(old, i));
  return trust_list_builder_sign(builder, &signer->signer, &stamp, NULL, error);
}

/* Nobody could verify such a list, so the token is not even asked. */
static void
test_signer_outside_the_list(void)
{
  g_autoptr(Identity) stranger = identity_new_token("SAST-ADN00stranger", "0103", 1024);
  g_autoptr(TrustList) old = sample_list(sample_token(0), sample_token(1), sample_token(1), DIGEST_SHA1);
  g_autoptr(GError) error = NULL;
  stranger->signer.sign = NULL;
  g_assert_null(sign_records_of(old, stranger, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_USAGE);
  g_assert_nonnull(strstr(error->message, "is in no SAST record of the list"));
}

/* Records are taken over byte for byte, also those whose serial number has a sign byte as in DER, or whose
 * issuer is spelt in an unusual way: the header says what they say, or nobody would find the signer. */
static void
test_signer_spelt_otherwise(void)
{
  static const CraftRecord spellings[] = {
      {.serial = "0083E9080000005545AF31"},
      {.issuer = "CN=Cisco Manufacturing CA,O=Cisco Systems"},
      {.subject = "CN=SAST-ADN008580ef"},
  };
  CraftHeader header = {.signer = sample_token(0), .style = NAME_STYLE_TOKEN};
  for (gsize i = 0; i < G_N_ELEMENTS(spellings); i++) {
    CraftRecord record = spellings[i];
    record.identity = sample_token(1);
    guint signer = 99;
    g_autoptr(GError) error = NULL;
    g_autoptr(TrustList) old = craft(&header, {.identity = sample_token(0)}, record);
    g_autoptr(TrustList) list = sign_records_of(old, sample_token(1), &error);
    g_assert_no_error(error);
    g_assert_true(trust_list_verify(list, &signer, &error));
    g_assert_cmpuint(signer, ==, 1);
    TlvReader name = trust_list_record_get_text(trust_list_get_record(list, 1), RECORD_SUBJECT_NAME);
    g_assert_true(tlv_reader_equal(trust_list_get_header(list)->signer_name, name));
  }
}

/* A record before the signer's has its issuer, serial number and key, but is not the signer's. */
static void
test_other_record_found(void)
{
  CraftHeader header = {.signer = sample_token(0), .style = NAME_STYLE_TOKEN};
  CraftRecord mask = {.identity = sample_token(1), .no_certificate = TRUE};
  g_autoptr(TrustList) old =
      craft(&header, {.identity = sample_token(0)}, mask, {.identity = sample_token(1)});
  g_autoptr(GError) error = NULL;
  g_assert_null(sign_records_of(old, sample_token(1), &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_SIGNATURE);
  g_assert_nonnull(strstr(error->message, "signed by record 2, which holds another certificate"));
}

/* A signer that returns rubbish, as a faulty token may. */
static GBytes *
sign_rubbish(DigestAlgorithm algorithm, GBytes *digest, gpointer user_data, GCancellable *cancellable,
             GError **error)
{
  gsize len = GPOINTER_TO_SIZE(user_data);
  g_autofree guint8 *zeros = g_malloc0(len);
  return g_bytes_new(zeros, len);
}

static void
test_bad_signature_never_leaves(gconstpointer data)
{
  gsize len = GPOINTER_TO_SIZE(data);
  X509 *certificate = sample_token(0)->certificate;
  g_autoptr(TrustListBuilder) builder = trust_list_builder_new();
  g_autoptr(GError) error = NULL;
  Signer signer = {certificate, sign_rubbish, GSIZE_TO_POINTER(len)};
  TrustListStamp stamp = {DIGEST_SHA1, 0, "CTLFile.tlv"};
  g_assert_true(trust_list_builder_add_token(builder, certificate, &error));
  g_assert_null(trust_list_builder_sign(builder, &signer, &stamp, NULL, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_SIGNATURE);
}

/* The records as they would be signed, byte for byte, in a list that nobody takes for a signed one. */
static void
test_preview(void)
{
  g_autoptr(TrustList) list = sample_list(sample_token(0), sample_token(1), sample_token(1), DIGEST_SHA1);
  g_autoptr(TrustListBuilder) builder = trust_list_builder_new();
  g_autoptr(GError) error = NULL;
  for (guint i = 0; i < trust_list_get_n_records(list); i++)
    trust_list_builder_add_record(builder, trust_list_get_record(list, i));
  g_autoptr(TrustList) preview = trust_list_builder_preview(builder, DIGEST_SHA1, &error);
  g_assert_no_error(error);
  g_assert_cmpuint(trust_list_get_n_records(preview), ==, 5);
  for (guint i = 0; i < 5; i++)
    g_assert_true(
        tlv_reader_equal(trust_list_get_record(preview, i)->bytes, trust_list_get_record(list, i)->bytes));
  g_assert_cmpuint(trust_list_get_header(preview)->signer_name.len, ==, 0);
  g_assert_false(trust_list_verify(preview, NULL, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_SIGNATURE);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/builder/header", test_header);
  g_test_add_func("/builder/header-order", test_header_order);
  g_test_add_func("/builder/record-order", test_record_order);
  g_test_add_func("/builder/signer-names", test_signer_names_agree);
  g_test_add_data_func("/builder/verifies/sha1", GUINT_TO_POINTER(DIGEST_SHA1), test_verifies);
  g_test_add_data_func("/builder/verifies/sha256", GUINT_TO_POINTER(DIGEST_SHA256), test_verifies);
  g_test_add_data_func("/builder/verifies/sha512", GUINT_TO_POINTER(DIGEST_SHA512), test_verifies);
  g_test_add_func("/builder/larger-key", test_larger_key);
  g_test_add_func("/builder/stranger", test_signer_outside_the_list);
  g_test_add_func("/builder/spelt-otherwise", test_signer_spelt_otherwise);
  g_test_add_func("/builder/other-record", test_other_record_found);
  g_test_add_data_func("/builder/rubbish/right-size", GSIZE_TO_POINTER(128), test_bad_signature_never_leaves);
  g_test_add_data_func("/builder/rubbish/short", GSIZE_TO_POINTER(127), test_bad_signature_never_leaves);
  g_test_add_func("/builder/preview", test_preview);
  return g_test_run();
}
