/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The steps of a migration before anything is signed: which clusters are refused, which tokens are taken, and
 * when TVS knows them. */
#include "sample-home.h"
#include "sample-migration.h"

/* --- the cluster --- */

static void
expect_refusal(SampleMigration *sample, const char *words)
{
  g_assert_false(sample_migration_run(sample));
  sample_migration_expect_failure(sample, UPDATE_CLUSTER, CTL_ERROR_REJECTED, words);
}

static void
test_cluster(SampleMigration *sample, gconstpointer unused)
{
  fake_node_warn("sub1", "It uses ssh-rsa");
  g_assert_true(sample_migration_run(sample));
  const UpdateStep *step = update_get_step(sample->migration, UPDATE_CLUSTER);
  g_assert_cmpint(step->state, ==, UPDATE_DONE);
  g_assert_true(
      sample_says(step->found, "Mixed mode, release 10.5.1.10000-7; 3 nodes with the same list of "));
  g_assert_true(sample_says(step->found, "signed by CN=cucm-1051-a-pub"));
  g_assert_cmpuint(fake_count("admin@* show ctl"), ==, 3);
  g_assert_cmpuint(fake_count("publisher@*"), ==, 0); /* what is served is the list that the CLI tells of */
  g_assert_cmpuint(sample->warnings->len, ==, 1);
}

static void
test_release(SampleMigration *sample, gconstpointer unused)
{
  fake_answer("pub", "show version active", "Active Master Version: 14.0.1.13900-155\n");
  expect_refusal(
      sample,
      "The cluster runs 14.0.1.13900-155: from 14SU3 (14.0.1.13900) on its CTL Provider supports no "
      "tokens, and it is not known whether it serves a list that they sign; stay with a tokenless list "
      "there");
  const GPtrArray *findings = update_get_findings(sample->migration);
  g_assert_cmpuint(findings->len, ==, 1);
  const Finding *finding = g_ptr_array_index(findings, 0);
  g_assert_true(finding->rule == judge_rule_get(JUDGE_RELEASE_WITHOUT_TOKENS));
  g_assert_true(finding_is_obstacle(finding)); /* though its rule is one of warnings */
  g_autoptr(Consent) consent = consent_new();
  consent_accept_rule(consent, JUDGE_RELEASE_WITHOUT_TOKENS);
  sample->setup.consent = consent;
  g_assert_true(sample_migration_run(sample)); /* who wants it by name may try */
  g_assert_cmpuint(findings->len, ==, 0);
  sample->setup.consent = NULL;
  g_assert_true(update_start_anew(sample->migration, NULL, NULL));
  fake_fail("admin@pub show version active", CTL_ERROR_REMOTE, "It does not know the command");
  g_assert_true(sample_migration_run(sample)); /* an unknown release is no reason to refuse */
  const UpdateStep *step = update_get_step(sample->migration, UPDATE_CLUSTER);
  g_assert_true(sample_says(step->found, "release unknown"));
}

static void
test_mode(SampleMigration *sample, gconstpointer unused)
{
  static const char *const hosts[] = {"pub", "sub1", "tftp1"};
  for (gsize i = 0; i < G_N_ELEMENTS(hosts); i++)
    fake_answer(hosts[i], PLATFORM_CLI_ASK_MODE, "ClusterSecurityMode 0\n");
  expect_refusal(sample, "The cluster is in non-secure mode; only one in mixed mode can be migrated");
  for (gsize i = 0; i < G_N_ELEMENTS(hosts); i++)
    fake_answer(hosts[i], PLATFORM_CLI_ASK_MODE, "nonsense");
  expect_refusal(sample, "The cluster is in unknown mode");
}

static void
test_no_list(SampleMigration *sample, gconstpointer unused)
{
  sample_hold_everywhere(NULL);
  expect_refusal(sample, "The publisher has no list to start from (CTL File not found)");
}

static void
test_nodes_that_differ(SampleMigration *sample, gconstpointer unused)
{
  g_autoptr(TrustList) other = sample_tokenless_list(SERVER_STRANGER);
  sample_hold("sub1", other);
  expect_refusal(sample, "The nodes do not hold the same list. sub1 serves another list than the publisher");
  sample_hold("sub1", NULL);
  expect_refusal(sample, "The nodes do not hold the same list. sub1 has no list");
}

