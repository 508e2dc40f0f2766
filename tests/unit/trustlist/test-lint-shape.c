/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is unusual, and not known to do harm, is a warning or a note. Errors stand in test-bad-lists.c. */
#include "app/trustlist/lint/lint.h"
#include "app/trustlist/record-identity.h"
#include "app/trustlist/tags.h"
#include "bad-lists.h"
#include "craft.h"
#include "list-parts.h"

#include <openssl/bn.h>
#include <string.h>
#include <time.h>

enum { TOKEN, SIGNER, PUBLISHER, CAPF, SUBSCRIBER };

static ListParts *parts;
static GPtrArray *node;

static void
set_up(void)
{
  g_autoptr(TrustList) good = bad_lists_good();
  g_clear_pointer(&parts, list_parts_free);
  parts = list_parts_new(good);
  node = list_parts_record(parts, SUBSCRIBER);
}

/* The findings, whatever their severity, have to be exactly those EXPECTED: "rule" or "rule@record", with
 * blanks between. Then the list is a good one again. */
static void
expect_with(const Identity *signer, const char *expected)
{
  g_autoptr(GString) text = g_string_new(NULL);
  g_autoptr(GBytes) bytes = list_parts_sign(parts, signer);
  g_autoptr(TrustList) list = trust_list_parse(bytes, NULL);
  g_autoptr(GPtrArray) findings = trust_list_lint(list, NULL, time(NULL));
  for (guint i = 0; i < findings->len; i++) {
    const LintFinding *finding = g_ptr_array_index(findings, i);
    g_assert_cmpint(lint_rule_get(finding->rule)->severity, !=, LINT_ERROR);
    g_assert_true(g_utf8_validate(finding->text, -1, NULL));
    g_string_append_printf(text, "%s%s", i > 0 ? " " : "", lint_rule_get(finding->rule)->id);
    if (finding->record != RECORD_NONE)
      g_string_append_printf(text, "@%u", finding->record + 1);
  }
  g_assert_cmpstr(text->str, ==, expected);
  set_up();
}

static void
expect(const char *expected)
{
  expect_with(sample_token(1), expected);
}

static void
test_good(void)
{
  expect("");
}

/* --- header --- */

static void
test_version(void)
{
  static const guint8 versions[][2] = {{1, 0}, {1, 1}, {1, 2}, {1, 3}, {2, 0}};
  for (gsize i = 0; i < G_N_ELEMENTS(versions); i++) {
    section_set(parts->header, HEADER_VERSION, versions[i], 2);
    expect(i < 3 ? "" : "unknown-version");
  }
}

static void
test_digest(void)
{
  section_set(parts->header, HEADER_DIGEST_ALGORITHM, (guint8[]){DIGEST_SHA256}, 1);
  expect("unread-digest");
  section_set(parts->header, HEADER_DIGEST_ALGORITHM, (guint8[]){DIGEST_SHA512}, 1);
  expect("");
}

/* The signer's three entries may come in any order, and its version anywhere. */
static void
test_header_order(void)
{
  section_move(parts->header, HEADER_CA_NAME, HEADER_SERIAL_NUMBER);
  expect("");
  section_add(parts->header, HEADER_SIGNER_VERSION, "\1", 2);
  section_move(parts->header, HEADER_SIGNER_VERSION, HEADER_VERSION);
  expect("");
  section_move(parts->header, HEADER_TIMESTAMP, HEADER_SIGNER_ID);
  expect("header-order");
  section_move(parts->header, HEADER_SIGNER_ID, HEADER_SIGNATURE_INFO);
  expect("header-order");
}

static void
test_padding(void)
{
  guint right = 0;
  g_autoptr(TrustList) good = bad_lists_good();
  TlvReader header = {g_bytes_get_data(trust_list_get_bytes(good), NULL), trust_list_get_header(good)->len};
  while (header.data[header.len - 1 - right] == HEADER_PADDING)
    right++;
  parts->padding = right + 1;
  expect("header-padding");
  parts->padding = right + 4;
  expect("header-padding");
  parts->padding = right;
  expect("");
}

/* Once, however many there are. */
static void
test_unknown_entries(void)
{
  section_add(parts->header, 200, "x", 1);
  section_add(parts->header, 201, "y", 1);
  section_add(node, 202, "z", 1);
  section_add(node, 202, "z", 1);
  expect("unknown-entry unknown-entry@5");
}

/* --- records --- */

static void
test_record_order(void)
{
  section_move(node, RECORD_PUBLIC_KEY, RECORD_DNS_NAME);
  expect("record-order@5");
}

/* As other programs write them: without DNSNAME and IPADDRESS. */
static void
test_order_of_others(void)
{
  GPtrArray *token = list_parts_record(parts, TOKEN);
  section_remove(token, RECORD_DNS_NAME);
  section_remove(token, RECORD_IP_ADDRESS);
  section_move(token, RECORD_FUNCTION, RECORD_PUBLIC_KEY);
  expect("");
}

