/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An update: clusters that it refuses, nodes that cannot be asked or are left out, what is not known, each
 * way of getting the list there, and what is left to do at the end. */
#include "sample-home.h"
#include "sample-update.h"

static const char *const HOSTS[] = {"pub", "sub1", "tftp1"};

static void
answer_everywhere(const char *command, const char *text)
{
  for (gsize i = 0; i < G_N_ELEMENTS(HOSTS); i++)
    fake_answer(HOSTS[i], command, text);
}

/* A run fails in the step STEP, before anything is signed or written. */
static void
expect_stopped(SampleMigration *sample, UpdateStepId step, CtlError code, const char *words)
{
  g_assert_cmpint(sample_update_go(sample), ==, step);
  sample_migration_expect_failure(sample, step, code, words);
  g_assert_cmpuint(sample_update_count_signatures(sample), ==, 0);
  g_assert_cmpuint(sample_update_count_written(), ==, 0);
}

static void
accept(SampleMigration *sample, Consent *consent, JudgeRule rule)
{
  consent_accept_rule(consent, rule);
  sample->setup.consent = consent;
}

/* --- clusters that are refused --- */

static void
test_mode(SampleMigration *sample, gconstpointer unused)
{
  sample_update_renew("sub1");
  answer_everywhere(PLATFORM_CLI_ASK_MODE, "ClusterSecurityMode 0\n");
  expect_stopped(sample, UPDATE_CLUSTER, CTL_ERROR_REJECTED,
                 "The cluster is in non-secure mode, and a list with certificates of servers is for one in "
                 "mixed mode. Set it to mixed mode first");
  answer_everywhere(PLATFORM_CLI_ASK_MODE, "nonsense");
  expect_stopped(sample, UPDATE_CLUSTER, CTL_ERROR_REJECTED, "The cluster is in unknown mode");
}

/* Made all the same when a person wants it by name. */
static void
test_release(SampleMigration *sample, gconstpointer unused)
{
  g_autoptr(Consent) consent = consent_new();
  answer_everywhere("show version active", "Active Master Version: 14.0.1.13900-155\n");
  expect_stopped(sample, UPDATE_CLUSTER, CTL_ERROR_REJECTED, "The cluster runs 14.0.1.13900-155: from 14SU3");
  accept(sample, consent, JUDGE_RELEASE_WITHOUT_TOKENS);
  sample_update_go_through(sample);
  g_autoptr(TrustList) list = sample_update_expect_new_list(sample);
  g_assert_cmpuint(trust_list_get_n_records(list), ==, 8); /* with ITLRecovery and CallManager */
}

/* --- nodes that cannot be asked --- */

static void
test_silent_node(SampleMigration *sample, gconstpointer unused)
{
  sample_update_renew("pub");
  fake_fail("admin@sub1 cli", CTL_ERROR_UNREACHABLE, "sub1 is silent");
  expect_stopped(sample, UPDATE_CLUSTER, CTL_ERROR_UNREACHABLE,
                 "Not all nodes could be asked, and one can be left out (--without NODE): sub1 is silent");
  fake_fail("admin@pub cli", CTL_ERROR_UNREACHABLE, "pub is silent");
  expect_stopped(sample, UPDATE_CLUSTER, CTL_ERROR_UNREACHABLE, "pub is silent");
  g_assert_cmpuint(sample_count(sample->error->message, "--without"), ==, 0); /* the publisher cannot be */
}

/* Its records stay, nobody calls it, and it is not what keeps the job from its end. */
static void
test_left_out(SampleMigration *sample, gconstpointer unused)
{
  static const char *const without[] = {"sub1", NULL};
  sample_update_renew("pub");
  fake_fail("admin@sub1 cli", CTL_ERROR_UNREACHABLE, "sub1 is silent");
  sample_update_leave_out(sample, without);
  sample_update_go_through(sample);
  g_autoptr(TrustList) list = sample_migration_load_new(sample);
  g_assert_cmpuint(trust_list_get_n_records(list), ==, 6);
  g_assert_true(sample_holds("pub", list) && sample_holds("tftp1", list));
  g_assert_true(sample_holds("sub1", sample->old));
  g_assert_cmpuint(fake_count("*sub1*"), ==, 0);
  g_assert_true(sample_says(fake_prompt_get_last(sample->prompt, PROMPT_STEP),
                            "sub1 is left out: it was not asked, its records stay, and it gets no list."));
  g_assert_cmpstr(sample_update_found(sample, UPDATE_PUSH), ==, "The list is on 2 nodes.");
}

