/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The lint: each fault is found by its name and at its record, and a good list has none. */
#include "app/trustlist/lint/lint.h"
#include "craft.h"

#include <string.h>
#include <time.h>

#define PUBLISHER "10.48.47.153"
#define SUBSCRIBER "10.48.47.154"
#define DAY_S (24 * 3600)

static const Identity *publisher, *subscriber, *capf;

static CraftHeader
good_header(void)
{
  return (CraftHeader){.signer = sample_token(1), .style = NAME_STYLE_TOKEN};
}

static CraftHeader
itl_header(void)
{
  return (CraftHeader){.signer = publisher, .style = NAME_STYLE_SERVER, .filename = "ITLFile.tlv"};
}

#define TOKENS                                                                                               \
  {.identity = sample_token(0)},                                                                             \
  {                                                                                                          \
    .identity = sample_token(1)                                                                              \
  }
#define NODE(who, where)                                                                                     \
  {                                                                                                          \
    .function = FUNCTION_CCM_TFTP, .identity = who, .host = where                                            \
  }
#define CAPF                                                                                                 \
  {                                                                                                          \
    .function = FUNCTION_CAPF, .identity = capf, .host = PUBLISHER                                           \
  }
#define GOOD_SERVERS NODE(publisher, PUBLISHER), CAPF

/* Lints LIST, which it takes over, as the file NAME at the time NOW. The findings have to be exactly those
 * EXPECTED: "duplicate-record 5" at record 5, "no-capf 0" about the list, joined by semicolons. */
static void
expect_at(TrustList *list, const char *name, gint64 now, const char *expected)
{
  g_autoptr(GPtrArray) findings = trust_list_lint(list, name, now);
  GString *got = g_string_new(NULL);
  for (guint i = 0; i < findings->len; i++) {
    const LintFinding *finding = g_ptr_array_index(findings, i);
    g_string_append_printf(got, "%s%s %u", i > 0 ? "; " : "", lint_rule_get(finding->rule)->id,
                           finding->record + 1);
    g_assert_false(g_str_has_suffix(finding->text, "."));
  }
  g_assert_cmpstr(got->str, ==, expected);
  g_string_free(got, TRUE);
  trust_list_unref(list);
}

static void
expect(TrustList *list, const char *expected)
{
  expect_at(list, NULL, time(NULL), expected);
}

static TrustList *
good(void)
{
  CraftHeader header = good_header();
  return craft(&header, TOKENS, GOOD_SERVERS, NODE(subscriber, SUBSCRIBER));
}

static void
test_good(void)
{
  expect(good(), "");
  expect_at(good(), "CTLFile.tlv", time(NULL), "");
  expect_at(good(), "new-list.tlv", time(NULL), "");
  expect(sample_list(sample_token(0), sample_token(1), sample_token(1), DIGEST_SHA1), "");
}

/* A tokenless list: one certificate with two functions is no duplicate, its names are spelt as a server's. */
static void
test_tokenless(void)
{
  g_autofree char *subject = name_text_from_subject(publisher->certificate, NAME_STYLE_SERVER);
  CraftHeader header = {.signer = publisher, .style = NAME_STYLE_SERVER};
  expect(craft(&header, {.identity = publisher, .host = PUBLISHER, .subject = subject, .issuer = subject},
               GOOD_SERVERS),
         "tokenless-one-signer 0");
}

static void
test_itl(void)
{
  g_autofree char *subject = name_text_from_subject(publisher->certificate, NAME_STYLE_SERVER);
  CraftHeader header = itl_header();
  expect(craft(&header, {.identity = publisher, .subject = subject, .issuer = subject, .no_address = TRUE},
               {.function = FUNCTION_CCM_TFTP, .identity = publisher, .no_address = TRUE},
               {.function = FUNCTION_TVS, .identity = subscriber, .hash = TRUE, .no_address = TRUE}),
         "");
}

static void
test_signer_not_in_list(void)
{
  CraftHeader header = good_header();
  g_autoptr(Identity) stranger = identity_new_token("SAST-ADN00stranger", "0103", 1024);
  header.signer = stranger;
  expect(craft(&header, TOKENS, GOOD_SERVERS), "signer-not-in-list 0");
}

static void
test_signature_wrong(void)
{
  g_autoptr(TrustList) list = good();
  TrustList *changed = craft_flip(list, trust_list_get_header(list)->signed_before.len + 3);
  expect(changed, "signature-wrong 2");
}

