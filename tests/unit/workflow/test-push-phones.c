/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is known of the phones before a list is replaced: who takes the new one, what TVS says of its signer,
 * and who is believed to be TVS. */
#include "app/workflow/publish/publish-tvs.h"
#include "sample-cluster.h"

#define MODERN "Phones with Security by Default that hold the old list"
#define PLAIN                                                                                                \
  "Phones without Security by Default (see Unified Reporting > Unified CM Phone Feature List) that hold "    \
  "the "                                                                                                     \
  "old list"
#define NOT_IN_LIST "The Security Token that signed this list does not exist in the CTL File on the publisher"

typedef struct {
  AddressBookEntry *entry;
  TrustList *list, *other, *tokenless;
  PublishTvs *tvs;
  PublishTvsAnswer answer;  /* of the last judge() */
  NodeJudgement *judgement; /* likewise */
} Fixture;

/* The publisher holds a tokenless list; TVS runs, and knows nobody. */
static void
set_up(Fixture *fixture, gconstpointer unused)
{
  sample_cluster_reset();
  sample_tvs("pub", SERVER_CALLMANAGER);
  fixture->entry = sample_entry();
  fixture->list = sample_token_list(1);
  fixture->other = sample_token_list(0);
  fixture->tokenless = sample_tokenless_list(SERVER_CALLMANAGER);
  fixture->tvs = publish_tvs_new(fixture->entry);
}

static void
tear_down(Fixture *fixture, gconstpointer unused)
{
  node_judgement_free(fixture->judgement);
  publish_tvs_free(fixture->tvs);
  address_book_entry_free(fixture->entry);
  trust_list_unref(fixture->list);
  trust_list_unref(fixture->other);
  trust_list_unref(fixture->tokenless);
}

static NodeCase
case_of(const TrustList *list, const TrustList *old_list)
{
  return (NodeCase){.list = list,
                    .host = "pub",
                    .file_name = trust_list_is_itl(list) ? "ITLFile.tlv" : "CTLFile.tlv",
                    .old_list = old_list};
}

/* As a push does it: TVS is asked where phones would. */
static const NodeJudgement *
judge(Fixture *fixture, const TrustList *list, const TrustList *old_list)
{
  g_autoptr(GError) error = NULL;
  NodeCase question = case_of(list, old_list);
  g_clear_pointer(&fixture->judgement, node_judgement_free);
  fixture->answer = (PublishTvsAnswer){0};
  if (fixture->tvs != NULL && judge_node_needs_tvs(&question))
    publish_tvs_ask(fixture->tvs, list, old_list, &fixture->answer, NULL, NULL, &error);
  g_assert_no_error(error);
  question.tvs = &fixture->answer;
  fixture->judgement = judge_node(&question);
  return fixture->judgement;
}

/* TVS is asked anew with what has changed meanwhile. */
static const NodeJudgement *
judge_anew(Fixture *fixture, const TrustList *list, const TrustList *old_list)
{
  publish_tvs_forget(fixture->tvs);
  return judge(fixture, list, old_list);
}

static guint
count_warnings(const NodeJudgement *judgement)
{
  return sample_count_warnings(judgement->findings) - 1; /* that no record is named "pub" */
}

static void
expect_warning(const NodeJudgement *judgement, const char *words)
{
  g_autofree char *text = findings_describe(judgement->findings);
  g_assert_true(sample_says(text, words));
}

/* What stands in the way, or NULL. The caller frees it. */
static char *
refusal_of(const NodeJudgement *judgement)
{
  g_autoptr(GError) error = NULL;
  return consent_check(NULL, judgement->findings, &error) ? NULL : g_strdup(error->message);
}