static void
test_forgotten_node(SampleMigration *sample, gconstpointer unused)
{
  g_ptr_array_set_size(sample->cli_nodes, 2);
  g_ptr_array_set_size(sample->nodes, 2);
  expect_refusal(sample, "Node tftp1 belongs to the cluster and is not among the publisher's nodes");
}

static void
test_list_of_tokens_already(SampleMigration *sample, gconstpointer unused)
{
  g_autoptr(TrustList) list = sample_token_list(0);
  sample_hold_everywhere(list);
  expect_refusal(sample, "The list is signed by an eToken already; there is nothing to migrate");
}

/* What is read by SFTP is not what the node serves. */
static void
test_another_path(SampleMigration *sample, gconstpointer unused)
{
  g_autoptr(TrustList) other = sample_tokenless_list(SERVER_STRANGER);
  fake_when("admin@pub show ctl", NULL, NULL);
  fake_put("pub", "/CTLFile.tlv", trust_list_get_bytes(other));
  fake_when("http://pub:6970/CTLFile.tlv", NULL, NULL);
  fake_serve("http://pub:6970/CTLFile.tlv", NULL);
  expect_refusal(sample, "The publisher's path is not that of the list which the node serves: MD5 ");
}

static void
test_list_that_does_not_verify(SampleMigration *sample, gconstpointer unused)
{
  g_autoptr(TrustList) broken = sample_break(sample->old);
  sample_hold_everywhere(broken);
  g_assert_false(sample_migration_run(sample));
  sample_migration_expect_failure(sample, UPDATE_CLUSTER, CTL_ERROR_SIGNATURE, "");
}

static void
test_lost_nodes(SampleMigration *sample, gconstpointer unused)
{
  fake_fail("admin@sub1 cli", CTL_ERROR_UNREACHABLE, "sub1 is silent");
  g_assert_false(sample_migration_run(sample));
  sample_migration_expect_failure(sample, UPDATE_CLUSTER, CTL_ERROR_UNREACHABLE, "sub1 is silent");
  fake_heal("admin@sub1 cli");
  fake_when("admin@pub show ctl", NULL, NULL);
  fake_when("http://pub:6970/CTLFile.tlv", NULL, NULL);
  fake_serve("http://pub:6970/CTLFile.tlv", NULL);
  fake_fail("publisher@pub read /CTLFile.tlv", CTL_ERROR_REMOTE, "No permission");
  g_assert_false(sample_migration_run(sample));
  sample_migration_expect_failure(sample, UPDATE_CLUSTER, CTL_ERROR_REMOTE, "No permission");
}

static void
test_cancelled(SampleMigration *sample, gconstpointer unused)
{
  g_cancellable_cancel(sample->cancellable);
  g_assert_false(sample_migration_run(sample));
  sample_migration_expect_failure(sample, UPDATE_CLUSTER, CTL_ERROR_CANCELLED, "");
}

/* --- the tokens --- */

static void
expect_tokens(SampleMigration *sample, const char *wanted)
{
  sample_migration_reopen(sample);
  sample_migration_go_to(sample, UPDATE_TOKENS);
  g_assert_true(sample_migration_run(sample));
  const UpdateStep *step = update_get_step(sample->migration, UPDATE_TOKENS);
  g_assert_cmpstr(step->found, ==, wanted);
}

static void
expect_no_tokens(SampleMigration *sample, CtlError code, const char *words)
{
  sample_migration_reopen(sample);
  sample_migration_go_to(sample, UPDATE_TOKENS);
  g_assert_false(sample_migration_run(sample));
  sample_migration_expect_failure(sample, UPDATE_TOKENS, code, words);
}