static void
test_function(void)
{
  section_set(node, RECORD_FUNCTION, "\0\5", 2);
  expect("unknown-function@5");
}

static void
test_hosts(void)
{
  static const struct {
    const char *host;
    const char *expected;
  } hosts[] = {
      {"cucm_sub-1.example.com", ""},
      {"10.48.47.153", "address-mismatch@5"},
      {"2001:db8::1", ""},
      {"cucm sub", "host-shape@5"},
      {"cucm\xc3\xa9", "host-shape@5"},
      {"cucm\x1b[2J", "control-characters@5 host-shape@5"},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(hosts); i++) {
    section_set(node, RECORD_DNS_NAME, hosts[i].host, strlen(hosts[i].host) + 1);
    expect(hosts[i].expected);
  }
}

static void
test_no_host(void)
{
  section_set(node, RECORD_DNS_NAME, "", 1);
  expect("");
  section_set(node, RECORD_DNS_NAME, "", 1);
  section_set(node, RECORD_IP_ADDRESS, "\0\0\0", 4);
  expect("host-shape@5");
}

/* A certificate may have such a name. */
static void
test_control_characters(void)
{
  static const char *const names[] = {"CN=a\x1b[2J", "CN=a\xc2\x9b", "CN=a\xe2\x80\xae!", "CN=a\xe2\x80\xa8",
                                      "CN=a\xe2\x80\x8b"};
  for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
    CraftHeader header = {.signer = sample_token(1), .style = NAME_STYLE_TOKEN};
    const char *parts_of_name[] = {names[i], NULL};
    g_autoptr(Identity) server = identity_new(1024, parts_of_name, parts_of_name, "0A0B");
    g_autoptr(TrustList) list =
        craft(&header, {.identity = sample_token(0)}, {.identity = sample_token(1)},
              {.function = FUNCTION_CCM_TFTP, .identity = server, .host = "10.0.0.1"});
    list_parts_free(parts);
    parts = list_parts_new(list);
    expect("no-capf control-characters@3 control-characters@3");
  }
}

/* --- serial numbers and keys --- */

/* Puts record FROM of LIST in the place of record TO. */
static void
take_record(const TrustList *list, guint from, guint to)
{
  g_autoptr(ListParts) other = list_parts_new(list);
  g_ptr_array_unref(g_ptr_array_index(parts->records, to));
  g_ptr_array_index(parts->records, to) = g_ptr_array_ref(list_parts_record(other, from));
}

static void
expect_node(Identity *identity, const char *expected)
{
  CraftHeader header = {.signer = sample_token(1), .style = NAME_STYLE_TOKEN};
  g_autoptr(TrustList) list =
      craft(&header, {.identity = sample_token(0)}, {.identity = sample_token(1)},
            {.function = FUNCTION_CCM_TFTP, .identity = identity, .host = "10.0.0.1"});
  take_record(list, 2, SUBSCRIBER);
  expect(expected);
  identity_free(identity);
}

static void
test_serials(void)
{
  const char *const name[] = {"CN=a", NULL};
  expect_node(identity_new(1024, name, name, "-05"), "serial-unusual@5");
  expect_node(identity_new(1024, name, name, "0102030405060708090A0B0C0D0E0F101112131415"),
              "serial-unusual@5");
  expect_node(identity_new(1024, name, name, "0102030405060708090A0B0C0D0E0F1011121314"), "");
  section_remove(node, RECORD_CERTIFICATE);
  section_set(node, RECORD_SERIAL_NUMBER, "\0\x83", 2);
  expect("serial-unusual@5");
}

static void
test_large_key(void)
{
  const char *const name[] = {"CN=a", NULL};
  Identity *identity = identity_new(1024, name, name, "05");
  g_autoptr(EVP_PKEY) key = identity_dup_key_of_bits(4104);
  X509_set_pubkey(identity->certificate, key);
  g_assert_cmpint(X509_sign(identity->certificate, identity->key, EVP_sha1()), >, 0);
  expect_node(identity, "key-too-large@5");
}

/* A SAST key that the header has no code for: 1536 bits, and an elliptic one. */
static void
test_key_cannot_sign(void)
{
  EVP_PKEY *keys[] = {identity_dup_key_of_bits(1536), EVP_EC_gen("P-256")};
  for (gsize i = 0; i < G_N_ELEMENTS(keys); i++) {
    CraftHeader header = {.signer = sample_token(1), .style = NAME_STYLE_TOKEN};
    g_autoptr(Identity) token = identity_new_token("SAST-ADN00token000", "0A0B", 1024);
    X509_set_pubkey(token->certificate, keys[i]);
    g_assert_cmpint(X509_sign(token->certificate, token->key, EVP_sha1()), >, 0);
    g_autoptr(TrustList) list = craft(&header, {.identity = token}, {.identity = sample_token(1)});
    take_record(list, 0, TOKEN);
    expect("key-cannot-sign@1");
    EVP_PKEY_free(keys[i]);
  }
}

