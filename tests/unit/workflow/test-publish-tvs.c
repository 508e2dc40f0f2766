/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Asking TVS before a list is pushed: who is believed to be TVS, and what is made of its answer. */
#include "app/publisher/tls/tls-certificate.h"
#include "app/workflow/publish/publish-tvs.h"
#include "sample-cluster.h"

typedef struct {
  AddressBookEntry *entry;
  TrustList *list, *tokenless;
  PublishTvs *tvs;
  PublishTvsAnswer answer; /* of the last ask() */
} Fixture;

/* Phones hold a tokenless list; TVS runs, and knows nobody. */
static void
set_up(Fixture *fixture, gconstpointer unused)
{
  sample_cluster_reset();
  sample_tvs("pub", SERVER_CALLMANAGER);
  fixture->entry = sample_entry();
  fixture->list = sample_token_list(1);
  fixture->tokenless = sample_tokenless_list(SERVER_CALLMANAGER);
  fixture->tvs = publish_tvs_new(fixture->entry);
}

static void
tear_down(Fixture *fixture, gconstpointer unused)
{
  publish_tvs_free(fixture->tvs);
  address_book_entry_free(fixture->entry);
  trust_list_unref(fixture->list);
  trust_list_unref(fixture->tokenless);
}

/* About LIST, while phones hold HELD. */
static PublishTvsVerdict
ask(Fixture *fixture, const TrustList *list, const TrustList *held)
{
  g_autoptr(GError) error = NULL;
  g_assert_true(publish_tvs_ask(fixture->tvs, list, held, &fixture->answer, NULL, NULL, &error));
  g_assert_no_error(error);
  return fixture->answer.verdict;
}

/* Nobody says who TVS is, or it does not answer: it never vouches then. */
static void
expect_failure(Fixture *fixture, const TrustList *list, const TrustList *held, const char *words)
{
  g_assert_cmpint(ask(fixture, list, held), ==, PUBLISH_TVS_FAILED);
  g_assert_true(g_str_has_prefix(fixture->answer.text, "TVS on pub could not be asked ("));
  g_assert_true(sample_says(fixture->answer.text, words));
}

static void
expect_not_asked(Fixture *fixture, const TrustList *list, const TrustList *held, const char *words)
{
  fake_forget();
  expect_failure(fixture, list, held, words);
  g_assert_cmpuint(fake_count("tvs *"), ==, 0);
  g_assert_null(fixture->answer.itl);
}

#define NOT_BY_HELD "was signed with no key of the list that phones hold)"

/* --- what is made of its answer --- */

static void
test_answers(Fixture *fixture, gconstpointer unused)
{
  g_assert_cmpint(ask(fixture, fixture->list, fixture->tokenless), ==, PUBLISH_TVS_UNKNOWN);
  g_assert_cmpstr(fixture->answer.text, ==, "TVS on pub does not know its certificate");
  g_assert_nonnull(fixture->answer.itl);
  g_assert_null(fixture->answer.warning);
  fake_tvs_trust("pub", sample_token(1)->certificate, FUNCTION_CCM_TFTP);
  g_assert_cmpint(ask(fixture, fixture->list, fixture->tokenless), ==, PUBLISH_TVS_UNKNOWN); /* asked once */
  publish_tvs_forget(fixture->tvs);
  g_assert_cmpint(ask(fixture, fixture->list, fixture->tokenless), ==, PUBLISH_TVS_OTHER_ROLE);
  sample_upload("pub", 1);
  publish_tvs_forget(fixture->tvs);
  g_assert_cmpint(ask(fixture, fixture->list, fixture->tokenless), ==, PUBLISH_TVS_VOUCHES);
  g_assert_cmpuint(fake_count("tvs pub:2445"), ==, 3);
  fake_fail("tvs pub:2445", CTL_ERROR_UNREACHABLE, "nobody is there");
  publish_tvs_forget(fixture->tvs);
  expect_failure(fixture, fixture->list, fixture->tokenless, "(nobody is there)");
}