/* The ordinary push: a token of the old list has signed the new one. Nobody is asked. */
static void
test_token_of_the_old_list(Fixture *fixture, gconstpointer unused)
{
  const NodeJudgement *judgement = judge(fixture, fixture->list, fixture->other);
  g_assert_cmpint(judgement->verdict, ==, PHONES_SAFE);
  g_assert_cmpint(fixture->answer.verdict, ==, PUBLISH_TVS_NOT_ASKED);
  g_assert_cmpuint(count_warnings(judgement), ==, 0);
  g_assert_null(refusal_of(judgement));
  g_assert_cmpuint(judgement->phones->len, ==, 2);
  for (guint i = 0; i < 2; i++)
    g_assert_cmpint(((JudgedPhones *)judgement->phones->pdata[i])->verdict, ==, ACCEPTANCE_ACCEPTED);
  g_assert_true(
      sample_says(((JudgedPhones *)judgement->phones->pdata[0])->text, MODERN " will take the new one: "));
  g_assert_cmpuint(fake_count("*"), ==, 0);
}

static void
test_tvs_vouches(Fixture *fixture, gconstpointer unused)
{
  sample_upload("pub", 1);
  const NodeJudgement *judgement = judge(fixture, fixture->list, fixture->tokenless);
  g_assert_cmpint(judgement->verdict, ==, PHONES_DOUBTFUL);
  g_assert_cmpint(fixture->answer.verdict, ==, PUBLISH_TVS_VOUCHES);
  g_assert_cmpuint(count_warnings(judgement), ==, 2);
  expect_warning(judgement, NOT_IN_LIST ", but TVS on pub knows its certificate as that of a System");
  expect_warning(judgement,
                 PLAIN " will keep it: no list that the phone holds knows the signer, SAST-ADN008580ef");
  g_assert_null(refusal_of(judgement));
}

static void
expect_refusal(Fixture *fixture, PublishTvsVerdict tvs, const char *words)
{
  g_autofree char *refusal = refusal_of(fixture->judgement);
  g_assert_cmpint(fixture->judgement->verdict, ==, PHONES_REJECT);
  g_assert_cmpint(fixture->answer.verdict, ==, tvs);
  g_assert_true(sample_says(refusal, words));
}

static void
test_tvs_does_not_know(Fixture *fixture, gconstpointer unused)
{
  const NodeJudgement *judgement = judge(fixture, fixture->list, fixture->tokenless);
  expect_refusal(
      fixture, PUBLISH_TVS_UNKNOWN,
      NOT_IN_LIST
      " (pub), and TVS on pub does not know its certificate, so phones that hold that "
      "list will reject the new one as long as TVS says so; upload it on the publisher as Phone-SAST-trust");
  g_assert_cmpuint(count_warnings(judgement), ==, 2);
  expect_warning(judgement,
                 MODERN " will keep it: no list that the phone holds knows the signer, and TVS on ");
  expect_warning(judgement, PLAIN " will keep it");
}

static void
test_tvs_knows_as_something_else(Fixture *fixture, gconstpointer unused)
{
  fake_tvs_trust("pub", sample_token(1)->certificate, FUNCTION_CCM_TFTP);
  judge(fixture, fixture->list, fixture->tokenless);
  expect_refusal(fixture, PUBLISH_TVS_OTHER_ROLE,
                 "knows its certificate, but not as that of a System Administrator Security Token, so phones "
                 "that hold that list will reject the new one as long as TVS says so; upload it");
}

/* What cannot be known is refused too, in other words. */
static void
test_tvs_does_not_answer(Fixture *fixture, gconstpointer unused)
{
  fake_fail("tvs pub:2445", CTL_ERROR_UNREACHABLE, "nobody is there");
  const NodeJudgement *judgement = judge(fixture, fixture->list, fixture->tokenless);
  expect_refusal(fixture, PUBLISH_TVS_FAILED,
                 "TVS on pub could not be asked (nobody is there), so phones that hold that list may reject "
                 "the new one; sign with a token that is in that list, or see to it that TVS can be asked");
  expect_warning(judgement,
                 MODERN " may keep it: no list that the phone holds knows the signer, and it is not");
}

static void
test_tvs_is_not_to_be_asked(Fixture *fixture, gconstpointer unused)
{
  g_clear_pointer(&fixture->tvs, publish_tvs_free);
  const NodeJudgement *judgement = judge(fixture, fixture->list, fixture->tokenless);
  expect_refusal(fixture, PUBLISH_TVS_NOT_ASKED,
                 NOT_IN_LIST
                 " (pub), so phones that hold that list may reject the new one; sign with a token "
                 "that is in that list");
  expect_warning(judgement, MODERN " will ask TVS: ");
  g_assert_cmpuint(fake_count("*"), ==, 0);
}