/* When it is there again it gets the list as it is. */
static void
test_left_out_no_more(SampleMigration *sample, gconstpointer unused)
{
  static const char *const without[] = {"sub1", NULL};
  sample_update_renew("pub");
  sample_update_leave_out(sample, without);
  sample_update_go_through(sample);
  g_assert_true(cluster_settings_add_node(sample->entry->cluster, "sub1", ',', NULL));
  sample_update_leave_out(sample, NULL);
  sample_update_go_through(sample);
  g_autoptr(TrustList) list = sample_update_expect_new_list(sample);
  g_assert_cmpuint(sample_update_count_signatures(sample), ==, 1);
  g_assert_cmpuint(sample_update_count_written(), ==, 1);
}

/* --- what could not be determined --- */

static gboolean
has_found(const SampleMigration *sample, JudgeRule rule)
{
  const GPtrArray *findings = update_get_findings(sample->migration);
  return findings->len > 0 && ((const Finding *)g_ptr_array_index(findings, 0))->rule == judge_rule_get(rule);
}

/* Who accepts it by name gets a list in which the record of what is not known is as before. */
static void
test_certificate_unknown(SampleMigration *sample, gconstpointer unused)
{
  g_autoptr(Consent) consent = consent_new();
  sample_own("sub1", "CallManager", NULL);
  sample_update_renew("pub");
  expect_stopped(sample, UPDATE_TOKENS, CTL_ERROR_REJECTED,
                 "The certificate of CallManager on sub1 could not be determined");
  g_assert_true(has_found(sample, JUDGE_NOT_DETERMINED));
  accept(sample, consent, JUDGE_NOT_DETERMINED);
  sample_update_go_through(sample);
  g_autoptr(TrustList) list = sample_update_expect_new_list(sample);
  g_assert_cmpuint(trust_list_get_n_records(list), ==, 6);
  g_autoptr(X509) kept = trust_list_record_dup_certificate(trust_list_get_record(list, 4));
  g_assert_cmpint(X509_cmp(kept, sample_server(SERVER_SUBSCRIBER)->certificate), ==, 0);
  g_assert_true(sample_says(sample_update_to_do(sample, UPDATE_PHONES), "could not be determined"));
}

/* There is no list to keep, either. */
static void
test_nothing_known(SampleMigration *sample, gconstpointer unused)
{
  static const char *const units[] = {"CallManager", "CAPF"};
  g_autoptr(Consent) consent = consent_new();
  sample_hold_everywhere(NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(HOSTS); i++)
    for (gsize j = 0; j < G_N_ELEMENTS(units); j++)
      sample_own(HOSTS[i], units[j], NULL);
  accept(sample, consent, JUDGE_NOT_DETERMINED);
  expect_stopped(sample, UPDATE_TOKENS, CTL_ERROR_REJECTED,
                 "The cluster has no list, and nothing is known that could go into one");
}

/* A node that is in the cluster and was not saved. */
static void
test_node_that_is_not_saved(SampleMigration *sample, gconstpointer unused)
{
  static const char *const forgotten[] = {"tftp1", NULL};
  sample_update_renew("pub");
  sample_update_leave_out(sample, forgotten);
  sample->setup.without = NULL; /* nobody says so */
  expect_stopped(sample, UPDATE_TOKENS, CTL_ERROR_REJECTED, "tftp1");
  g_assert_true(has_found(sample, JUDGE_NOT_DETERMINED));
}