static void
test_signer_name(void)
{
  CraftHeader header = good_header();
  header.name = "cn=SAST-ADN008580ef;ou=IPCBU;o=Cisco Systems";
  expect(craft(&header, TOKENS, GOOD_SERVERS), "signer-name-mismatch 2");
}

static void
test_too_few_tokens(void)
{
  CraftHeader header = good_header();
  expect(craft(&header, {.identity = sample_token(1)}, GOOD_SERVERS), "too-few-tokens 0");
}

/* The same token twice is one token. */
static void
test_same_token_twice(void)
{
  CraftHeader header = good_header();
  expect(craft(&header, {.identity = sample_token(1)}, {.identity = sample_token(1)}, GOOD_SERVERS),
         "too-few-tokens 0; duplicate-record 2");
}

static void
test_duplicate(void)
{
  CraftHeader header = good_header();
  expect(craft(&header, TOKENS, GOOD_SERVERS, CAPF), "duplicate-record 5");
  expect(craft(&header, TOKENS, GOOD_SERVERS, NODE(subscriber, PUBLISHER)), "duplicate-record 5");
  expect(craft(&header, TOKENS, GOOD_SERVERS, NODE(publisher, SUBSCRIBER)), "");
}

/* What lists of 11.5 and later have: CallManager and CallManager-ECDSA as CCM+TFTP of one node, ITLRecovery
 * and CallManager as SAST of the publisher, a second cluster's ITLRecovery. CAPF by the node's name. */
static void
test_records_of_real_lists(void)
{
  CraftHeader header = good_header();
  g_autoptr(Identity) ec = identity_new_ec_server("cucm-1051-a-pub-EC", "0A0B0C");
  g_autoptr(Identity) recovery = identity_new_server("ITLRECOVERY_cucm-1051-a-pub", "0A0B0D");
  g_autoptr(Identity) other = identity_new_server("ITLRECOVERY_elsewhere", "0A0B0E");
  const Identity *sast[] = {recovery, publisher, other};
  char *names[3] = {NULL};
  for (gsize i = 0; i < G_N_ELEMENTS(sast); i++)
    names[i] = name_text_from_subject(sast[i]->certificate, NAME_STYLE_SERVER);
#define SAST(i, where) {.identity = sast[i], .host = where, .subject = names[i], .issuer = names[i]}
  CraftRecord capf_by_name = {
      .function = FUNCTION_CAPF, .identity = capf, .host = "cucm-1051-a-pub", .address = PUBLISHER};
  expect(craft(&header, TOKENS, SAST(0, PUBLISHER), SAST(1, PUBLISHER), SAST(2, "10.9.9.9"),
               NODE(publisher, PUBLISHER), NODE(ec, PUBLISHER), capf_by_name),
         "");
  for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
    g_free(names[i]);
}

static void
test_record_mismatches(void)
{
  CraftHeader header = good_header();
  CraftRecord node = NODE(publisher, PUBLISHER);
  node.subject = "CN=cucm-1051-a-pub;OU=TAC;O=Cisco;L=Krakow;ST=Malopolska;C=DE";
  expect(craft(&header, TOKENS, node, CAPF), "subject-mismatch 3");
  node.subject = NULL;
  node.issuer = "CN=cucm-1051-a-pub";
  expect(craft(&header, TOKENS, node, CAPF), "issuer-mismatch 3");
  node.issuer = NULL;
  node.serial = "70CAF64E090751B9DF22F49F754FC5BC";
  expect(craft(&header, TOKENS, node, CAPF), "serial-mismatch 3");
  node.serial = NULL;
  node.key_of = subscriber;
  expect(craft(&header, TOKENS, node, CAPF), "public-key-mismatch 3");
  node.key_of = NULL;
  node.no_public_key = TRUE;
  expect(craft(&header, TOKENS, node, CAPF), "");
}

/* A sign byte as in DER is none of the serial number's. */
static void
test_sign_byte(void)
{
  g_autoptr(Identity) identity = identity_new_server("cucm-1051-a-pub", "83E9");
  CraftHeader header = good_header();
  CraftRecord node = NODE(identity, PUBLISHER);
  expect(craft(&header, TOKENS, node, CAPF), "");
  node.serial = "0083E9";
  expect(craft(&header, TOKENS, node, CAPF), "serial-mismatch 3");
}