/* The signer first. A token without a certificate is none. */
static void
test_tokens(SampleMigration *sample, gconstpointer unused)
{
  static const char *const both[] = {SAMPLE_FIRST, SAMPLE_SECOND, NULL};
  static const char *const missing[] = {SAMPLE_FIRST, "SAST-ADN00000000", NULL};
  static const char *const one[] = {SAMPLE_FIRST, NULL};
  sample->tokens[2] = (FakeToken){.label = "blank", .serial = "3"};
  fake_tokens_set(sample->tokens, 3);
  expect_tokens(sample, "Tokens with their keys: " SAMPLE_SECOND ", " SAMPLE_FIRST ".");
  const GPtrArray *names = update_get_tokens(sample->migration);
  g_assert_cmpuint(names->len, ==, 2);
  g_assert_cmpstr(g_ptr_array_index(names, 0), ==, SAMPLE_SECOND);
  sample->setup.signer = NULL;
  expect_tokens(sample, "Tokens with their keys: " SAMPLE_FIRST ", " SAMPLE_SECOND ".");
  sample->setup.tokens = both;
  sample->setup.signer = "second"; /* its label */
  expect_tokens(sample, "Tokens with their keys: " SAMPLE_SECOND ", " SAMPLE_FIRST ".");
  sample->setup.tokens = missing;
  expect_no_tokens(sample, CTL_ERROR_NO_TOKEN, "SAST-ADN00000000");
  sample->setup.tokens = one;
  expect_no_tokens(sample, CTL_ERROR_NO_TOKEN,
                   "A list needs two tokens with their keys, and 1 is plugged in");
}

static void
test_signer_that_is_not_among_them(SampleMigration *sample, gconstpointer unused)
{
  sample->setup.signer = "SAST-ADN00000000";
  expect_no_tokens(sample, CTL_ERROR_NO_TOKEN,
                   "Token SAST-ADN00000000, which is to sign, is not among those that go into the list");
}

static void
test_one_token(SampleMigration *sample, gconstpointer unused)
{
  fake_tokens_set(sample->tokens, 1);
  expect_no_tokens(sample, CTL_ERROR_NO_TOKEN, "plug both in at the same time");
  fake_tokens_set(NULL, 0);
  expect_no_tokens(sample, CTL_ERROR_NO_TOKEN, "and 0 are plugged in");
  fake_helpers_set(FAKE_HELPERS_FAIL);
  fake_tokens_set(sample->tokens, 2);
  sample_migration_reopen(sample);
  sample_migration_go_to(sample, UPDATE_TOKENS);
  g_assert_false(sample_migration_run(sample));
  g_assert_error(sample->error, CTL_ERROR, CTL_ERROR_FAILED);
}

/* --- their certificates --- */

static void
test_export(SampleMigration *sample, gconstpointer unused)
{
  g_autofree char *folder = g_build_filename(sample->folder, "certificates", NULL);
  g_autofree char *path = g_build_filename(folder, SAMPLE_FIRST ".cer", NULL);
  g_autofree char *data = NULL;
  gsize len = 0;
  sample_migration_go_to(sample, UPDATE_EXPORT);
  g_assert_true(sample_migration_run(sample));
  g_assert_true(sample_says(update_get_step(sample->migration, UPDATE_EXPORT)->found, path));
  g_assert_true(g_file_get_contents(path, &data, &len, NULL));
  g_autoptr(GBytes) der = certificate_to_der(sample_token(0)->certificate);
  g_autoptr(GBytes) exported = g_bytes_new(data, len);
  g_assert_true(g_bytes_equal(exported, der));
  g_assert_cmpuint(fake_count("*"), ==, 0);
}

static void
test_export_fails(SampleMigration *sample, gconstpointer unused)
{
  g_autofree char *folder = g_build_filename(sample->folder, "certificates", NULL);
  sample_migration_go_to(sample, UPDATE_EXPORT);
  g_assert_true(g_file_set_contents(folder, "", 0, NULL)); /* a file in the place of the folder */
  g_assert_false(sample_migration_run(sample));
  sample_migration_expect_failure(sample, UPDATE_EXPORT, CTL_ERROR_FILE, folder);
  fake_tokens_set(sample->tokens, 1);
  g_assert_false(sample_migration_run(sample));
  sample_migration_expect_failure(sample, UPDATE_EXPORT, CTL_ERROR_NO_TOKEN, "two tokens");
}

/* --- TVS --- */

/* To the question whether TVS trusts the tokens; nothing was uploaded yet. */
static void
go_to_tvs(SampleMigration *sample)
{
  for (int i = 0; i < 3; i++)
    g_assert_true(sample_migration_run(sample));
  g_assert_cmpint(update_get_next(sample->migration), ==, UPDATE_TRUST);
  fake_forget();
}