/* Several nodes need it: it is asked once, until a new run, or for another list. */
static void
test_asked_once(Fixture *fixture, gconstpointer unused)
{
  for (int i = 0; i < 3; i++)
    judge(fixture, fixture->list, fixture->tokenless);
  expect_refusal(fixture, PUBLISH_TVS_UNKNOWN, "does not know");
  g_assert_cmpuint(fake_count("tvs pub:2445"), ==, 1);
  sample_upload("pub", 1);
  judge(fixture, fixture->list, fixture->tokenless);
  expect_refusal(fixture, PUBLISH_TVS_UNKNOWN, "does not know");
  judge_anew(fixture, fixture->list, fixture->tokenless);
  g_assert_cmpint(fixture->answer.verdict, ==, PUBLISH_TVS_VOUCHES);
  g_assert_cmpuint(fake_count("tvs pub:2445"), ==, 2);
  judge(fixture, fixture->other, fixture->tokenless);
  expect_refusal(fixture, PUBLISH_TVS_UNKNOWN, "does not know");
  g_assert_cmpuint(fake_count("tvs pub:2445"), ==, 3);
}

/* One that could not be asked is not asked for each node either. */
static void
test_failure_is_kept(Fixture *fixture, gconstpointer unused)
{
  fake_fail("tvs pub:2445", CTL_ERROR_UNREACHABLE, "nobody is there");
  for (int i = 0; i < 3; i++)
    judge(fixture, fixture->list, fixture->tokenless);
  expect_refusal(fixture, PUBLISH_TVS_FAILED, "could not be asked");
  g_assert_cmpuint(fake_count("tvs *"), ==, 1);
}

static void
test_ports_and_old_tls(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(TrustList) itl = sample_itl(SERVER_CALLMANAGER, sample_server(SERVER_TVS), FALSE);
  fixture->entry->cluster->tvs_port = 2446;
  fixture->entry->cluster->http_port = 6971;
  sample_upload("pub", 1);
  fake_serve("http://pub:6971/ITLFile.tlv", trust_list_get_bytes(itl));
  fake_tls("pub", 2446, sample_server(SERVER_TVS)->certificate, "TLS 1.0");
  publish_tvs_free(fixture->tvs);
  fixture->tvs = publish_tvs_new(fixture->entry);
  judge(fixture, fixture->list, fixture->tokenless);
  expect_refusal(fixture, PUBLISH_TVS_FAILED, "needs old algorithms");
  fixture->entry->cluster->old_algorithms = OLD_TLS;
  publish_tvs_free(fixture->tvs);
  fixture->tvs = publish_tvs_new(fixture->entry);
  const NodeJudgement *judgement = judge(fixture, fixture->list, fixture->tokenless);
  g_assert_cmpint(fixture->answer.verdict, ==, PUBLISH_TVS_VOUCHES);
  expect_warning(judgement, "The connection to TVS on pub uses old algorithms (TLS 1.0)");
  g_assert_cmpuint(fake_count("tvs pub:2445") + fake_count("http://pub:6970/*"), ==, 0);
}

/* --- who says who TVS is --- */

static void
test_itl_by_tftp(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(TrustList) itl = sample_itl(SERVER_CALLMANAGER, sample_server(SERVER_TVS), TRUE);
  fake_serve("http://pub:6970/ITLFile.tlv", NULL);
  fake_serve("tftp://pub:69/ITLFile.tlv", trust_list_get_bytes(itl));
  sample_upload("pub", 1);
  judge(fixture, fixture->list, fixture->tokenless);
  g_assert_cmpint(fixture->answer.verdict, ==, PUBLISH_TVS_VOUCHES);
}