/* The ways in which lists spell names. */
static void
test_spellings(void)
{
  static const char *const spellings[] = {
      "CN=cucm-1051-a-pub;OU=TAC;O=Cisco;L=Krakow;ST=Malopolska;C=PL",
      "CN=cucm-1051-a-pub,OU=TAC,O=Cisco,L=Krakow,ST=Malopolska,C=PL",
      "C=PL, ST=Malopolska, L=Krakow, O=Cisco, OU=TAC, CN=cucm-1051-a-pub",
      "cn=\"cucm-1051-a-pub   \";ou=TAC;o=\"Cisco",
  };
  CraftHeader header = good_header();
  CraftRecord node = NODE(publisher, PUBLISHER);
  for (gsize i = 0; i < G_N_ELEMENTS(spellings); i++) {
    node.subject = node.issuer = spellings[i];
    expect(craft(&header, TOKENS, node, CAPF), "");
  }
}

static void
test_separator_in_name(void)
{
  const char *name[] = {"O=Cisco, Inc; Krakow", "CN=x", "DC=lab", NULL};
  g_autoptr(Identity) identity = identity_new(1024, name, name, "05");
  CraftHeader header = good_header();
  CraftRecord node = NODE(identity, PUBLISHER);
  expect(craft(&header, TOKENS, node, CAPF), "");
  node.subject = "CN=x,O=Cisco, Inc; Krakow,DC=lab";
  expect(craft(&header, TOKENS, node, CAPF), "");
  node.subject = node.issuer = "DC=lab,CN=x,O=Cisco\\, Inc\\; Krakow";
  expect(craft(&header, TOKENS, node, CAPF), "");
  node.issuer = NULL;
  node.subject = "CN=x,O=Cisco, Inc; Warszawa,DC=lab";
  expect(craft(&header, TOKENS, node, CAPF), "subject-mismatch 3");
}

static void
test_unreadable(void)
{
  CraftHeader header = good_header();
  CraftRecord node = NODE(publisher, PUBLISHER);
  node.certificate = "no certificate at all";
  expect(craft(&header, TOKENS, node, CAPF), "unreadable-certificate 3");
}

static void
test_no_certificate(void)
{
  CraftHeader header = good_header();
  expect(craft(&header, TOKENS, NODE(publisher, PUBLISHER), {.function = FUNCTION_CAPF, .host = PUBLISHER}),
         "no-certificate 4");
}

/* The sample certificates live for 365 days from now. */
static void
test_validity(void)
{
  gint64 now = time(NULL);
  expect_at(good(), NULL, now + 300 * DAY_S, "");
  expect_at(good(), NULL, now + 310 * DAY_S,
            "certificate-expires-soon 1; certificate-expires-soon 2; certificate-expires-soon 3; "
            "certificate-expires-soon 4; certificate-expires-soon 5");
  expect_at(good(), NULL, now + 366 * DAY_S,
            "certificate-expired 1; certificate-expired 2; certificate-expired 3; certificate-expired 4; "
            "certificate-expired 5");
  expect_at(good(), NULL, now - DAY_S,
            "certificate-not-yet-valid 1; certificate-not-yet-valid 2; certificate-not-yet-valid 3; "
            "certificate-not-yet-valid 4; certificate-not-yet-valid 5");
}

static void
test_key_too_small(void)
{
  const char *name[] = {"CN=old", NULL};
  g_autoptr(Identity) identity = identity_new(512, name, name, "05");
  CraftHeader header = good_header();
  CraftRecord node = NODE(identity, PUBLISHER);
  expect(craft(&header, TOKENS, node, CAPF), "key-too-small 3");
  node.hash = TRUE; /* only PUBLICKEY is left to tell */
  expect(craft(&header, TOKENS, node, CAPF), "key-too-small 3");
}

static void
test_server_without_tftp(void)
{
  CraftHeader header = good_header();
  CraftRecord lonely = {.function = FUNCTION_CAPF, .identity = capf, .host = SUBSCRIBER};
  CraftRecord tftp = {.function = FUNCTION_TFTP, .identity = subscriber, .host = SUBSCRIBER};
  CraftRecord application = {
      .function = FUNCTION_APPLICATION_SERVER, .identity = subscriber, .host = "10.0.0.1"};
  expect(craft(&header, TOKENS, NODE(publisher, PUBLISHER), lonely), "server-without-tftp 4");
  expect(craft(&header, TOKENS, NODE(publisher, PUBLISHER), lonely, tftp), "");
  expect(craft(&header, TOKENS, GOOD_SERVERS, application), "");
  expect(craft(&header, TOKENS, lonely, tftp), "server-without-tftp 0");
  expect(craft(&header, TOKENS), "server-without-tftp 0; no-capf 0");
}