static void
test_nodes_unknown(SampleMigration *sample, gconstpointer unused)
{
  sample_update_renew("pub");
  fake_answer("pub", "show network cluster", NULL);
  expect_stopped(sample, UPDATE_TOKENS, CTL_ERROR_REJECTED, "nodes");
  g_assert_true(has_found(sample, JUDGE_NOT_DETERMINED));
}

/* --- today's list --- */

/* HOST serves LIST, whatever it holds. */
static void
serve_other(const char *host, const TrustList *list)
{
  g_autofree char *url = g_strdup_printf("http://%s:6970/CTLFile.tlv", host);
  g_autofree char *show = g_strdup_printf("admin@%s show ctl", host);
  fake_when(url, NULL, NULL);
  fake_when(show, NULL, NULL);
  fake_serve(url, trust_list_get_bytes(list));
}

/* Nothing of what HTTP gives gets into a list when the publisher holds another one. */
static void
test_publisher_serves_another_list(SampleMigration *sample, gconstpointer unused)
{
  g_autoptr(TrustList) hostile = sample_tokenless_list(SERVER_STRANGER);
  sample_update_renew("sub1");
  serve_other("pub", hostile);
  sample_migration_reopen(sample);
  sample_migration_go_to(sample, UPDATE_PUSH);
  g_autoptr(TrustList) list = sample_migration_load_new(sample);
  g_assert_cmpuint(trust_list_get_n_records(list), ==, 6);
  for (guint i = 0; i < 6; i++) {
    g_autoptr(X509) held = trust_list_record_dup_certificate(trust_list_get_record(list, i));
    g_assert_cmpint(X509_cmp(held, sample_server(SERVER_STRANGER)->certificate), !=, 0);
  }
}

/* A list that the person gives is the one to begin with; one that verifies not is none. */
static void
test_given_list(SampleMigration *sample, gconstpointer unused)
{
  g_autoptr(TrustList) broken = sample_break(sample->old);
  sample_update_renew("sub1");
  fake_fail("http://pub:6970/CTLFile.tlv", CTL_ERROR_UNREACHABLE, "Nobody answers");
  fake_fail("publisher@pub read /CTLFile.tlv", CTL_ERROR_REMOTE, "No permission");
  expect_stopped(sample, UPDATE_CLUSTER, CTL_ERROR_REMOTE, "No permission");
  sample->setup.given = trust_list_get_bytes(broken);
  expect_stopped(sample, UPDATE_CLUSTER, CTL_ERROR_SIGNATURE, "");
  sample->setup.given = trust_list_get_bytes(sample->old);
  fake_heal("publisher@pub read /CTLFile.tlv");
  sample_update_go_through(sample);
  g_autoptr(TrustList) list = sample_update_expect_new_list(sample);
}

/* The same command again: the publisher holds the list of the job by then, and it is not made again. */
static void
test_given_list_again(SampleMigration *sample, gconstpointer unused)
{
  sample_update_renew("sub1");
  sample->setup.given = trust_list_get_bytes(sample->old);
  sample_update_go_through(sample);
  sample_update_go_through(sample);
  g_assert_cmpuint(sample_update_count_signatures(sample), ==, 1);
  g_assert_null(sample_update_to_do(sample, UPDATE_PHONES));
}

/* Records of the list that the publisher holds would be lost. */
static void
test_given_list_is_another(SampleMigration *sample, gconstpointer unused)
{
  g_autoptr(TrustList) older = sample_token_list(0);
  sample->setup.given = trust_list_get_bytes(older);
  expect_stopped(sample, UPDATE_TOKENS, CTL_ERROR_REJECTED,
                 "The publisher does not hold the list that was given");
  g_assert_true(has_found(sample, JUDGE_NOT_DETERMINED));
}

/* A publisher that has lost its list gets one that is made from the given one. */
static void
test_given_list_where_none_is(SampleMigration *sample, gconstpointer unused)
{
  sample_update_renew("sub1");
  sample_hold_everywhere(NULL);
  sample->setup.given = trust_list_get_bytes(sample->old);
  sample_update_go_through(sample);
  g_autoptr(TrustList) list = sample_update_expect_new_list(sample);
  g_assert_cmpuint(trust_list_get_n_records(list), ==, 6);
}