static void
test_no_itl(Fixture *fixture, gconstpointer unused)
{
  sample_upload("pub", 1);
  fake_serve("http://pub:6970/ITLFile.tlv", NULL);
  judge(fixture, fixture->list, fixture->tokenless);
  expect_refusal(
      fixture, PUBLISH_TVS_FAILED,
      "could not be asked (the ITL, which says who TVS is, is served neither by HTTP nor by TFTP)");
  g_assert_cmpuint(fake_count("tftp://pub:69/ITLFile.tlv"), ==, 1);
  g_assert_cmpuint(fake_count("tvs *"), ==, 0);
}

/* One that verifies by itself and names a TVS, but was not signed by the cluster. */
static void
test_itl_of_a_stranger(Fixture *fixture, gconstpointer unused)
{
  sample_upload("pub", 1);
  sample_tvs("pub", SERVER_STRANGER);
  judge(fixture, fixture->list, fixture->tokenless);
  expect_refusal(fixture, PUBLISH_TVS_FAILED, "was signed with no key of the list that phones hold");
  g_assert_cmpuint(fake_count("tvs *"), ==, 0);
}

/* The server that signs the ITL is no token of the old list, but one of its CCM+TFTP servers, as phones check
 * it. */
static void
test_itl_of_a_server(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(TrustList) lost = sample_tokenless_list(SERVER_STRANGER);
  sample_upload("pub", 1);
  judge(fixture, fixture->list, lost);
  g_assert_cmpint(fixture->answer.verdict, ==, PUBLISH_TVS_VOUCHES);
}

/* Phones with that ITL have nobody to ask; those without it are another matter. */
static void
test_itl_without_tvs(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(TrustList) itl = sample_itl(SERVER_CALLMANAGER, NULL, FALSE);
  fake_serve("http://pub:6970/ITLFile.tlv", trust_list_get_bytes(itl));
  const NodeJudgement *judgement = judge(fixture, fixture->list, fixture->tokenless);
  expect_refusal(fixture, PUBLISH_TVS_FAILED, "could not be asked (The ITL has no TVS record");
  expect_warning(judgement, MODERN " and the cluster's ITL will keep it");
  expect_warning(judgement, MODERN " and no ITL may keep it");
  g_assert_cmpuint(judgement->phones->len, ==, 3);
}

/* Back to a list without tokens: phones with the ITL take it anyway, the others if TVS vouches. */
static void
test_signer_that_the_itl_knows(Fixture *fixture, gconstpointer unused)
{
  const NodeJudgement *judgement = judge(fixture, fixture->tokenless, fixture->list);
  expect_refusal(fixture, PUBLISH_TVS_UNKNOWN, "does not know its certificate");
  expect_warning(judgement, MODERN " and no ITL will keep it");
  g_assert_cmpint(((JudgedPhones *)judgement->phones->pdata[0])->verdict, ==, ACCEPTANCE_ACCEPTED);
  fake_tvs_trust("pub", sample_server(SERVER_CALLMANAGER)->certificate, FUNCTION_SAST);
  g_assert_cmpint(judge_anew(fixture, fixture->tokenless, fixture->list)->verdict, ==, PHONES_DOUBTFUL);
}

/* A record of the old list has the signer's name and number, but not his key: TVS is not asked. */
static void
test_signature_with_another_key(Fixture *fixture, gconstpointer unused)
{
  CraftHeader header = {.signer = sample_token(0), .style = NAME_STYLE_TOKEN};
  g_autofree char *subject = name_text_from_subject(sample_token(1)->certificate, NAME_STYLE_TOKEN);
  g_autoptr(TrustList) old_list =
      craft(&header, {.identity = sample_token(0)},
            {.identity = sample_token(0), .subject = subject, .serial = "83E9080000005545AF31"});
  judge(fixture, fixture->list, old_list);
  expect_refusal(
      fixture, PUBLISH_TVS_NOT_ASKED,
      "Phones that hold the list on the publisher (pub) will reject this one: record 2 of the CTL it "
      "holds, SAST SAST-ADN008580ef, has the ");
  expect_refusal(fixture, PUBLISH_TVS_NOT_ASKED, "build and sign it again");
  g_assert_cmpuint(fake_count("*"), ==, 0);
}

