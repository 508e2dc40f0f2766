/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Comparing: each kind of difference is found, called by its name, and nothing else is reported. */
#include "app/trustlist/compare.h"
#include "app/trustlist/tags.h"
#include "craft.h"
#include "list-parts.h"

#include <string.h>

#define PUBLISHER "10.48.47.153"
#define SUBSCRIBER "10.48.47.154"

static const Identity *publisher, *subscriber, *capf, *renewed, *third_token;

static CraftHeader
signed_by(guint token)
{
  return (CraftHeader){.signer = sample_token(token), .style = NAME_STYLE_TOKEN};
}

/* The records of an ordinary list, for tests to change. */
#define TOKEN_0                                                                                              \
  {                                                                                                          \
    .identity = sample_token(0)                                                                              \
  }
#define TOKEN_1                                                                                              \
  {                                                                                                          \
    .identity = sample_token(1)                                                                              \
  }
#define NODE(who, where)                                                                                     \
  {                                                                                                          \
    .function = FUNCTION_CCM_TFTP, .identity = who, .host = where                                            \
  }
#define SAST(who)                                                                                            \
  {                                                                                                          \
    .identity = who, .host = PUBLISHER                                                                       \
  }
#define CAPF                                                                                                 \
  {                                                                                                          \
    .function = FUNCTION_CAPF, .identity = capf, .host = PUBLISHER                                           \
  }

static TrustList *
ordinary(void)
{
  CraftHeader header = signed_by(1);
  return craft(&header, TOKEN_0, TOKEN_1, NODE(publisher, PUBLISHER), CAPF, NODE(subscriber, SUBSCRIBER));
}

/* Compares both lists, which it takes over. The changes have to be those of the words, each with the numbers
 * of its records ("certificate-renewed 3 3"; 0 is none). */
static ListComparison *
expect_between(TrustList *old_list, TrustList *new_list, const char *const *words)
{
  ListComparison *comparison = trust_list_compare(old_list, new_list);
  g_autoptr(GPtrArray) got = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < comparison->changes->len; i++) {
    const ListChange *change = g_ptr_array_index(comparison->changes, i);
    g_ptr_array_add(got, g_strdup_printf("%s %u %u", list_change_get_word(change->kind),
                                         change->old_index + 1, change->new_index + 1));
  }
  g_ptr_array_add(got, NULL);
  g_autofree char *got_text = g_strjoinv("; ", (char **)got->pdata);
  g_autofree char *expected_text = g_strjoinv("; ", (char **)words);
  g_assert_cmpstr(got_text, ==, expected_text);
  trust_list_unref(old_list);
  trust_list_unref(new_list);
  return comparison;
}

/* The same with the ordinary list as the old one. */
static ListComparison *
expect(TrustList *new_list, const char *const *words)
{
  return expect_between(ordinary(), new_list, words);
}

#define EXPECT(list, ...)                                                                                    \
  g_autoptr(ListComparison) comparison = expect(list, (const char *const[]){__VA_ARGS__})

static void
expect_text(const ListComparison *comparison, guint index, const char *text)
{
  g_autofree char *got = list_change_to_text(comparison, g_ptr_array_index(comparison->changes, index));
  g_assert_cmpstr(got, ==, text);
}

static void
test_equal(void)
{
  EXPECT(ordinary(), NULL);
}

static void
test_added(void)
{
  CraftHeader header = signed_by(1);
  EXPECT(craft(&header, TOKEN_0, TOKEN_1, {.identity = third_token}, NODE(publisher, PUBLISHER), CAPF,
               NODE(subscriber, SUBSCRIBER)),
         "record-added 0 3", NULL);
  expect_text(comparison, 0, "Record 3, SAST SAST-ADN00third00: added (serial 01:02:03)");
}

static void
test_removed(void)
{
  CraftHeader header = signed_by(1);
  EXPECT(craft(&header, TOKEN_1, NODE(publisher, PUBLISHER), CAPF, NODE(subscriber, SUBSCRIBER)),
         "record-removed 1 0", NULL);
  expect_text(comparison, 0, "Record 1 of the old list, SAST SAST-ADN0054f509: removed");
}