/* Nothing has changed since it was lost. */
static void
test_given_list_that_is_good(SampleMigration *sample, gconstpointer unused)
{
  sample_hold_everywhere(NULL);
  sample->setup.given = trust_list_get_bytes(sample->old);
  sample_update_go_through(sample);
  g_assert_true(sample_says(fake_prompt_get_last(sample->prompt, PROMPT_STEP),
                            "Put the list that was given as it is on pub, sub1, tftp1"));
  sample_update_expect_all_hold(sample->old);
  g_assert_cmpuint(sample_update_count_signatures(sample), ==, 0);
}

/* --- ways of getting it there --- */

static void
use_way(SampleMigration *sample, const char *url)
{
  publisher_address_free(sample->entry->address);
  sample->entry->address = publisher_address_parse(url, NULL);
  sample_update_leave_out(sample, NULL);
}

/* A person puts it there; the job waits, says where, and goes on when it is served. */
static void
test_by_hand(SampleMigration *sample, gconstpointer unused)
{
  use_way(sample, "hand://admin@pub/CTLFile.tlv");
  sample_update_renew("sub1");
  g_assert_cmpint(sample_update_go(sample), ==, UPDATE_PUSH);
  g_assert_no_error(sample->error);
  g_assert_cmpint(update_get_step(sample->migration, UPDATE_PUSH)->state, ==, UPDATE_WAITING);
  const char *to_do = sample_update_to_do(sample, UPDATE_PUSH);
  g_autofree char *file = g_strdup_printf("The file is %s/new.tlv.\n", sample->folder);
  g_assert_true(g_str_has_prefix(to_do, file));
  for (gsize i = 0; i < G_N_ELEMENTS(HOSTS); i++)
    g_assert_true(sample_says(to_do, HOSTS[i]));
  g_assert_true(sample_says(to_do, "put the file as CTLFile.tlv into the directory "));
  g_assert_cmpuint(sample_update_count_written(), ==, 0);
  g_autoptr(TrustList) list = sample_migration_load_new(sample);
  sample_hold("pub", list);
  g_assert_cmpint(sample_update_go(sample), ==, UPDATE_PUSH); /* two are missing */
  g_assert_cmpuint(sample_count(sample_update_to_do(sample, UPDATE_PUSH), "put the file"), ==, 2);
  sample_hold_everywhere(list);
  sample_update_go_through(sample);
  g_assert_cmpuint(sample_update_count_signatures(sample), ==, 1);
  g_assert_cmpuint(fake_count("* utils service restart *"), ==, 15);
}

/* How many lines the audit log has. */
static guint
count_audited(void)
{
  g_autofree char *path = g_build_filename(g_get_user_data_dir(), "etoken-ctl", "audit.jsonl", NULL);
  g_autofree char *text = NULL;
  g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
  return sample_count(text, "\n");
}

/* A look is no push: nothing is recorded before something changes, and nothing is told twice. */
static void
test_by_hand_polled(SampleMigration *sample, gconstpointer unused)
{
  use_way(sample, "hand://admin@pub/CTLFile.tlv");
  sample_update_renew("sub1");
  g_assert_cmpint(sample_update_go(sample), ==, UPDATE_PUSH);
  g_autoptr(TrustList) list = sample_migration_load_new(sample);
  for (guint i = 0; i < 3; i++) {
    if (i == 1)
      sample_hold("pub", list);
    g_assert_cmpint(sample_migration_go(sample), ==, UPDATE_PUSH);
    guint n_audited = count_audited();
    guint n_warnings = sample->warnings->len;
    g_assert_cmpint(sample_migration_go(sample), ==, UPDATE_PUSH);
    g_assert_cmpuint(count_audited(), ==, n_audited);
    g_assert_cmpuint(sample->warnings->len, ==, n_warnings);
  }
  guint n_audited = count_audited();
  sample_hold_everywhere(list);
  g_assert_cmpint(sample_migration_go(sample), ==, UPDATE_N_STEPS);
  g_assert_cmpuint(count_audited(), ==, n_audited + 2);
}