/* TVS can speak of the signers of a CTL only. */
static void
test_itl_in_place_of_the_list(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(TrustList) old_itl = sample_itl(SERVER_CALLMANAGER, sample_server(SERVER_TVS), FALSE);
  g_autoptr(TrustList) new_itl = sample_itl(SERVER_STRANGER, sample_server(SERVER_TVS), FALSE);
  judge(fixture, new_itl, old_itl);
  expect_refusal(fixture, PUBLISH_TVS_NOT_ASKED, "sign with a token that is in that list");
  g_assert_true(sample_says(((JudgedPhones *)fixture->judgement->phones->pdata[1])->text,
                            PLAIN " will not ask for the new one: "));
  judge(fixture, fixture->list, old_itl);
  expect_refusal(fixture, PUBLISH_TVS_NOT_ASKED, "This list is a CTL, and CTLFile.tlv on pub holds an ITL");
  g_assert_cmpuint(fake_count("*"), ==, 0);
}

static void
cancel(gpointer cancellable)
{
  g_cancellable_cancel(cancellable);
}

/* At any moment: that is no verdict of TVS. */
static void
test_cancelled(Fixture *fixture, gconstpointer unused)
{
  static const char *const moments[] = {"http://pub:6970/ITLFile.tlv", "tvs pub:2445"};
  for (gsize i = 0; i < G_N_ELEMENTS(moments); i++) {
    g_autoptr(GError) error = NULL;
    g_autoptr(GCancellable) cancellable = g_cancellable_new();
    PublishTvsAnswer answer = {0};
    fake_when(moments[i], cancel, cancellable);
    g_assert_false(
        publish_tvs_ask(fixture->tvs, fixture->list, fixture->tokenless, &answer, NULL, cancellable, &error));
    g_assert_error(error, CTL_ERROR, CTL_ERROR_CANCELLED);
    g_assert_cmpuint(fake_count("tftp*"), ==, 0);
    g_clear_error(&error);
    g_assert_false(
        publish_tvs_ask(fixture->tvs, fixture->list, fixture->tokenless, &answer, NULL, cancellable, &error));
    g_assert_error(error, CTL_ERROR, CTL_ERROR_CANCELLED);
    g_assert_cmpuint(fake_count(moments[i]), ==, 1);
    fake_when(moments[i], NULL, NULL);
    fake_forget();
  }
}

int
main(int argc, char **argv)
{
  static const struct {
    const char *path;
    void (*func)(Fixture *, gconstpointer);
  } tests[] = {
      {"/push-phones/token-of-the-old-list", test_token_of_the_old_list},
      {"/push-phones/tvs-vouches", test_tvs_vouches},
      {"/push-phones/tvs-does-not-know", test_tvs_does_not_know},
      {"/push-phones/tvs-knows-as-something-else", test_tvs_knows_as_something_else},
      {"/push-phones/tvs-does-not-answer", test_tvs_does_not_answer},
      {"/push-phones/tvs-is-not-to-be-asked", test_tvs_is_not_to_be_asked},
      {"/push-phones/asked-once", test_asked_once},
      {"/push-phones/failure-is-kept", test_failure_is_kept},
      {"/push-phones/ports-and-old-tls", test_ports_and_old_tls},
      {"/push-phones/itl-by-tftp", test_itl_by_tftp},
      {"/push-phones/no-itl", test_no_itl},
      {"/push-phones/itl-of-a-stranger", test_itl_of_a_stranger},
      {"/push-phones/itl-of-a-server", test_itl_of_a_server},
      {"/push-phones/itl-without-tvs", test_itl_without_tvs},
      {"/push-phones/signer-that-the-itl-knows", test_signer_that_the_itl_knows},
      {"/push-phones/signature-with-another-key", test_signature_with_another_key},
      {"/push-phones/itl-in-place-of-the-list", test_itl_in_place_of_the_list},
      {"/push-phones/cancelled", test_cancelled},
  };
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(tests); i++)
    g_test_add(tests[i].path, Fixture, NULL, set_up, tests[i].func, tear_down);
  return g_test_run();
}