static void
test_renewed(void)
{
  CraftHeader header = signed_by(1);
  EXPECT(craft(&header, TOKEN_0, TOKEN_1, NODE(renewed, PUBLISHER), CAPF, NODE(subscriber, SUBSCRIBER)),
         "certificate-renewed 3 3", NULL);
  expect_text(comparison, 0,
              "Record 3, CCM+TFTP 10.48.47.153: the certificate was renewed (serial "
              "70:CA:F6:4E:09:07:51:B9:DF:22:F4:9F:75:4F:C5:BB \xe2\x86\x92 "
              "6B:1D:35:7B:68:41:74:0B:07:8F:EE:4A:18:13:D5:D6)");
}

/* Serial numbers do not tell these certificates apart, so their hashes are named. */
static void
test_renewed_same_serial(void)
{
  g_autoptr(Identity) same = identity_new_server("cucm-1051-a-pub", "70CAF64E090751B9DF22F49F754FC5BB");
  CraftHeader header = signed_by(1);
  EXPECT(craft(&header, TOKEN_0, TOKEN_1, NODE(same, PUBLISHER), CAPF, NODE(subscriber, SUBSCRIBER)),
         "certificate-renewed 3 3", NULL);
  const ListChange *change = g_ptr_array_index(comparison->changes, 0);
  g_assert_true(g_str_has_prefix(change->old_value, "SHA-1 "));
  g_assert_cmpstr(change->old_value, !=, change->new_value);
}

/* A token that was initialized again: no host, the same name. */
static void
test_token_renewed(void)
{
  g_autoptr(Identity) again = identity_new_token("SAST-ADN0054f509", "0A0B", 1024);
  CraftHeader header = signed_by(1);
  EXPECT(craft(&header, {.identity = again}, TOKEN_1, NODE(publisher, PUBLISHER), CAPF,
               NODE(subscriber, SUBSCRIBER)),
         "certificate-renewed 1 1", NULL);
}

/* ITLRecovery and CallManager are both SAST on one host: what comes in the place of the one is no renewal of
 * the other. A new certificate of ITLRecovery is one, also with another subject. */
static void
test_recovery_is_no_renewal(void)
{
  CraftHeader header = signed_by(1);
  const char *name[] = {"CN=ITLRECOVERY_pub.example.com", "OU=TAC", NULL};
  g_autoptr(Identity) recovery = identity_new_server("ITLRECOVERY_cucm-1051-a-pub", "0A0B0C");
  g_autoptr(Identity) renamed = identity_new(1024, name, name, "0A0B0D");
  g_autoptr(ListComparison) other =
      expect_between(craft(&header, TOKEN_1, SAST(publisher)), craft(&header, TOKEN_1, SAST(recovery)),
                     (const char *const[]){"record-removed 2 0", "record-added 0 2", NULL});
  expect_text(other, 1, "Record 2, SAST ITLRECOVERY_cucm-1051-a-pub: added (serial 0A:0B:0C)");
  g_autoptr(ListComparison) both = expect_between(
      craft(&header, TOKEN_1, SAST(publisher)), craft(&header, TOKEN_1, SAST(recovery), SAST(renewed)),
      (const char *const[]){"record-added 0 2", "certificate-renewed 2 3", NULL});
  g_autoptr(ListComparison) same =
      expect_between(craft(&header, TOKEN_1, SAST(recovery)), craft(&header, TOKEN_1, SAST(renamed)),
                     (const char *const[]){"certificate-renewed 2 2", NULL});
}

static void
test_address(void)
{
  CraftHeader header = signed_by(1);
  EXPECT(craft(&header, TOKEN_0, TOKEN_1, NODE(publisher, PUBLISHER), CAPF, NODE(subscriber, "10.48.47.200")),
         "address-changed 5 5", NULL);
  expect_text(
      comparison, 0,
      "Record 5, CCM+TFTP 10.48.47.200: the address changed (10.48.47.154 \xe2\x86\x92 10.48.47.200)");
}