/* Another token has signed: what was said of the first is not said of it. */
static void
test_another_signer(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(TrustList) other = sample_token_list(0);
  sample_upload("pub", 1);
  g_assert_cmpint(ask(fixture, fixture->list, fixture->tokenless), ==, PUBLISH_TVS_VOUCHES);
  g_assert_cmpint(ask(fixture, other, fixture->tokenless), ==, PUBLISH_TVS_UNKNOWN);
}

/* --- the ITL that is served --- */

static void
test_no_itl(Fixture *fixture, gconstpointer unused)
{
  sample_upload("pub", 1);
  fake_serve("http://pub:6970/ITLFile.tlv", NULL);
  expect_not_asked(fixture, fixture->list, fixture->tokenless, "is served neither by HTTP nor by TFTP)");
  g_assert_cmpuint(fake_count("tftp://pub:69/ITLFile.tlv"), ==, 1);
}

static void
test_nobody_knows_what_phones_hold(Fixture *fixture, gconstpointer unused)
{
  sample_upload("pub", 1);
  expect_not_asked(fixture, fixture->list, NULL,
                   "(it is not known which list phones hold, so nothing says who TVS");
  g_assert_cmpuint(fake_count("*"), ==, 0);
}

/* It is the cluster's, but says nothing about TVS. */
static void
test_itl_without_tvs(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(TrustList) itl = sample_itl(SERVER_CALLMANAGER, NULL, FALSE);
  fake_serve("http://pub:6970/ITLFile.tlv", trust_list_get_bytes(itl));
  expect_failure(fixture, fixture->list, fixture->tokenless, "(The ITL has no TVS record");
  g_assert_nonnull(fixture->answer.itl);
}

/* What phones hold from a time before the server that signs the ITL now. */
static TrustList *
make_lost_list(void)
{
  CraftHeader header = {.signer = sample_server(SERVER_SUBSCRIBER), .style = NAME_STYLE_SERVER};
  g_autofree char *name = name_text_from_subject(header.signer->certificate, NAME_STYLE_SERVER);
  return craft(&header, {.identity = header.signer, .subject = name, .issuer = name, .host = "10.48.47.154"},
               {.function = FUNCTION_CCM_TFTP, .identity = header.signer, .host = "10.48.47.154"});
}

/* One that verifies by itself and names a TVS, but was not signed by the cluster. */
static void
test_itl_of_a_stranger(Fixture *fixture, gconstpointer unused)
{
  sample_upload("pub", 1);
  sample_tvs("pub", SERVER_STRANGER);
  expect_not_asked(fixture, fixture->list, fixture->tokenless, NOT_BY_HELD);
}

/* The list of somebody who controls the network: signed by a token that nobody knows, with a server of his as
 * CCM+TFTP. His ITL is signed by that server, and his TVS trusts his token. */
static TrustList *
make_attack(void)
{
  CraftHeader header = {.signer = sample_token(1), .style = NAME_STYLE_TOKEN};
  sample_tvs("pub", SERVER_STRANGER);
  sample_upload("pub", 1);
  return craft(
      &header, {.identity = sample_token(0)}, {.identity = sample_token(1)},
      {.function = FUNCTION_CCM_TFTP, .identity = sample_server(SERVER_STRANGER), .host = "10.48.47.153"});
}

/* What the new list vouches for is not believed: it is what is to be judged. */
static void
test_false_itl_and_false_tvs(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(TrustList) attack = make_attack();
  expect_not_asked(fixture, attack, fixture->tokenless, NOT_BY_HELD); /* nor is his ITL held by any phone */
}

/* Nor what a list on the publisher says that does not verify. */
static void
test_held_list_that_does_not_verify(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(TrustList) broken = sample_break(fixture->tokenless);
  sample_upload("pub", 1);
  expect_not_asked(fixture, fixture->list, broken, "(the list that phones hold does not verify");
}

/* The old list does not know the server that signs the ITL now. The new one does, and is not asked. */
static void
test_itl_of_a_renewed_certificate(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(TrustList) lost = make_lost_list();
  sample_upload("pub", 1);
  expect_not_asked(fixture, fixture->list, lost, NOT_BY_HELD);
}

/* --- what is confirmed --- */

