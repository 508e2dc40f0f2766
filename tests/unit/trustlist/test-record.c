/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a record is: which records have the same certificate, what a person calls them, and what is read from
 * them.
 */
#include "app/base/error.h"
#include "app/trustlist/digest.h"
#include "app/trustlist/function.h"
#include "app/trustlist/record-identity.h"
#include "app/trustlist/tags.h"
#include "craft.h"

static const Identity *node;

#define RECORD(which, who, where, ...)                                                                       \
  {                                                                                                          \
    .function = (which), .identity = (who), .host = (where), __VA_ARGS__                                     \
  }

/* A list with the record, after a token that signs. */
static TrustList *
list_with(const CraftRecord *record)
{
  const CraftHeader header = {.signer = sample_token(0), .style = NAME_STYLE_TOKEN};
  const CraftRecord records[] = {{.identity = sample_token(0)}, *record};
  return craft_list(&header, records, G_N_ELEMENTS(records));
}

static void
test_label(void)
{
  const struct {
    CraftRecord record;
    const char *label;
  } cases[] = {
      {RECORD(FUNCTION_CCM_TFTP, node, "10.48.47.153"), "CCM+TFTP 10.48.47.153"},
      {RECORD(FUNCTION_CAPF, node, "cucm-pub", .address = "10.48.47.153"), "CAPF cucm-pub (10.48.47.153)"},
      {RECORD(FUNCTION_TFTP, node, "cucm-pub"), "TFTP cucm-pub"},
      {RECORD(FUNCTION_TVS, node, NULL, .no_address = TRUE), "TVS cucm-1051-a-pub"},
      {RECORD(FUNCTION_SAST, node, "10.48.47.153"), "SAST cucm-1051-a-pub"},
      {RECORD(FUNCTION_SAST, node, NULL, .subject = "OU=TAC;O=Cisco"), "SAST OU=TAC;O=Cisco"},
      {RECORD(FUNCTION_SAST, node, NULL, .subject = "cn = \"x y\" ;O=Cisco"), "SAST cn = \"x y\" ;O=Cisco"},
      {RECORD(FUNCTION_SAST, node, NULL, .subject = "O=Cisco, CN=\"x y\""), "SAST x y"},
      {RECORD(FUNCTION_SAST, node, NULL, .subject = "CN=x\033[2J"), "SAST x\\x1b[2J"},
      {RECORD(FUNCTION_SAST, node, NULL, .subject = ""), "SAST"},
      {RECORD(42, node, "10.48.47.153"), "function 42 10.48.47.153"},
      {RECORD(FUNCTION_CCM_TFTP, NULL, "10.48.47.153"), "CCM+TFTP 10.48.47.153"},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(TrustList) list = list_with(&cases[i].record);
    g_autofree char *label = record_dup_label(trust_list_get_record(list, 1));
    g_assert_cmpstr(label, ==, cases[i].label);
  }
}

/* NULL is no key. */
static gboolean
same_key(GBytes *a, GBytes *b)
{
  gboolean same = a != NULL && b != NULL && g_bytes_equal(a, b);
  g_clear_pointer(&a, g_bytes_unref);
  g_clear_pointer(&b, g_bytes_unref);
  return same;
}

static void
test_keys(void)
{
  g_autoptr(Identity) other = identity_new_server("cucm-1051-a-pub", "6B1D357B6841740B078FEE4A1813D5D6");
  const struct {
    CraftRecord a, b;
    gboolean same;
  } cases[] = {
      {RECORD(FUNCTION_CAPF, node, "10.0.0.1"), RECORD(FUNCTION_TFTP, node, "10.0.0.1"), TRUE},
      {RECORD(FUNCTION_CAPF, node, "10.0.0.1"), RECORD(FUNCTION_CAPF, other, "10.0.0.1"), FALSE},
      {RECORD(FUNCTION_CAPF, node, "10.0.0.1"), RECORD(FUNCTION_CAPF, node, "10.0.0.1", .hash = TRUE), TRUE},
      {RECORD(FUNCTION_CAPF, node, NULL), RECORD(FUNCTION_CAPF, node, NULL), TRUE},
      {RECORD(FUNCTION_CAPF, NULL, "10.0.0.1"), RECORD(FUNCTION_CAPF, NULL, "10.0.0.1"), FALSE},
      {RECORD(FUNCTION_CAPF, node, "pub", .no_certificate = TRUE),
       RECORD(FUNCTION_CAPF, node, "pub", .no_certificate = TRUE), TRUE},
      {RECORD(FUNCTION_CAPF, node, "pub", .no_certificate = TRUE),
       RECORD(FUNCTION_CAPF, other, "pub", .no_certificate = TRUE), FALSE},
      {RECORD(FUNCTION_CAPF, node, "pub", .no_certificate = TRUE),
       RECORD(FUNCTION_CAPF, node, "pub", .no_certificate = TRUE, .issuer = "CN=x"), FALSE},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(TrustList) a = list_with(&cases[i].a);
    g_autoptr(TrustList) b = list_with(&cases[i].b);
    const TrustListRecord *one = trust_list_get_record(a, 1);
    const TrustListRecord *two = trust_list_get_record(b, 1);
    g_test_message("case %zu", i);
    g_assert_cmpint(same_key(record_dup_certificate_key(one), record_dup_certificate_key(two)), ==,
                    cases[i].same);
  }
}