/* Nodes that swap their addresses keep their certificates. */
static void
test_addresses_swapped(void)
{
  CraftHeader header = signed_by(1);
  EXPECT(craft(&header, TOKEN_0, TOKEN_1, NODE(publisher, SUBSCRIBER), CAPF, NODE(subscriber, PUBLISHER)),
         "address-changed 3 3", "address-changed 5 5", NULL);
}

static void
test_function(void)
{
  CraftHeader header = signed_by(1);
  EXPECT(craft(&header, TOKEN_0, TOKEN_1, NODE(publisher, PUBLISHER), CAPF,
               {.function = FUNCTION_TFTP, .identity = subscriber, .host = SUBSCRIBER}),
         "function-changed 5 5", NULL);
  expect_text(comparison, 0,
              "Record 5, TFTP 10.48.47.154: the function changed (CCM+TFTP \xe2\x86\x92 TFTP)");
}

static void
test_renewed_and_moved(void)
{
  CraftHeader header = signed_by(1);
  EXPECT(craft(&header, TOKEN_0, TOKEN_1, NODE(renewed, "10.48.47.200"), CAPF, NODE(subscriber, SUBSCRIBER)),
         "certificate-renewed 3 3", "address-changed 3 3", NULL);
}

/* One certificate with two functions, and one record twice: each record finds its own. */
static void
test_several_functions(void)
{
  CraftHeader header = signed_by(1);
  g_autoptr(TrustList) old_list =
      craft(&header, TOKEN_0, NODE(publisher, PUBLISHER), NODE(publisher, PUBLISHER),
            {.function = FUNCTION_TFTP, .identity = publisher, .host = PUBLISHER});
  g_autoptr(TrustList) new_list =
      craft(&header, TOKEN_0, NODE(publisher, PUBLISHER), NODE(renewed, PUBLISHER),
            {.function = FUNCTION_TFTP, .identity = publisher, .host = PUBLISHER});
  g_autoptr(ListComparison) comparison = trust_list_compare(old_list, new_list);
  const ListChange *change = g_ptr_array_index(comparison->changes, 0);
  g_assert_cmpuint(comparison->changes->len, ==, 1);
  g_assert_cmpint(change->kind, ==, LIST_CHANGE_CERTIFICATE_RENEWED);
  g_assert_cmpuint(change->new_index, ==, 2);
}

static void
test_duplicate(void)
{
  CraftHeader header = signed_by(1);
  g_autoptr(TrustList) twice = craft(&header, TOKEN_0, CAPF, CAPF);
  g_autoptr(TrustList) once = craft(&header, TOKEN_0, CAPF);
  g_autoptr(ListComparison) comparison = trust_list_compare(twice, once);
  const ListChange *change = g_ptr_array_index(comparison->changes, 0);
  g_assert_cmpuint(comparison->changes->len, ==, 1);
  g_assert_cmpint(change->kind, ==, LIST_CHANGE_RECORD_REMOVED);
  g_assert_cmpuint(change->old_index, ==, 2);
  g_autoptr(ListComparison) back = trust_list_compare(once, twice);
  change = g_ptr_array_index(back->changes, 0);
  g_assert_cmpuint(back->changes->len, ==, 1);
  g_assert_cmpint(change->kind, ==, LIST_CHANGE_RECORD_ADDED);
  g_assert_cmpuint(change->new_index, ==, 2);
}

static void
test_order(void)
{
  CraftHeader header = signed_by(1);
  EXPECT(craft(&header, TOKEN_1, TOKEN_0, NODE(publisher, PUBLISHER), CAPF, NODE(subscriber, SUBSCRIBER)),
         "order-changed 0 0", NULL);
  expect_text(comparison, 0,
              "The order of the records changed (numbers of the old list): 1, 2, 3, 4, 5 \xe2\x86\x92 "
              "2, 1, 3, 4, 5");
}

