/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Verifying: with which keys a signature is tried, and with which it is not. */
#include "app/base/error.h"
#include "app/trustlist/acceptance.h"
#include "app/trustlist/rsa-key.h"
#include "app/trustlist/show.h"
#include "app/trustlist/tags.h"
#include "app/trustlist/verify.h"
#include "craft.h"
#include "list-parts.h"

#include <openssl/bn.h>
#include <string.h>

#define N_OTHERS (TRUST_LIST_MAX_SIGNERS)

static const Identity *others[N_OTHERS];

static CraftHeader
good_header(void)
{
  return (CraftHeader){.signer = sample_token(1), .style = NAME_STYLE_TOKEN};
}

/* N records with the signer's issuer and serial number and keys of their own, then the signer's record, or
 * two. */
static TrustList *
list_with_claimants(guint n, guint n_right)
{
  CraftHeader header = good_header();
  CraftRecord records[N_OTHERS + 2] = {0};
  for (guint i = 0; i < n + n_right; i++)
    records[i] = i < n
                     ? (CraftRecord){.identity = sample_token(1), .no_certificate = TRUE, .key_of = others[i]}
                     : (CraftRecord){.identity = sample_token(1)};
  return craft_list(&header, records, n + n_right);
}

/* The right one counts wherever it stands. */
static void
test_claimants(void)
{
  for (guint n = 0; n < TRUST_LIST_MAX_SIGNERS; n++) {
    guint signer = 99;
    g_autoptr(GError) error = NULL;
    g_autoptr(TrustList) list = list_with_claimants(n, 1);
    g_assert_true(trust_list_verify(list, &signer, &error));
    g_assert_no_error(error);
    g_assert_cmpuint(signer, ==, n);
  }
}

static void
test_too_many_claimants(void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TrustList) list = list_with_claimants(TRUST_LIST_MAX_SIGNERS, 1);
  g_assert_false(trust_list_verify(list, NULL, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_SIGNATURE);
  g_assert_nonnull(strstr(error->message, "more records claim the signer, with different keys, than the 8"));
}

/* The same certificate twice is one key. */
static void
test_same_key_twice(void)
{
  guint signer = 99;
  g_autoptr(TrustList) list = list_with_claimants(TRUST_LIST_MAX_SIGNERS - 1, 2);
  g_assert_true(trust_list_verify(list, &signer, NULL));
  g_assert_cmpuint(signer, ==, TRUST_LIST_MAX_SIGNERS - 1);
}

/* A phone that holds such a list knows the signer by the right record, or by none. */
static void
test_claimants_on_a_phone(void)
{
  CraftHeader header = good_header();
  g_autoptr(TrustList) file = craft(&header, {.identity = sample_token(1)});
  g_autoptr(TrustList) few = list_with_claimants(2, 1);
  g_autoptr(TrustList) many = list_with_claimants(TRUST_LIST_MAX_SIGNERS, 1);
  Acceptance by_few = acceptance_judge(file, &(Phone){.ctl = few});
  Acceptance by_many = acceptance_judge(file, &(Phone){.ctl = many});
  g_assert_cmpint(by_few.reason, ==, ACCEPTANCE_VOUCHED);
  g_assert_cmpuint(by_few.record, ==, 2);
  g_assert_cmpint(by_many.reason, ==, ACCEPTANCE_WRONG_KEY);
  g_assert_cmpuint(by_many.record, ==, 0);
}

static guint
count_in(const char *text, const char *piece)
{
  guint n = 0;
  for (const char *p = strstr(text, piece); p != NULL; p = strstr(p + 1, piece))
    n++;
  return n;
}

/* Only the key tells who signed. */
static void
test_who_signed(void)
{
  guint signer = RECORD_NONE;
  g_autoptr(TrustList) list = list_with_claimants(2, 2);
  g_autofree char *text = trust_list_show(list, 0);
  g_assert_true(trust_list_verify(list, &signer, NULL));
  for (guint i = 0; i < 4; i++) {
    const TrustListRecord *record = trust_list_get_record(list, i);
    g_assert_cmpint(trust_list_record_did_sign(list, record, signer), ==, i >= 2);
    g_assert_false(trust_list_record_did_sign(list, record, RECORD_NONE));
  }
  g_assert_cmpuint(count_in(text, "This etoken was used to sign"), ==, 2);
  g_assert_cmpuint(count_in(text, "This etoken was not used to sign"), ==, 2);
}

/* Nobody did when the signature is wrong. */
static void
test_nobody_signed(void)
{
  g_autoptr(TrustList) good = list_with_claimants(0, 2);
  g_autoptr(TrustList) list = craft_flip(good, trust_list_get_header(good)->signed_before.len + 3);
  g_autofree char *text = trust_list_show(list, 0);
  g_assert_cmpuint(count_in(text, "This etoken was used to sign"), ==, 0);
}

/* --- keys --- */

static RsaKeyState
state_of(const Identity *identity, const char *exponent)
{
  g_autoptr(EVP_PKEY) key = identity_dup_key_with_exponent(identity, exponent);
  return rsa_key_get_state(key);
}