static void
test_waiting_for_tvs(SampleMigration *sample, gconstpointer unused)
{
  const UpdateStep *step = update_get_step(sample->migration, UPDATE_TRUST);
  go_to_tvs(sample);
  g_assert_true(sample_migration_run(sample));
  g_assert_cmpint(step->state, ==, UPDATE_WAITING);
  g_assert_true(sample_says(step->found, "TVS does not know yet: " SAMPLE_SECOND " on pub, " SAMPLE_FIRST
                                         " on pub, " SAMPLE_SECOND " on sub1, "));
  g_assert_true(sample_says(step->to_do, "purpose Phone-SAST-trust"));
  g_assert_true(sample_says(step->to_do, "Other nodes get them within 30 minutes."));
  g_assert_cmpuint(fake_count("tvs *"), ==, 6);
  for (guint i = 0; i < 2; i++) {
    sample_upload("pub", i);
    sample_upload("tftp1", i);
  }
  sample_upload("sub1", 1);
  g_assert_true(sample_migration_run(sample));
  g_assert_cmpint(step->state, ==, UPDATE_WAITING);
  g_assert_cmpstr(step->found, ==, "TVS does not know yet: " SAMPLE_FIRST " on sub1.");
  fake_tvs_trust("sub1", sample_token(0)->certificate, FUNCTION_CCM_TFTP);
  g_assert_true(sample_migration_run(sample));
  g_assert_cmpint(step->state, ==, UPDATE_WAITING); /* trusted, but not as SAST */
  sample_upload("sub1", 0);
  g_assert_true(sample_migration_run(sample));
  g_assert_cmpint(step->state, ==, UPDATE_DONE);
  g_assert_cmpstr(step->found, ==,
                  "TVS on every node knows the tokens as System Administrator Security Tokens.");
  g_assert_null(step->to_do);
  g_assert_cmpuint(fake_count("publisher@pub open"), ==, 1); /* one login is enough for all that time */
}

/* The other nodes are asked all the same. What TVS is may have changed: the ITL is read anew then. */
static void
test_tvs_of_one_node(SampleMigration *sample, gconstpointer unused)
{
  go_to_tvs(sample);
  sample_migration_upload();
  fake_fail("tvs pub:2445", CTL_ERROR_UNREACHABLE, "pub port 2445: nobody is there");
  g_assert_false(sample_migration_run(sample));
  sample_migration_expect_failure(sample, UPDATE_TRUST, CTL_ERROR_UNREACHABLE,
                                  "pub port 2445: nobody is there");
  g_assert_cmpuint(fake_count("tvs sub1:2445"), ==, 2);
  g_assert_cmpuint(fake_count("tvs tftp1:2445"), ==, 2);
  fake_heal("tvs pub:2445");
  g_assert_true(sample_migration_run(sample));
  g_assert_cmpuint(fake_count("publisher@pub read /ITLFile.tlv"), ==, 2);
}

static void
test_other_tvs(SampleMigration *sample, gconstpointer unused)
{
  g_autoptr(TrustList) itl = sample_itl(SERVER_CALLMANAGER, sample_server(SERVER_STRANGER), TRUE);
  sample_migration_go_to(sample, UPDATE_TRUST);
  fake_put("pub", "/ITLFile.tlv", trust_list_get_bytes(itl));
  g_assert_false(sample_migration_run(sample));
  sample_migration_expect_failure(
      sample, UPDATE_TRUST, CTL_ERROR_HOST_KEY_UNKNOWN,
      "3 of 3 nodes failed; pub port 2445: the server is not the one that phones "
      "know for TVS; it is compared with the ITL on the publisher, read over SSH; "
      "sub1 port 2445: ");
}

static void
test_no_itl(SampleMigration *sample, gconstpointer unused)
{
  sample_migration_go_to(sample, UPDATE_TRUST);
  fake_put("pub", "/ITLFile.tlv", NULL);
  g_assert_false(sample_migration_run(sample));
  sample_migration_expect_failure(sample, UPDATE_TRUST, CTL_ERROR_REMOTE, "has no file /ITLFile.tlv");
  g_assert_cmpuint(fake_count("tvs *"), ==, 0);
}