static void
test_signer(void)
{
  CraftHeader header = signed_by(0);
  EXPECT(craft(&header, TOKEN_0, TOKEN_1, NODE(publisher, PUBLISHER), CAPF, NODE(subscriber, SUBSCRIBER)),
         "signer-changed 0 0", NULL);
  const ListChange *change = g_ptr_array_index(comparison->changes, 0);
  g_assert_nonnull(strstr(change->old_value, "83:E9:08:00:00:00:55:45:AF:31"));
  g_assert_nonnull(strstr(change->new_value, "3C:F9:27:00:00:00:AF:A2:DA:45"));
  expect_text(comparison, 0,
              "The signer changed: SAST-ADN008580ef, serial 83:E9:08:00:00:00:55:45:AF:31 \xe2\x86\x92 "
              "SAST-ADN0054f509, serial 3C:F9:27:00:00:00:AF:A2:DA:45");
}

/* Where name and serial number are the same, all that the header says is told. */
static void
test_signer_spelt_otherwise(void)
{
  CraftHeader header = signed_by(1);
  header.name = "CN=SAST-ADN008580ef";
  EXPECT(craft(&header, TOKEN_0, TOKEN_1, NODE(publisher, PUBLISHER), CAPF, NODE(subscriber, SUBSCRIBER)),
         "signer-changed 0 0", NULL);
  expect_text(comparison, 0,
              "The signer changed: cn=\"SAST-ADN008580ef        \";ou=IPCBU;o=\"Cisco Systems, serial "
              "83:E9:08:00:00:00:55:45:AF:31, issued by cn=Cisco Manufacturing CA;o=Cisco Systems "
              "\xe2\x86\x92 CN=SAST-ADN008580ef, serial 83:E9:08:00:00:00:55:45:AF:31, issued by cn=Cisco "
              "Manufacturing CA;o=Cisco Systems");
}

static void
test_header_facts(void)
{
  CraftHeader header = signed_by(1);
  header.digest = DIGEST_SHA512;
  header.version = 3;
  header.filename = "CTLSEP001122334455.tlv";
  header.timestamp = 1425678814;
  EXPECT(craft(&header, TOKEN_0, TOKEN_1, NODE(publisher, PUBLISHER), CAPF, NODE(subscriber, SUBSCRIBER)),
         "digest-changed 0 0", "version-changed 0 0", "filename-changed 0 0", "timestamp-changed 0 0", NULL);
  expect_text(comparison, 0, "The digest algorithm changed: SHA1 \xe2\x86\x92 SHA512");
  expect_text(comparison, 1, "The version changed: 1.2 \xe2\x86\x92 1.3");
  expect_text(comparison, 2,
              "The name that the list gives itself changed: CTLFile.tlv \xe2\x86\x92 CTLSEP001122334455.tlv");
  expect_text(comparison, 3,
              "The list was signed at another time: 2015-03-06 21:53:33 UTC \xe2\x86\x92 2015-03-06 21:53:34 "
              "UTC");
}

static void
test_non_secure(void)
{
  CraftHeader header = signed_by(1);
  EXPECT(craft(&header, TOKEN_0, TOKEN_1, NODE(NULL, PUBLISHER), CAPF, NODE(subscriber, SUBSCRIBER)),
         "certificate-removed 3 3", NULL);
  expect_text(comparison, 0,
              "Record 3, CCM+TFTP 10.48.47.153: the certificate was taken out (serial "
              "70:CA:F6:4E:09:07:51:B9:DF:22:F4:9F:75:4F:C5:BB), as for a non-secure cluster");
  g_autoptr(TrustList) secure = ordinary();
  g_autoptr(ListComparison) back = trust_list_compare(comparison->new_list, secure);
  const ListChange *change = g_ptr_array_index(back->changes, 0);
  g_assert_cmpint(change->kind, ==, LIST_CHANGE_CERTIFICATE_ADDED);
  expect_text(back, 0,
              "Record 3, CCM+TFTP 10.48.47.153: a certificate was put in (serial "
              "70:CA:F6:4E:09:07:51:B9:DF:22:F4:9F:75:4F:C5:BB)");
}