static void
test_empty(void)
{
  const struct {
    CraftRecord record;
    gboolean empty;
  } cases[] = {
      {RECORD(FUNCTION_CCM_TFTP, NULL, "10.0.0.1"), TRUE},
      {RECORD(FUNCTION_CCM_TFTP, node, "10.0.0.1", .no_certificate = TRUE, .no_public_key = TRUE), TRUE},
      {RECORD(FUNCTION_CCM_TFTP, node, "10.0.0.1", .no_certificate = TRUE), FALSE},
      {RECORD(FUNCTION_CCM_TFTP, node, "10.0.0.1", .hash = TRUE, .no_public_key = TRUE), FALSE},
      {RECORD(FUNCTION_CCM_TFTP, node, "10.0.0.1", .no_public_key = TRUE), FALSE},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(TrustList) list = list_with(&cases[i].record);
    g_assert_cmpint(record_is_empty(trust_list_get_record(list, 1)), ==, cases[i].empty);
  }
}

/* The certificate and the key that a record stands for, or none. */
static void
test_certificate(void)
{
  const struct {
    CraftRecord record;
    gboolean certificate, key;
  } cases[] = {
      {RECORD(FUNCTION_CAPF, node, "10.0.0.1"), TRUE, TRUE},
      {RECORD(FUNCTION_CAPF, node, "10.0.0.1", .hash = TRUE), FALSE, TRUE},
      {RECORD(FUNCTION_CAPF, node, "10.0.0.1", .hash = TRUE, .no_public_key = TRUE), FALSE, FALSE},
      {RECORD(FUNCTION_CAPF, node, "10.0.0.1", .certificate = "none"), FALSE, FALSE},
      {RECORD(FUNCTION_CAPF, NULL, "10.0.0.1"), FALSE, FALSE},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(TrustList) list = list_with(&cases[i].record);
    const TrustListRecord *record = trust_list_get_record(list, 1);
    g_autoptr(X509) certificate = trust_list_record_dup_certificate(record);
    g_autoptr(EVP_PKEY) key = trust_list_record_dup_public_key(record);
    g_assert_cmpint(certificate != NULL, ==, cases[i].certificate);
    g_assert_true(certificate == NULL || X509_cmp(certificate, node->certificate) == 0);
    g_assert_cmpint(key != NULL, ==, cases[i].key);
    g_assert_true(key == NULL || EVP_PKEY_eq(key, node->key) == 1);
  }
}

/* What has no function is no record; who asks all the same gets a number that none has. */
static void
test_no_function(void)
{
  static const guint8 bytes[] = {RECORD_LENGTH, 0, 2, 0, 9, RECORD_DNS_NAME, 0, 1, 0};
  const TrustListRecord whole = {.bytes = {bytes, sizeof bytes}};
  TlvReader reader = whole.bytes;
  TrustListRecord record = {0};
  g_autoptr(GError) error = NULL;
  g_assert_false(trust_list_record_read(&record, &reader, 7, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_DAMAGED);
  g_assert_cmpstr(error->message, ==, "The list is damaged: record 7 has no function");
  g_assert_cmpuint(trust_list_record_get_function(&whole), ==, G_MAXUINT);
  g_assert_null(record_dup_serial(&whole));
}

static void
test_function_names(void)
{
  static const ListFunction functions[] = {FUNCTION_SAST, FUNCTION_CCM,  FUNCTION_CCM_TFTP,
                                           FUNCTION_TFTP, FUNCTION_CAPF, FUNCTION_APPLICATION_SERVER,
                                           FUNCTION_TVS};
  ListFunction found = FUNCTION_TVS;
  for (gsize i = 0; i < G_N_ELEMENTS(functions); i++) {
    g_autofree char *lower = g_ascii_strdown(function_get_name(functions[i]), -1);
    g_assert_true(function_from_name(lower, &found));
    g_assert_cmpint(found, ==, functions[i]);
    g_assert_nonnull(function_get_title(functions[i]));
  }
  g_assert_false(function_from_name("", &found));
  g_assert_false(function_from_name("CCM+", &found));
  g_assert_null(function_get_name(42));
  g_assert_null(function_get_title(42));
}

static void
test_digest_names(void)
{
  DigestAlgorithm found = 0;
  g_assert_true(digest_from_name("sha512", &found));
  g_assert_cmpint(found, ==, DIGEST_SHA512);
  g_assert_false(digest_from_name("md5", &found));
  g_assert_null(digest_get_name(0));
  g_assert_null(digest_get_name(4));
  g_assert_null(digest_get_md(4));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_autoptr(Identity) server = identity_new_server("cucm-1051-a-pub", "70CAF64E090751B9DF22F49F754FC5BB");
  node = server;
  g_test_add_func("/record/label", test_label);
  g_test_add_func("/record/keys", test_keys);
  g_test_add_func("/record/empty", test_empty);
  g_test_add_func("/record/certificate", test_certificate);
  g_test_add_func("/record/no-function", test_no_function);
  g_test_add_func("/record/function-names", test_function_names);
  g_test_add_func("/record/digest-names", test_digest_names);
  return g_test_run();
}