/* Read over SSH, but damaged on the way to the disk, or made by somebody who has no key: no proof. */
static void
test_itl_that_does_not_verify(SampleMigration *sample, gconstpointer unused)
{
  g_autoptr(TrustList) itl = sample_itl(SERVER_CALLMANAGER, sample_server(SERVER_TVS), TRUE);
  g_autoptr(TrustList) broken = sample_break(itl);
  sample_migration_go_to(sample, UPDATE_TRUST);
  fake_put("pub", "/ITLFile.tlv", trust_list_get_bytes(broken));
  g_assert_false(sample_migration_run(sample));
  sample_migration_expect_failure(sample, UPDATE_TRUST, CTL_ERROR_SIGNATURE,
                                  "The ITL cannot say who TVS is: ");
  g_assert_cmpuint(fake_count("tvs *"), ==, 0);
}

/* Only where it is allowed, and with a warning for each node. */
static void
test_old_tls(SampleMigration *sample, gconstpointer unused)
{
  static const char *const hosts[] = {"pub", "sub1", "tftp1"};
  for (gsize i = 0; i < G_N_ELEMENTS(hosts); i++)
    fake_tls(hosts[i], 2446, sample_server(SERVER_TVS)->certificate, "TLS 1.0");
  sample->setup.tvs_port = 2446;
  sample_migration_go_to(sample, UPDATE_TRUST);
  g_assert_false(sample_migration_run(sample));
  sample_migration_expect_failure(sample, UPDATE_TRUST, CTL_ERROR_REMOTE, "3 of 3 nodes failed; ");
  g_ptr_array_set_size(sample->warnings, 0);
  sample->setup.old_tls = TRUE;
  g_assert_true(sample_migration_run(sample));
  g_autofree char *warnings = sample_join(sample->warnings);
  for (gsize i = 0; i < G_N_ELEMENTS(hosts); i++) {
    g_autofree char *wanted =
        g_strdup_printf("TVS on %s: the connection uses old algorithms: TLS 1.0", hosts[i]);
    g_assert_true(sample_says(warnings, wanted));
  }
}

static void
test_tvs_at_the_same_time(SampleMigration *sample, gconstpointer unused)
{
  SampleBarrier *barrier = sample_barrier_new(3);
  sample_migration_go_to(sample, UPDATE_TRUST);
  fake_when("tvs pub:2445", sample_barrier_wait, barrier);
  fake_when("tvs sub1:2445", sample_barrier_wait, barrier);
  fake_when("tvs tftp1:2445", sample_barrier_wait, barrier);
  g_assert_true(sample_migration_run(sample));
  sample_barrier_free(barrier);
}

int
main(int argc, char **argv)
{
  static const struct {
    const char *path;
    void (*func)(SampleMigration *, gconstpointer);
  } tests[] = {
      {"/migrate-checks/cluster", test_cluster},
      {"/migrate-checks/release", test_release},
      {"/migrate-checks/mode", test_mode},
      {"/migrate-checks/no-list", test_no_list},
      {"/migrate-checks/nodes-that-differ", test_nodes_that_differ},
      {"/migrate-checks/forgotten-node", test_forgotten_node},
      {"/migrate-checks/list-of-tokens-already", test_list_of_tokens_already},
      {"/migrate-checks/another-path", test_another_path},
      {"/migrate-checks/list-that-does-not-verify", test_list_that_does_not_verify},
      {"/migrate-checks/lost-nodes", test_lost_nodes},
      {"/migrate-checks/cancelled", test_cancelled},
      {"/migrate-checks/tokens", test_tokens},
      {"/migrate-checks/signer-that-is-not-among-them", test_signer_that_is_not_among_them},
      {"/migrate-checks/one-token", test_one_token},
      {"/migrate-checks/export", test_export},
      {"/migrate-checks/export-fails", test_export_fails},
      {"/migrate-checks/waiting-for-tvs", test_waiting_for_tvs},
      {"/migrate-checks/tvs-of-one-node", test_tvs_of_one_node},
      {"/migrate-checks/other-tvs", test_other_tvs},
      {"/migrate-checks/no-itl", test_no_itl},
      {"/migrate-checks/itl-that-does-not-verify", test_itl_that_does_not_verify},
      {"/migrate-checks/old-tls", test_old_tls},
      {"/migrate-checks/tvs-at-the-same-time", test_tvs_at_the_same_time},
  };
  sample_home_init(&argc, &argv);
  for (gsize i = 0; i < G_N_ELEMENTS(tests); i++)
    g_test_add(tests[i].path, SampleMigration, NULL, sample_migration_set_up, tests[i].func,
               sample_migration_tear_down);
  return sample_home_run();
}