static void
hand_to_sub1(SampleMigration *sample)
{
  static const char *const without[] = {"sub1", NULL};
  g_assert_true(address_book_entry_leave_out(sample->entry, without, NULL));
  g_assert_true(cluster_settings_add_node(sample->entry->cluster, "subscriber,sub1,hand", ',', NULL));
  sample_update_leave_out(sample, NULL);
}

static void
test_by_hand_on_one_node(SampleMigration *sample, gconstpointer unused)
{
  hand_to_sub1(sample);
  sample_update_renew("sub1");
  g_assert_cmpint(sample_update_go(sample), ==, UPDATE_PUSH);
  g_assert_no_error(sample->error);
  g_assert_cmpuint(sample_count(sample_update_to_do(sample, UPDATE_PUSH), "put the file"), ==, 1);
  g_autoptr(TrustList) list = sample_migration_load_new(sample);
  g_assert_true(sample_holds("pub", list) && sample_holds("tftp1", list));
  sample_hold("sub1", list);
  sample_update_go_through(sample);
  g_assert_cmpuint(sample_update_count_written(), ==, 0);
}

/* Who has put it there has given the node another list, though no run has. */
static void
test_restart_after_by_hand(SampleMigration *sample, gconstpointer unused)
{
  g_autoptr(TrustList) older = sample_token_list(0);
  hand_to_sub1(sample);
  sample_hold("sub1", older);
  g_assert_cmpint(sample_update_go(sample), ==, UPDATE_PUSH);
  g_assert_cmpint(sample_update_go(sample), ==, UPDATE_PUSH); /* not yet */
  sample_hold("sub1", sample->old);
  sample_update_go_through(sample);
  g_assert_cmpuint(sample_update_count_signatures(sample), ==, 0);
  g_assert_cmpuint(fake_count("admin@sub1 utils service restart Cisco Tftp"), ==, 1);
  sample_update_go_through(sample);
  g_assert_cmpuint(fake_count("* utils service restart *"), ==, 0);
}

/* The same while the question was asked. */
static void
test_restart_after_by_hand_at_once(SampleMigration *sample, gconstpointer unused)
{
  g_autoptr(TrustList) older = sample_token_list(0);
  hand_to_sub1(sample);
  sample_hold("sub1", older);
  sample_migration_reopen(sample);
  sample_migration_go_to(sample, UPDATE_PUSH);
  sample_hold("sub1", sample->old);
  g_assert_cmpint(sample_migration_go(sample), ==, UPDATE_N_STEPS);
  g_assert_cmpuint(fake_count("admin@sub1 utils service restart Cisco Tftp"), ==, 1);
}

static void
test_by_web(SampleMigration *sample, gconstpointer unused)
{
  static const char *const known[] = {"SHA256:known", NULL};
  use_way(sample, "https://admin@pub/CTLFile.tlv");
  sample->login.host_keys = known; /* so that the platform CLIs say what is held */
  sample_update_renew("sub1");
  sample_update_go_through(sample);
  g_autoptr(TrustList) list = sample_update_expect_new_list(sample);
  g_assert_cmpuint(fake_count("*upload /CTLFile.tlv"), ==, 3);
  g_assert_cmpuint(fake_count("publisher@*"), ==, 0);
  sample_update_go_through(sample);
  g_assert_cmpuint(fake_count("*upload /CTLFile.tlv"), ==, 0);
}

/* --- what is left at the end --- */

/* Cisco Tftp of one node has not read the list that it holds, though nothing is to be signed. */
static void
test_node_serves_another_list(SampleMigration *sample, gconstpointer unused)
{
  g_autoptr(TrustList) older = sample_token_list(0);
  serve_other("sub1", older);
  sample->setup.restart = FALSE;
  g_assert_cmpint(sample_update_go(sample), ==, UPDATE_RESTART);
  g_assert_true(sample_says(sample_update_to_do(sample, UPDATE_RESTART), "utils service restart Cisco Tftp"));
  sample->setup.restarted = TRUE;
  g_assert_cmpint(sample_update_go(sample), ==, UPDATE_PHONES); /* it was not */
  g_assert_cmpstr(sample_update_to_do(sample, UPDATE_PHONES), ==,
                  "Restart Cisco Tftp on the nodes that still serve another list.");
  fake_serve("http://sub1:6970/CTLFile.tlv", trust_list_get_bytes(sample->old));
  sample_update_go_through(sample);
  g_assert_null(sample_update_to_do(sample, UPDATE_PHONES));
  g_assert_cmpuint(sample_update_count_written(), ==, 0);
}