static void
confirm(Fixture *fixture, SampleServer which)
{
  g_autoptr(TvsIdentity) identity = tvs_identity_new_from_certificate(sample_server(which)->certificate);
  publish_tvs_set_identity(fixture->tvs, identity);
}

static void
test_named_certificate(Fixture *fixture, gconstpointer unused)
{
  sample_upload("pub", 1);
  fake_serve("http://pub:6970/ITLFile.tlv", NULL);
  confirm(fixture, SERVER_TVS);
  g_assert_cmpint(ask(fixture, fixture->list, fixture->tokenless), ==, PUBLISH_TVS_VOUCHES);
  publish_tvs_set_identity(fixture->tvs, NULL);
  expect_not_asked(fixture, fixture->list, fixture->tokenless, "is served neither by HTTP nor by TFTP)");
}

/* It stands above an ITL that the list vouches for: who names a certificate wants that one. */
static void
test_another_named_certificate(Fixture *fixture, gconstpointer unused)
{
  sample_upload("pub", 1);
  confirm(fixture, SERVER_CAPF);
  expect_failure(fixture, fixture->list, fixture->tokenless,
                 "TVS; it is compared with the certificate that was given)");
}

static void
save_fingerprint(Fixture *fixture, const char *fingerprint)
{
  g_strfreev(fixture->entry->cluster->tvs_certificates);
  fixture->entry->cluster->tvs_certificates = g_new0(char *, 2);
  fixture->entry->cluster->tvs_certificates[0] = g_strdup(fingerprint);
  publish_tvs_free(fixture->tvs);
  fixture->tvs = publish_tvs_new(fixture->entry);
}

/* With a false ITL as well: what the fingerprint names is asked, and nothing else. */
static void
test_saved_fingerprint(Fixture *fixture, gconstpointer unused)
{
  X509 *tvs = sample_server(SERVER_TVS)->certificate;
  X509 *other = sample_server(SERVER_CAPF)->certificate;
  g_autofree char *right = tls_certificate_fingerprint(tvs, G_CHECKSUM_SHA256);
  g_autofree char *wrong = tls_certificate_fingerprint(other, G_CHECKSUM_SHA256);
  g_autoptr(TrustList) attack = make_attack();
  save_fingerprint(fixture, right);
  g_assert_cmpint(ask(fixture, fixture->list, fixture->tokenless), ==, PUBLISH_TVS_VOUCHES);
  g_assert_null(fixture->answer.itl);
  save_fingerprint(fixture, wrong);
  expect_failure(fixture, fixture->list, fixture->tokenless,
                 "it is compared with the fingerprint that is saved with the publisher)");
  expect_failure(fixture, attack, fixture->tokenless, "it is compared with");
}

/* --- the ITL read over SSH --- */

static void
test_itl_over_ssh(Fixture *fixture, gconstpointer unused)
{
  const PublisherLogin login = address_book_entry_get_login(fixture->entry);
  g_autoptr(TrustList) itl = sample_itl(SERVER_STRANGER, sample_server(SERVER_TVS), TRUE);
  g_autoptr(TrustList) broken = sample_break(itl);
  sample_tvs("pub", SERVER_STRANGER);
  sample_upload("pub", 1);
  publish_tvs_set_login(fixture->tvs, &login, NULL);
  expect_not_asked(fixture, fixture->list, fixture->tokenless, NOT_BY_HELD);
  fake_put("pub", "/ITLFile.tlv", trust_list_get_bytes(broken));
  publish_tvs_forget(fixture->tvs);
  expect_not_asked(fixture, fixture->list, fixture->tokenless, NOT_BY_HELD);
  fake_put("pub", "/ITLFile.tlv", trust_list_get_bytes(itl));
  publish_tvs_forget(fixture->tvs);
  g_assert_cmpint(ask(fixture, fixture->list, fixture->tokenless), ==, PUBLISH_TVS_VOUCHES);
  publish_tvs_set_login(fixture->tvs, NULL, NULL);
  publish_tvs_forget(fixture->tvs);
  expect_not_asked(fixture, fixture->list, fixture->tokenless, NOT_BY_HELD);
}