static void
test_exponents(void)
{
  const Identity *token = sample_token(0);
  g_assert_cmpint(rsa_key_get_state(token->key), ==, RSA_KEY_SOUND);
  g_assert_cmpint(state_of(token, "03"), ==, RSA_KEY_SOUND);
  g_assert_cmpint(state_of(token, "FFFFFFFFFFFFFFFF"), ==, RSA_KEY_SOUND);
  g_assert_cmpint(state_of(token, "010000000000000001"), ==, RSA_KEY_BAD_EXPONENT);
  g_assert_cmpint(state_of(token, "010000"), ==, RSA_KEY_BAD_EXPONENT);
  g_assert_cmpint(state_of(token, "01"), ==, RSA_KEY_BAD_EXPONENT);
}

static void
test_key_with_bad_exponent(void)
{
  g_autoptr(TrustList) list = sample_list(sample_token(0), sample_token(1), sample_token(1), DIGEST_SHA1);
  g_autoptr(EVP_PKEY) key = identity_dup_key_with_exponent(sample_token(1), "010000000000000001");
  g_autoptr(GError) error = NULL;
  g_assert_false(trust_list_verify_with_key(list, key, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_SIGNATURE);
  g_assert_nonnull(strstr(error->message, "an exponent that no key has"));
}

static void
test_modulus_codes(void)
{
  static const int bits[] = {512, 1024, 2048, 4096};
  for (int i = 0; i < (int)G_N_ELEMENTS(bits); i++)
    g_assert_cmpint(rsa_key_modulus_code(bits[i]), ==, i);
  g_assert_cmpint(rsa_key_modulus_code(3072), ==, -1);
  g_assert_cmpint(rsa_key_modulus_code(0), ==, -1);
}

/* A digest that is too long for the key has no signature; nor has a list without one. */
static void
test_short_signatures(void)
{
  g_autoptr(Identity) small = identity_new_token("SAST-ADN00small000", "0102", 512);
  guint8 digest[64] = {0};
  guint8 zeros[64] = {0};
  g_assert_cmpint(rsa_signature_check(small->key, DIGEST_SHA512, digest, (TlvReader){zeros, 64}), ==,
                  SIGNATURE_DOES_NOT_FIT);
  g_assert_cmpint(rsa_signature_check(small->key, DIGEST_SHA1, digest, (TlvReader){zeros, 63}), ==,
                  SIGNATURE_DOES_NOT_FIT);
  g_assert_cmpint(rsa_signature_check(small->key, DIGEST_SHA1, digest, (TlvReader){NULL, 0}), ==,
                  SIGNATURE_DOES_NOT_FIT);
}

/* Where SIGNATURE stands in the header is not signed. */
static void
test_signature_moved(void)
{
  g_autoptr(TrustList) good = sample_list(sample_token(0), sample_token(1), sample_token(1), DIGEST_SHA1);
  g_autoptr(ListParts) parts = list_parts_new(good);
  section_move(parts->header, HEADER_SIGNATURE, 0);
  parts->padding = trust_list_get_header(good)->len % 4;
  g_autoptr(GBytes) bytes = list_parts_sign(parts, sample_token(1));
  g_autoptr(TrustList) list = trust_list_parse(bytes, NULL);
  g_assert_true(trust_list_verify(list, NULL, NULL));
}

/* A header that nothing follows is of a CTL or of an ITL. */
static void
test_no_records(void)
{
  static const struct {
    const char *filename;
    const char *message;
  } lists[] = {{NULL, "The signature of the list is wrong: the CTL is empty, it has no records"},
               {"ITLFile.tlv", "The signature of the list is wrong: the ITL is empty, it has no records"}};
  for (gsize i = 0; i < G_N_ELEMENTS(lists); i++) {
    CraftHeader header = {.signer = sample_token(0), .filename = lists[i].filename};
    g_autoptr(TrustList) list = craft_list(&header, NULL, 0);
    g_autoptr(GError) error = NULL;
    g_assert_false(trust_list_verify(list, NULL, &error));
    g_assert_error(error, CTL_ERROR, CTL_ERROR_SIGNATURE);
    g_assert_cmpstr(error->message, ==, lists[i].message);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (guint i = 0; i < N_OTHERS; i++)
    others[i] = identity_new_token("SAST-ADN00other000", "0102", 512);
  g_test_add_func("/verify/claimants", test_claimants);
  g_test_add_func("/verify/too-many-claimants", test_too_many_claimants);
  g_test_add_func("/verify/same-key-twice", test_same_key_twice);
  g_test_add_func("/verify/on-a-phone", test_claimants_on_a_phone);
  g_test_add_func("/verify/who-signed", test_who_signed);
  g_test_add_func("/verify/nobody-signed", test_nobody_signed);
  g_test_add_func("/verify/exponents", test_exponents);
  g_test_add_func("/verify/bad-exponent", test_key_with_bad_exponent);
  g_test_add_func("/verify/modulus-codes", test_modulus_codes);
  g_test_add_func("/verify/short-signatures", test_short_signatures);
  g_test_add_func("/verify/no-records", test_no_records);
  g_test_add_func("/verify/signature-moved", test_signature_moved);
  int status = g_test_run();
  for (guint i = 0; i < N_OTHERS; i++)
    identity_free((Identity *)others[i]);
  return status;
}