static void
start_tftp(gpointer unused)
{
  fake_answer("sub1", "utils service list", "Cisco Tftp[STARTED]\n");
}

/* A service is off on one node: it is restarted there, and nothing else anywhere. */
static void
test_service_that_is_off(SampleMigration *sample, gconstpointer unused)
{
  fake_answer("sub1", "utils service list", "Cisco Tftp[STOPPED]\n");
  fake_when("admin@sub1 utils service restart Cisco Tftp", start_tftp, NULL);
  sample->setup.restart = FALSE;
  g_assert_cmpint(sample_update_go(sample), ==, UPDATE_RESTART);
  g_assert_cmpstr(sample_update_to_do(sample, UPDATE_RESTART), ==,
                  "On sub1: \"utils service restart Cisco Tftp\".");
  sample->setup.restart = TRUE;
  sample_update_go_through(sample);
  g_assert_cmpuint(fake_count("* utils service restart *"), ==, 1);
  g_assert_cmpstr(sample_update_found(sample, UPDATE_RESTART), ==, "sub1: restarted Cisco Tftp.");
  g_assert_null(sample_update_to_do(sample, UPDATE_PHONES));
}

/* Somebody may want it so: he is told of it, and it is not started. */
static void
test_service_commanded_out(SampleMigration *sample, gconstpointer unused)
{
  fake_answer("sub1", "utils service list", "Cisco Tftp[STOPPED]  Commanded Out of Service\n");
  g_assert_cmpint(sample_update_go(sample), ==, UPDATE_N_STEPS);
  g_assert_no_error(sample->error);
  g_assert_cmpuint(fake_count("* utils service restart *"), ==, 0);
  g_assert_true(sample_says(sample_update_to_do(sample, UPDATE_PHONES),
                            "Cisco Tftp does not run on sub1, where it is "));
}

static void
test_changed_meanwhile(SampleMigration *sample, gconstpointer unused)
{
  sample_update_renew("sub1");
  sample_migration_reopen(sample);
  sample_migration_go_to(sample, UPDATE_PHONES);
  sample_update_renew("pub");
  g_assert_true(sample_migration_run(sample));
  g_assert_true(sample_says(sample_update_to_do(sample, UPDATE_PHONES),
                            "The cluster has changed meanwhile and needs another list"));
  sample_update_go_through(sample);
  g_assert_null(sample_update_to_do(sample, UPDATE_PHONES));
  g_assert_cmpuint(sample_update_count_signatures(sample), ==, 2);
}

static void
test_silent_at_the_end(SampleMigration *sample, gconstpointer unused)
{
  sample_update_renew("sub1");
  sample_migration_reopen(sample);
  sample_migration_go_to(sample, UPDATE_PHONES);
  fake_fail("admin@tftp1 cli", CTL_ERROR_UNREACHABLE, "tftp1 is silent");
  g_assert_true(sample_migration_run(sample));
  g_assert_cmpstr(sample_update_to_do(sample, UPDATE_PHONES), ==,
                  "tftp1 could not be asked: tftp1 is silent.");
}

/* --- a node of another product --- */

/* imp1, which runs IM and Presence, was saved as a node; it knows no lists. */
static void
save_other_product(SampleMigration *sample)
{
  fake_node_add("imp1");
  g_assert_true(cluster_settings_add_node(sample->entry->cluster, "subscriber,imp1", ',', NULL));
  sample_update_leave_out(sample, NULL);
}