static void
test_unknown_hash(void)
{
  section_add(node, RECORD_CERT_HASH, "01234567890123456789", 20);
  expect("hash-unknown@5");
  section_add(node, RECORD_CERT_HASH, "01234567890123456789012345678901", 32);
  section_add(node, RECORD_HASH_ALGORITHM, "\2", 1);
  expect("hash-unknown@5");
}

/* The certificate's own signature is right. */
static void
test_signature(void)
{
  TlvReader der = section_get(node, RECORD_CERTIFICATE);
  section_add(node, RECORD_SIGNATURE, der.data + der.len - 128, 128);
  section_move(node, RECORD_SIGNATURE, RECORD_CERTIFICATE);
  expect("");
}

/* Without tokens: CallManager alone is what clusters up to 10.5(1) write. */
static void
test_tokenless(void)
{
  const char *const names[][2] = {{"CN=a", NULL}, {"CN=b", NULL}};
  g_autoptr(Identity) callmanager = identity_new(1024, names[0], names[0], "05");
  g_autoptr(Identity) recovery = identity_new(1024, names[1], names[1], "06");
  CraftHeader header = {.signer = callmanager, .style = NAME_STYLE_SERVER};
  CraftRecord first = {.identity = callmanager, .subject = "CN=a", .issuer = "CN=a", .host = "10.0.0.1"};
  CraftRecord second = {.identity = recovery, .subject = "CN=b", .issuer = "CN=b", .host = "10.0.0.1"};
  CraftRecord tftp = {.function = FUNCTION_CCM_TFTP, .identity = callmanager, .host = "10.0.0.1"};
  g_autoptr(TrustList) one = craft(&header, first, tftp);
  g_autoptr(TrustList) two = craft(&header, first, second, tftp);
  list_parts_free(parts);
  parts = list_parts_new(one);
  expect_with(callmanager, "tokenless-one-signer no-capf");
  list_parts_free(parts);
  parts = list_parts_new(two);
  expect_with(callmanager, "no-capf");
}

/* A name that fills a record is not said in full. */
static void
test_long_name(void)
{
  g_autofree char *name = g_strnfill(60000, ';');
  section_set(node, RECORD_SUBJECT_NAME, name, 60001);
  g_autoptr(GBytes) bytes = list_parts_sign(parts, sample_token(1));
  g_autoptr(TrustList) list = trust_list_parse(bytes, NULL);
  g_autoptr(GPtrArray) findings = trust_list_lint(list, NULL, time(NULL));
  g_assert_cmpuint(findings->len, ==, 1);
  const LintFinding *finding = g_ptr_array_index(findings, 0);
  g_assert_cmpint(finding->rule, ==, LINT_SUBJECT_MISMATCH);
  g_assert_cmpuint(strlen(finding->text), <, 700);
  set_up();
}

static void
test_long_host(void)
{
  g_autofree char *name = g_strnfill(60000, 'x');
  section_set(node, RECORD_DNS_NAME, name, 60001);
  g_autoptr(GBytes) bytes = list_parts_sign(parts, sample_token(1));
  g_autoptr(TrustList) list = trust_list_parse(bytes, NULL);
  g_autofree char *label = record_dup_label(trust_list_get_record(list, SUBSCRIBER));
  g_assert_cmpuint(strlen(label), <, 700);
  g_assert_nonnull(strstr(label, "xxx..."));
  set_up();
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  set_up();
  g_test_add_func("/lint-shape/good", test_good);
  g_test_add_func("/lint-shape/version", test_version);
  g_test_add_func("/lint-shape/digest", test_digest);
  g_test_add_func("/lint-shape/header-order", test_header_order);
  g_test_add_func("/lint-shape/padding", test_padding);
  g_test_add_func("/lint-shape/unknown-entries", test_unknown_entries);
  g_test_add_func("/lint-shape/record-order", test_record_order);
  g_test_add_func("/lint-shape/order-of-others", test_order_of_others);
  g_test_add_func("/lint-shape/function", test_function);
  g_test_add_func("/lint-shape/hosts", test_hosts);
  g_test_add_func("/lint-shape/no-host", test_no_host);
  g_test_add_func("/lint-shape/control-characters", test_control_characters);
  g_test_add_func("/lint-shape/serials", test_serials);
  g_test_add_func("/lint-shape/large-key", test_large_key);
  g_test_add_func("/lint-shape/key-cannot-sign", test_key_cannot_sign);
  g_test_add_func("/lint-shape/unknown-hash", test_unknown_hash);
  g_test_add_func("/lint-shape/signature", test_signature);
  g_test_add_func("/lint-shape/tokenless", test_tokenless);
  g_test_add_func("/lint-shape/long-name", test_long_name);
  g_test_add_func("/lint-shape/long-host", test_long_host);
  int status = g_test_run();
  g_clear_pointer(&parts, list_parts_free);
  return status;
}