/* What is proven without it needs no session of its own. */
static void
test_no_ssh_without_need(Fixture *fixture, gconstpointer unused)
{
  const PublisherLogin login = address_book_entry_get_login(fixture->entry);
  publish_tvs_set_login(fixture->tvs, &login, NULL);
  g_assert_cmpint(ask(fixture, fixture->list, fixture->tokenless), ==, PUBLISH_TVS_UNKNOWN);
  g_assert_cmpuint(fake_count("publisher@pub *"), ==, 0);
}

/* Nodes that hold other lists have other proofs. Each is told once, and stays what it was for those who have
 * heard it. */
static void
test_another_list_is_held(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(TrustList) lost = make_lost_list();
  sample_upload("pub", 1);
  expect_not_asked(fixture, fixture->list, lost, NOT_BY_HELD);
  const PublishTvsAnswer first = fixture->answer;
  g_assert_cmpint(ask(fixture, fixture->list, fixture->tokenless), ==, PUBLISH_TVS_VOUCHES);
  g_assert_cmpint(ask(fixture, fixture->list, NULL), ==, PUBLISH_TVS_FAILED);
  g_assert_cmpint(ask(fixture, fixture->list, lost), ==, PUBLISH_TVS_FAILED);
  g_assert_true(fixture->answer.text == first.text);
  g_assert_cmpuint(fake_count("tvs *"), ==, 1);
  g_assert_cmpuint(fake_count("http*"), ==, 2);
}

/* --- cancelled --- */

static void
cancel(gpointer cancellable)
{
  g_cancellable_cancel(cancellable);
}

/* At any moment: that is no verdict, whatever is confirmed. */
static void
test_cancelled(Fixture *fixture, gconstpointer unused)
{
  static const char *const moments[] = {"http://pub:6970/ITLFile.tlv", "tvs pub:2445"};
  for (gsize i = 0; i < 2 * G_N_ELEMENTS(moments); i++) {
    const char *moment = moments[i % 2];
    g_autoptr(GError) error = NULL;
    g_autoptr(GCancellable) cancellable = g_cancellable_new();
    if (i == 2)
      confirm(fixture, SERVER_TVS);
    fake_when(moment, cancel, cancellable);
    g_assert_false(publish_tvs_ask(fixture->tvs, fixture->list, fixture->tokenless, &fixture->answer, NULL,
                                   cancellable, &error));
    g_assert_error(error, CTL_ERROR, CTL_ERROR_CANCELLED);
    g_assert_cmpuint(fake_count("tftp*"), ==, 0);
    fake_when(moment, NULL, NULL);
  }
}

int
main(int argc, char **argv)
{
  static const struct {
    const char *path;
    void (*func)(Fixture *, gconstpointer);
  } tests[] = {
      {"/publish-tvs/answers", test_answers},
      {"/publish-tvs/another-signer", test_another_signer},
      {"/publish-tvs/no-itl", test_no_itl},
      {"/publish-tvs/nobody-knows-what-phones-hold", test_nobody_knows_what_phones_hold},
      {"/publish-tvs/itl-without-tvs", test_itl_without_tvs},
      {"/publish-tvs/itl-of-a-stranger", test_itl_of_a_stranger},
      {"/publish-tvs/false-itl-and-false-tvs", test_false_itl_and_false_tvs},
      {"/publish-tvs/held-list-that-does-not-verify", test_held_list_that_does_not_verify},
      {"/publish-tvs/itl-of-a-renewed-certificate", test_itl_of_a_renewed_certificate},
      {"/publish-tvs/named-certificate", test_named_certificate},
      {"/publish-tvs/another-named-certificate", test_another_named_certificate},
      {"/publish-tvs/saved-fingerprint", test_saved_fingerprint},
      {"/publish-tvs/itl-over-ssh", test_itl_over_ssh},
      {"/publish-tvs/no-ssh-without-need", test_no_ssh_without_need},
      {"/publish-tvs/another-list-is-held", test_another_list_is_held},
      {"/publish-tvs/cancelled", test_cancelled},
  };
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(tests); i++)
    g_test_add(tests[i].path, Fixture, NULL, set_up, tests[i].func, tear_down);
  return g_test_run();
}