static void
test_emptied_added(void)
{
  CraftHeader header = signed_by(1);
  EXPECT(craft(&header, TOKEN_0, TOKEN_1, NODE(publisher, PUBLISHER), CAPF, NODE(subscriber, SUBSCRIBER),
               NODE(NULL, "10.48.47.155")),
         "record-added 0 6", NULL);
  expect_text(comparison, 0, "Record 6, CCM+TFTP 10.48.47.155: added");
}

/* Of a certificate that is not there, no more than its serial number can be told. */
static void
test_certificate_left_out(void)
{
  CraftHeader header = signed_by(1);
  EXPECT(
      craft(&header, TOKEN_0, TOKEN_1,
            {.function = FUNCTION_CCM_TFTP, .identity = publisher, .host = PUBLISHER, .no_certificate = TRUE},
            CAPF, NODE(subscriber, SUBSCRIBER)),
      "certificate-renewed 3 3", NULL);
  const ListChange *change = g_ptr_array_index(comparison->changes, 0);
  g_assert_true(g_str_has_prefix(change->old_value, "SHA-1 "));
  g_assert_cmpstr(change->new_value, ==, "only its serial number");
  g_autofree char *text = list_change_to_text(comparison, change);
  g_assert_true(g_str_has_suffix(text, " \xe2\x86\x92 only its serial number)"));
}

static void
test_details(void)
{
  CraftHeader header = signed_by(1);
  EXPECT(craft(&header, TOKEN_0, TOKEN_1, NODE(publisher, PUBLISHER),
               {.function = FUNCTION_CAPF,
                .identity = capf,
                .host = PUBLISHER,
                .subject = "CN=x",
                .extra_tag = 40},
               NODE(subscriber, SUBSCRIBER)),
         "details-changed 4 4", NULL);
  expect_text(comparison, 0, "Record 4, CAPF 10.48.47.153: other entries changed (subject, entry 40)");
}

/* SIGNERVERSION, which lists of others have. */
static void
test_signer_version(void)
{
  g_autoptr(TrustList) old_list = ordinary();
  g_autoptr(ListParts) parts = list_parts_new(old_list);
  section_add(parts->header, HEADER_SIGNER_VERSION, "\1\2", 2);
  g_autoptr(GBytes) bytes = list_parts_sign(parts, sample_token(1));
  EXPECT(trust_list_parse(bytes, NULL), "signer-version-changed 0 0", NULL);
  expect_text(comparison, 0, "SIGNERVERSION changed: 0.0 \xe2\x86\x92 1.2 (0.0: none)");
}

/* An entry that nobody knows may stand there several times; it is named once. */
static void
test_entry_twice(void)
{
  g_autoptr(TrustList) old_list = ordinary();
  g_autoptr(ListParts) parts = list_parts_new(old_list);
  for (guint i = 0; i < 3; i++)
    section_add(list_parts_record(parts, 3), 200, "x", i);
  g_autoptr(GBytes) bytes = list_parts_sign(parts, sample_token(1));
  EXPECT(trust_list_parse(bytes, NULL), "details-changed 4 4", NULL);
  expect_text(comparison, 0, "Record 4, CAPF 10.48.47.153: other entries changed (entry 200)");
}

/* The same entries, and yet not the same bytes. */
static void
test_entries_reordered(void)
{
  CraftHeader header = signed_by(1);
  EXPECT(craft(&header, TOKEN_0, TOKEN_1, NODE(publisher, PUBLISHER),
               {.function = FUNCTION_CAPF, .identity = capf, .host = PUBLISHER, .address_first = TRUE},
               NODE(subscriber, SUBSCRIBER)),
         "details-changed 4 4", NULL);
  expect_text(comparison, 0, "Record 4, CAPF 10.48.47.153: its entries stand in another order");
}