static void
test_no_capf(void)
{
  CraftHeader header = good_header();
  expect(craft(&header, TOKENS, NODE(publisher, PUBLISHER)), "no-capf 0");
}

static void
test_kinds_mixed_up(void)
{
  CraftHeader header = good_header();
  g_autofree char *subject = name_text_from_subject(publisher->certificate, NAME_STYLE_SERVER);
  CraftRecord sast = {.identity = publisher, .subject = subject, .issuer = subject, .no_address = TRUE};
  CraftRecord tvs = {.function = FUNCTION_TVS, .identity = subscriber, .hash = TRUE, .no_address = TRUE};
  expect(craft(&header, TOKENS, GOOD_SERVERS, tvs), "tvs-in-ctl 5");
  header = itl_header();
  tvs.no_address = FALSE;
  expect(craft(&header, sast, tvs), "address-in-itl 2");
}

/* N records; with RSA-2048 each takes more than 1 KiB. */
static TrustList *
long_list(guint n)
{
  const char *name[] = {"CN=cucm-1051-a-sub1", "OU=Telephony and Collaboration", "O=Cisco", NULL};
  g_autoptr(Identity) server = identity_new(2048, name, name, "0A0B0C");
  CraftHeader header = good_header();
  g_autofree CraftRecord *records = g_new0(CraftRecord, n);
  g_autoptr(GPtrArray) hosts = g_ptr_array_new_with_free_func(g_free);
  const CraftRecord first[] = {TOKENS, GOOD_SERVERS};
  for (guint i = 0; i < n; i++) {
    g_ptr_array_add(hosts, g_strdup_printf("10.1.%u.%u", i / 256, i % 256));
    records[i] = i < G_N_ELEMENTS(first) ? first[i] : (CraftRecord)NODE(server, g_ptr_array_index(hosts, i));
  }
  return craft_list(&header, records, n);
}

/* The documents name a limit for ITLs only (bad-lists-whole.c has one); 550001 is that of configuration
 * files. */
static void
test_size(void)
{
  expect(long_list(20), "");
  expect(long_list(100), "large 0");
  expect(long_list(500), "large 0");
}

static void
test_timestamp(void)
{
  CraftHeader header = good_header();
  gint64 now = time(NULL);
  header.timestamp = (guint32)now + 60;
  expect_at(craft(&header, TOKENS, GOOD_SERVERS), NULL, now, "");
  header.timestamp = (guint32)now + 3600;
  expect_at(craft(&header, TOKENS, GOOD_SERVERS), NULL, now, "timestamp-in-future 0");
}

static void
test_filename(void)
{
  CraftHeader header = good_header();
  expect_at(good(), "ITLFile.tlv", time(NULL), "filename-role 0");
  header.filename = "CTLSEP001122334455.tlv";
  expect_at(craft(&header, TOKENS, GOOD_SERVERS), "CTLFile.tlv", time(NULL), "");
  header.filename = "list.bin";
  expect(craft(&header, TOKENS, GOOD_SERVERS), "filename-role 0");
  header.filename = "";
  expect(craft(&header, TOKENS, GOOD_SERVERS), "");
  header.filename = "ITLFile.tlv";
  expect(craft(&header, TOKENS, GOOD_SERVERS),
         "filename-role 0; address-in-itl 1; address-in-itl 2; address-in-itl 3; address-in-itl 4");
}

static void
test_non_secure(void)
{
  CraftHeader header = good_header();
  expect(craft(&header, TOKENS, NODE(NULL, PUBLISHER), CAPF, NODE(NULL, SUBSCRIBER)), "non-secure-list 0");
  expect(craft(&header, TOKENS, GOOD_SERVERS, NODE(NULL, SUBSCRIBER)), "partly-non-secure 5");
}

static void
test_empty_serial(void)
{
  CraftHeader header = good_header();
  expect(craft(&header, TOKENS, NODE(publisher, PUBLISHER),
               {.function = FUNCTION_CAPF, .identity = capf, .host = PUBLISHER, .serial = ""}),
         "serial-mismatch 4");
}