static void
expect_left_alone(const char *host)
{
  g_autofree char *as_publisher = g_strdup_printf("publisher@%s *", host);
  g_autofree char *tvs = g_strdup_printf("tvs %s*", host);
  g_autofree char *restart = g_strdup_printf("admin@%s utils *", host);
  g_assert_cmpuint(fake_count(as_publisher), ==, 0);
  g_assert_cmpuint(fake_count(tvs), ==, 0);
  g_assert_cmpuint(fake_count(restart), ==, 0);
}

static void
test_other_product(SampleMigration *sample, gconstpointer unused)
{
  save_other_product(sample);
  sample_update_renew("sub1");
  sample_update_go_through(sample);
  expect_left_alone("imp1");
  g_autoptr(TrustList) list = sample_update_expect_new_list(sample);
  g_assert_cmpuint(sample_update_count_written(), ==, 3);
  g_assert_true(sample_says(fake_prompt_get_last(sample->prompt, PROMPT_STEP), "put it on 3 nodes ("));
  g_autofree char *warnings = sample_join(sample->warnings);
  g_assert_true(sample_says(warnings, "imp1 runs another product than Unified CM (show network cluster)"));
  g_assert_null(sample_update_to_do(sample, UPDATE_PHONES));
}

/* It was no node of the job, and is none of the way back, which asks no cluster. */
static void
test_other_product_back(SampleMigration *sample, gconstpointer unused)
{
  save_other_product(sample);
  sample_update_renew("sub1");
  sample_update_go_through(sample);
  sample_migration_reopen(sample);
  g_assert_true(update_go_back(sample->migration, CTL_PROMPT(sample->prompt), NULL, NULL, &sample->error));
  g_assert_no_error(sample->error);
  expect_left_alone("imp1");
  sample_update_expect_all_hold(sample->old);
}

int
main(int argc, char **argv)
{
  static const struct {
    const char *path;
    void (*func)(SampleMigration *, gconstpointer);
  } tests[] = {
      {"/update-nodes/mode", test_mode},
      {"/update-nodes/release", test_release},
      {"/update-nodes/silent-node", test_silent_node},
      {"/update-nodes/left-out", test_left_out},
      {"/update-nodes/left-out-no-more", test_left_out_no_more},
      {"/update-nodes/certificate-unknown", test_certificate_unknown},
      {"/update-nodes/nothing-known", test_nothing_known},
      {"/update-nodes/node-that-is-not-saved", test_node_that_is_not_saved},
      {"/update-nodes/nodes-unknown", test_nodes_unknown},
      {"/update-nodes/publisher-serves-another-list", test_publisher_serves_another_list},
      {"/update-nodes/given-list", test_given_list},
      {"/update-nodes/given-list-again", test_given_list_again},
      {"/update-nodes/given-list-is-another", test_given_list_is_another},
      {"/update-nodes/given-list-where-none-is", test_given_list_where_none_is},
      {"/update-nodes/given-list-that-is-good", test_given_list_that_is_good},
      {"/update-nodes/by-hand", test_by_hand},
      {"/update-nodes/by-hand-polled", test_by_hand_polled},
      {"/update-nodes/by-hand-on-one-node", test_by_hand_on_one_node},
      {"/update-nodes/restart-after-by-hand", test_restart_after_by_hand},
      {"/update-nodes/restart-after-by-hand-at-once", test_restart_after_by_hand_at_once},
      {"/update-nodes/by-web", test_by_web},
      {"/update-nodes/node-serves-another-list", test_node_serves_another_list},
      {"/update-nodes/service-that-is-off", test_service_that_is_off},
      {"/update-nodes/service-commanded-out", test_service_commanded_out},
      {"/update-nodes/changed-meanwhile", test_changed_meanwhile},
      {"/update-nodes/other-product", test_other_product},
      {"/update-nodes/other-product-back", test_other_product_back},
      {"/update-nodes/silent-at-the-end", test_silent_at_the_end},
  };
  sample_home_init(&argc, &argv);
  for (gsize i = 0; i < G_N_ELEMENTS(tests); i++)
    g_test_add(tests[i].path, SampleMigration, NULL, sample_update_set_up, tests[i].func,
               sample_migration_tear_down);
  return sample_home_run();
}