/* A record that changed is named with both of its numbers. */
static void
test_moved_and_renewed(void)
{
  CraftHeader header = signed_by(1);
  EXPECT(craft(&header, TOKEN_1, NODE(publisher, PUBLISHER), CAPF, NODE(subscriber, "10.48.47.200")),
         "record-removed 1 0", "address-changed 5 4", NULL);
  expect_text(comparison, 1,
              "Record 4 (it was 5), CCM+TFTP 10.48.47.200: the address changed (10.48.47.154 \xe2\x86\x92 "
              "10.48.47.200)");
}

/* A byte of the signature: the same list, and yet not the same file. */
static void
test_encoding(void)
{
  g_autoptr(TrustList) list = ordinary();
  gsize offset = trust_list_get_header(list)->signed_before.len + 3;
  EXPECT(craft_flip(list, offset), "encoding-changed 0 0", NULL);
  expect_text(comparison, 0, "Both lists say the same, but their headers or signatures are other bytes");
}

/* A certificate and its hash, as in ITL files, are the same certificate. */
static void
test_hash_of_certificate(void)
{
  CraftHeader header = signed_by(1);
  EXPECT(craft(&header, TOKEN_0, TOKEN_1, NODE(publisher, PUBLISHER),
               {.function = FUNCTION_CAPF, .identity = capf, .host = PUBLISHER, .hash = TRUE},
               NODE(subscriber, SUBSCRIBER)),
         "details-changed 4 4", NULL);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_autoptr(Identity) the_publisher =
      identity_new_server("cucm-1051-a-pub", "70CAF64E090751B9DF22F49F754FC5BB");
  g_autoptr(Identity) the_renewed =
      identity_new_server("cucm-1051-a-pub", "6B1D357B6841740B078FEE4A1813D5D6");
  g_autoptr(Identity) the_subscriber =
      identity_new_server("cucm-1051-a-sub1", "6BEBFDCDCD8CA277CB2FD1D183A60E72");
  g_autoptr(Identity) the_capf = identity_new_server("CAPF-e41e7d87", "744B4999770496E799E91E81D3C8109B");
  g_autoptr(Identity) the_token = identity_new_token("SAST-ADN00third00", "010203", 1024);
  publisher = the_publisher;
  renewed = the_renewed;
  subscriber = the_subscriber;
  capf = the_capf;
  third_token = the_token;
  g_test_add_func("/compare/equal", test_equal);
  g_test_add_func("/compare/added", test_added);
  g_test_add_func("/compare/removed", test_removed);
  g_test_add_func("/compare/renewed", test_renewed);
  g_test_add_func("/compare/renewed-same-serial", test_renewed_same_serial);
  g_test_add_func("/compare/token-renewed", test_token_renewed);
  g_test_add_func("/compare/recovery-is-no-renewal", test_recovery_is_no_renewal);
  g_test_add_func("/compare/address", test_address);
  g_test_add_func("/compare/addresses-swapped", test_addresses_swapped);
  g_test_add_func("/compare/function", test_function);
  g_test_add_func("/compare/renewed-and-moved", test_renewed_and_moved);
  g_test_add_func("/compare/several-functions", test_several_functions);
  g_test_add_func("/compare/duplicate", test_duplicate);
  g_test_add_func("/compare/order", test_order);
  g_test_add_func("/compare/signer", test_signer);
  g_test_add_func("/compare/signer/spelt-otherwise", test_signer_spelt_otherwise);
  g_test_add_func("/compare/header", test_header_facts);
  g_test_add_func("/compare/non-secure", test_non_secure);
  g_test_add_func("/compare/non-secure/added", test_emptied_added);
  g_test_add_func("/compare/certificate-left-out", test_certificate_left_out);
  g_test_add_func("/compare/details", test_details);
  g_test_add_func("/compare/entry-twice", test_entry_twice);
  g_test_add_func("/compare/signer-version", test_signer_version);
  g_test_add_func("/compare/details/order", test_entries_reordered);
  g_test_add_func("/compare/moved", test_moved_and_renewed);
  g_test_add_func("/compare/encoding", test_encoding);
  g_test_add_func("/compare/hash", test_hash_of_certificate);
  return g_test_run();
}