/* How many findings of each severity there are decides what happens with a list. */
static void
test_count(void)
{
  CraftHeader header = good_header();
  header.name = "cn=SAST-ADN008580ef";
  g_autoptr(TrustList) list = craft(
      &header, {.identity = sample_token(1)}, NODE(publisher, PUBLISHER),
      {.function = FUNCTION_CAPF, .identity = capf, .host = PUBLISHER, .subject = "CN=x", .issuer = "CN=x"});
  g_autoptr(GPtrArray) findings = trust_list_lint(list, NULL, time(NULL));
  g_assert_cmpuint(lint_count(findings, LINT_INFO), ==, 0);
  g_assert_cmpuint(lint_count(findings, LINT_WARNING), ==, 1);
  g_assert_cmpuint(lint_count(findings, LINT_ERROR), ==, 3);
  g_assert_cmpstr(lint_severity_get_word(LINT_INFO), ==, "info");
  g_assert_cmpstr(lint_severity_get_word(LINT_WARNING), ==, "warning");
  g_assert_cmpstr(lint_severity_get_word(LINT_ERROR), ==, "error");
}

/* Identifiers are for scripts: short, in lower case, unique, and each explained in a line. */
static void
test_table(void)
{
  g_autoptr(GHashTable) ids = g_hash_table_new(g_str_hash, g_str_equal);
  for (guint i = 0; i < LINT_N_RULES; i++) {
    const LintRuleInfo *rule = lint_rule_get((LintRule)i);
    g_assert_nonnull(rule->id);
    g_assert_cmpuint(strspn(rule->id, "abcdefghijklmnopqrstuvwxyz-"), ==, strlen(rule->id));
    g_assert_true(g_hash_table_add(ids, (gpointer)rule->id));
    g_assert_cmpuint(strlen(rule->explanation), <=, 80);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_autoptr(Identity) the_publisher =
      identity_new_server("cucm-1051-a-pub", "70CAF64E090751B9DF22F49F754FC5BB");
  g_autoptr(Identity) the_subscriber =
      identity_new_server("cucm-1051-a-sub1", "6BEBFDCDCD8CA277CB2FD1D183A60E72");
  g_autoptr(Identity) the_capf = identity_new_server("CAPF-e41e7d87", "744B4999770496E799E91E81D3C8109B");
  publisher = the_publisher;
  subscriber = the_subscriber;
  capf = the_capf;
  g_test_add_func("/lint/good", test_good);
  g_test_add_func("/lint/tokenless", test_tokenless);
  g_test_add_func("/lint/itl", test_itl);
  g_test_add_func("/lint/signer-not-in-list", test_signer_not_in_list);
  g_test_add_func("/lint/signature-wrong", test_signature_wrong);
  g_test_add_func("/lint/signer-name", test_signer_name);
  g_test_add_func("/lint/too-few-tokens", test_too_few_tokens);
  g_test_add_func("/lint/same-token-twice", test_same_token_twice);
  g_test_add_func("/lint/duplicate", test_duplicate);
  g_test_add_func("/lint/records-of-real-lists", test_records_of_real_lists);
  g_test_add_func("/lint/record-mismatches", test_record_mismatches);
  g_test_add_func("/lint/sign-byte", test_sign_byte);
  g_test_add_func("/lint/spellings", test_spellings);
  g_test_add_func("/lint/separator-in-name", test_separator_in_name);
  g_test_add_func("/lint/unreadable", test_unreadable);
  g_test_add_func("/lint/no-certificate", test_no_certificate);
  g_test_add_func("/lint/validity", test_validity);
  g_test_add_func("/lint/key-too-small", test_key_too_small);
  g_test_add_func("/lint/server-without-tftp", test_server_without_tftp);
  g_test_add_func("/lint/no-capf", test_no_capf);
  g_test_add_func("/lint/kinds", test_kinds_mixed_up);
  g_test_add_func("/lint/size", test_size);
  g_test_add_func("/lint/timestamp", test_timestamp);
  g_test_add_func("/lint/filename", test_filename);
  g_test_add_func("/lint/non-secure", test_non_secure);
  g_test_add_func("/lint/empty-serial", test_empty_serial);
  g_test_add_func("/lint/count", test_count);
  g_test_add_func("/lint/table", test_table);
  return g_test_run();
}
