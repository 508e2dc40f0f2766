/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An update that is taken up again, made again, or taken back, and other jobs on the same cluster. */
#include "app/trustlist/function.h"
#include "sample-home.h"
#include "sample-update.h"

static void
renew(void)
{
  sample_update_renew("sub1");
}

/* A new run of the program, which stops before STEP. */
static void
go_to(SampleMigration *sample, UpdateStepId step)
{
  sample_migration_reopen(sample);
  sample_migration_go_to(sample, step);
}

/* Steps of this run up to END, none of which waits. */
static void
run_to(SampleMigration *sample, UpdateStepId end)
{
  while (update_get_next(sample->migration) < end) {
    UpdateStepId next = update_get_next(sample->migration);
    g_assert_true(sample_migration_run(sample));
    g_assert_cmpint(update_get_step(sample->migration, next)->state, ==, UPDATE_DONE);
  }
}

static void
expect_made_again(const SampleMigration *sample, guint n_signatures)
{
  g_assert_true(sample_says(sample_update_found(sample, UPDATE_CLUSTER),
                            "is not the one that the cluster needs now; it is made again."));
  g_assert_cmpuint(sample_update_count_signatures(sample), ==, n_signatures);
}

/* --- taken up --- */

/* After each step in a run of its own: nothing is signed, written or restarted twice. */
static void
test_taken_up(SampleMigration *sample, gconstpointer unused)
{
  renew();
  for (guint last = UPDATE_CLUSTER; last < UPDATE_N_STEPS; last++) {
    sample_migration_reopen(sample);
    g_assert_cmpint(update_get_next(sample->migration), ==, UPDATE_CLUSTER);
    run_to(sample, (UpdateStepId)(last + 1));
    g_assert_cmpint(update_get_next(sample->migration), ==, last + 1);
  }
  g_autoptr(TrustList) list = sample_update_expect_new_list(sample);
  g_assert_cmpuint(sample_update_count_signatures(sample), ==, 1);
  g_assert_cmpuint(fake_prompt_count(sample->prompt, PROMPT_STEP), ==, 1);
  g_assert_cmpuint(sample_update_count_written(), ==, 3);
  g_assert_cmpuint(fake_count("* utils service restart *"), ==, 15);
}

/* Only the node that was silent gets the list, and no token is needed for that. */
static void
test_silent_node(SampleMigration *sample, gconstpointer unused)
{
  renew();
  fake_fail("publisher@sub1 open", CTL_ERROR_UNREACHABLE, "sub1 is silent");
  g_assert_cmpint(sample_update_go(sample), ==, UPDATE_PUSH);
  sample_migration_expect_failure(sample, UPDATE_PUSH, CTL_ERROR_UNREACHABLE, "sub1 is silent");
  g_assert_cmpuint(sample_update_count_written(), ==, 2);
  fake_heal("publisher@sub1 open");
  fake_tokens_set(NULL, 0);
  sample_update_go_through(sample);
  g_assert_cmpuint(sample_update_count_written(), ==, 1);
  g_autoptr(TrustList) list = sample_update_expect_new_list(sample);
  g_assert_cmpuint(sample_update_count_signatures(sample), ==, 1);
}

/* --- made again --- */

static void
test_cluster_has_changed(SampleMigration *sample, gconstpointer unused)
{
  renew();
  go_to(sample, UPDATE_PUSH);
  sample_update_renew("pub");
  sample_update_go_through(sample);
  expect_made_again(sample, 2);
  g_autoptr(TrustList) list = sample_update_expect_new_list(sample);
  g_assert_cmpuint(sample_update_count_written(), ==, 3);
}

/* Back to the list that was there before the first of both lists. */
static void
test_changed_after_the_push(SampleMigration *sample, gconstpointer unused)
{
  renew();
  go_to(sample, UPDATE_RESTART);
  sample_update_renew("pub");
  sample_update_go_through(sample);
  expect_made_again(sample, 2);
  g_assert_cmpuint(fake_count("* utils service restart *"), ==, 15);
  g_assert_true(update_go_back(sample->migration, CTL_PROMPT(sample->prompt), NULL, NULL, NULL));
  sample_update_expect_all_hold(sample->old);
}

/* The second list is taken up as the first would be. */
static void
test_taken_up_after_the_second_signature(SampleMigration *sample, gconstpointer unused)
{
  renew();
  go_to(sample, UPDATE_RESTART);
  sample_update_renew("pub");
  sample_migration_reopen(sample);
  run_to(sample, UPDATE_PUSH);
  expect_made_again(sample, 2);
  sample_update_go_through(sample);
  g_assert_cmpuint(sample_update_count_signatures(sample), ==, 2);
  g_assert_true(update_go_back(sample->migration, CTL_PROMPT(sample->prompt), NULL, NULL, NULL));
  sample_update_expect_all_hold(sample->old);
}

/* A node that holds the list of before still, and one that has the first of both, get the second. */
static void
test_changed_while_a_node_was_silent(SampleMigration *sample, gconstpointer unused)
{
  renew();
  fake_fail("publisher@sub1 open", CTL_ERROR_UNREACHABLE, "sub1 is silent");
  g_assert_cmpint(sample_update_go(sample), ==, UPDATE_PUSH);
  fake_heal("publisher@sub1 open");
  fake_fail("http://sub1:6970/CTLFile.tlv", CTL_ERROR_UNREACHABLE, "Nobody answers");
  sample_update_renew("pub");
  sample_update_go(sample);
  g_assert_no_error(sample->error);
  expect_made_again(sample, 2);
  g_autoptr(TrustList) list = sample_update_expect_new_list(sample);
}

/* Other tokens are another list. */
static void
test_other_tokens(SampleMigration *sample, gconstpointer unused)
{
  static const char *const tokens[] = {SAMPLE_SECOND, "third", NULL};
  renew();
  go_to(sample, UPDATE_PUSH);
  sample->setup.tokens = tokens;
  sample_update_go_through(sample);
  g_assert_cmpuint(sample_update_count_signatures(sample), ==, 2);
  g_assert_true(sample_says(sample_update_found(sample, UPDATE_SIGN), "SAST-ADN00aaaaaa is added: "));
  g_assert_true(sample_says(sample_update_found(sample, UPDATE_SIGN), "CCM+TFTP 10.48.47.154 is renewed: "));
  g_autoptr(TrustList) list = sample_update_expect_new_list(sample);
}

static void
test_other_certificates(SampleMigration *sample, gconstpointer unused)
{
  g_autoptr(GPtrArray) certificates = g_ptr_array_new();
  renew();
  go_to(sample, UPDATE_PUSH);
  g_ptr_array_add(certificates, sample_token(1)->certificate);
  g_ptr_array_add(certificates, sample_update_third_token()->certificate);
  sample->setup.certificates = certificates;
  sample_update_go_through(sample);
  g_assert_cmpuint(sample_update_count_signatures(sample), ==, 2);
  g_assert_true(sample_says(sample_update_found(sample, UPDATE_SIGN), "SAST-ADN00aaaaaa is added: "));
  g_autoptr(TrustList) list = sample_update_expect_new_list(sample);
}

/* --- lists of others --- */

static gboolean
has_found(const SampleMigration *sample, JudgeRule rule)
{
  const GPtrArray *findings = update_get_findings(sample->migration);
  for (guint i = 0; i < findings->len; i++)
    if (((const Finding *)g_ptr_array_index(findings, i))->rule == judge_rule_get(rule))
      return TRUE;
  return FALSE;
}

/* It came after the question was asked, so nobody has agreed to replace it. */
static void
test_foreign_list_before_the_push(SampleMigration *sample, gconstpointer unused)
{
  g_autoptr(TrustList) foreign = sample_token_list(0);
  renew();
  go_to(sample, UPDATE_PUSH);
  sample_hold("sub1", foreign);
  g_assert_false(sample_migration_run(sample));
  sample_migration_expect_failure(sample, UPDATE_PUSH, CTL_ERROR_REJECTED,
                                  "somebody else has put it there since ");
  g_assert_true(has_found(sample, JUDGE_OLD_LIST_UNEXPECTED));
  g_assert_cmpuint(sample_update_count_written(), ==, 0);
}

/* Nobody has changed it: HTTP did not give it when it was agreed to. */
static void
test_list_that_was_not_read(SampleMigration *sample, gconstpointer unused)
{
  g_autoptr(TrustList) foreign = sample_token_list(0);
  renew();
  sample_hold("sub1", foreign);
  fake_when("admin@sub1 show ctl", NULL, NULL);
  fake_when("http://sub1:6970/CTLFile.tlv", NULL, NULL);
  fake_serve("http://sub1:6970/CTLFile.tlv", NULL);
  g_assert_cmpint(sample_update_go(sample), ==, UPDATE_PUSH);
  sample_migration_expect_failure(
      sample, UPDATE_PUSH, CTL_ERROR_REJECTED,
      "The list on sub1 is neither the one of before nor the new one, and was not "
      "read when the new one was agreed to");
  g_assert_cmpint(sample_update_go(sample), ==, UPDATE_PUSH); /* another run knows it too */
  sample_migration_expect_failure(sample, UPDATE_PUSH, CTL_ERROR_REJECTED, "and was not read when ");
  g_assert_cmpuint(sample_update_count_written(), ==, 0);
}

/* The same where the program was started anew meanwhile. */
static void
test_foreign_list_while_it_stood_still(SampleMigration *sample, gconstpointer unused)
{
  g_autoptr(TrustList) foreign = sample_token_list(0);
  renew();
  go_to(sample, UPDATE_PUSH);
  sample_hold("sub1", foreign);
  g_assert_cmpint(sample_update_go(sample), ==, UPDATE_PUSH);
  sample_migration_expect_failure(sample, UPDATE_PUSH, CTL_ERROR_REJECTED, "The list on sub1 is neither ");
  g_assert_cmpuint(sample_update_count_written(), ==, 0);
}

/* The list of a job is built upon the one that the publisher has. */
static void
test_foreign_list_on_all_nodes(SampleMigration *sample, gconstpointer unused)
{
  g_autoptr(TrustList) foreign = sample_token_list(0);
  renew();
  go_to(sample, UPDATE_PUSH);
  sample_hold_everywhere(foreign);
  sample_update_go_through(sample);
  g_assert_true(
      sample_says(sample_update_found(sample, UPDATE_CLUSTER), "the list is made again from that."));
  g_assert_cmpuint(sample_update_count_signatures(sample), ==, 2);
  g_autoptr(TrustList) list = sample_update_expect_new_list(sample);
  g_assert_true(update_go_back(sample->migration, CTL_PROMPT(sample->prompt), NULL, NULL, NULL));
  sample_update_expect_all_hold(foreign);
}

/* It may even be the one that the cluster needs. */
static void
test_foreign_list_that_is_good(SampleMigration *sample, gconstpointer unused)
{
  g_autoptr(TrustList) foreign = sample_update_list(0);
  sample_hold_everywhere(NULL);
  static const char *const both[] = {SAMPLE_FIRST, SAMPLE_SECOND, NULL};
  sample->setup.tokens = both;
  go_to(sample, UPDATE_PUSH);
  sample_hold_everywhere(foreign);
  sample_update_go_through(sample);
  sample_update_expect_all_hold(foreign);
  g_assert_cmpuint(sample_update_count_signatures(sample), ==, 1);
}

/* --- back --- */

static gboolean
go_back(SampleMigration *sample)
{
  sample_migration_reopen(sample);
  fake_forget();
  return update_go_back(sample->migration, CTL_PROMPT(sample->prompt), NULL, sample->cancellable,
                        &sample->error);
}

static void
test_back(SampleMigration *sample, gconstpointer unused)
{
  renew();
  sample_update_go_through(sample);
  g_assert_true(go_back(sample));
  sample_update_expect_all_hold(sample->old);
  g_assert_false(go_back(sample));
  g_assert_error(sample->error, CTL_ERROR, CTL_ERROR_USAGE);
}

/* The command that takes it back names no tokens. */
static void
test_back_names_no_tokens(SampleMigration *sample, gconstpointer unused)
{
  static const char *const tokens[] = {SAMPLE_SECOND, "third", NULL};
  sample->setup.tokens = tokens;
  sample_update_go_through(sample);
  sample->setup.tokens = NULL;
  sample->setup.signer = NULL;
  g_assert_true(go_back(sample));
  sample_update_expect_all_hold(sample->old);
}

/* A run that had nothing to do takes nothing away, and one that stopped at its question does not either. */
static void
test_back_after_another_run(SampleMigration *sample, gconstpointer unused)
{
  renew();
  sample_update_go_through(sample);
  sample_update_go_through(sample);
  sample_update_renew("pub");
  fake_prompt_set_yes(sample->prompt, PROMPT_STEP, FALSE);
  g_assert_cmpint(sample_update_go(sample), ==, UPDATE_SIGN);
  fake_prompt_set_yes(sample->prompt, PROMPT_STEP, TRUE);
  g_assert_true(go_back(sample));
  sample_update_expect_all_hold(sample->old);
}

/* Two jobs: the list of before the second is that of the first. */
static void
test_back_from_the_second(SampleMigration *sample, gconstpointer unused)
{
  renew();
  sample_update_go_through(sample);
  g_autoptr(TrustList) first = sample_update_expect_new_list(sample);
  sample_update_renew("pub");
  sample_update_go_through(sample);
  g_assert_true(go_back(sample));
  sample_update_expect_all_hold(first);
}

/* Nothing was there, so nothing is put back, also when the first list had to be made twice. */
static void
test_back_after_a_first_list(SampleMigration *sample, gconstpointer unused)
{
  static const char *const both[] = {SAMPLE_FIRST, SAMPLE_SECOND, NULL};
  sample_hold_everywhere(NULL);
  sample->setup.tokens = both;
  go_to(sample, UPDATE_RESTART);
  g_assert_false(go_back(sample));
  g_assert_error(sample->error, CTL_ERROR, CTL_ERROR_USAGE);
  renew();
  sample_update_go_through(sample);
  g_assert_cmpuint(sample_update_count_signatures(sample), ==, 2);
  g_assert_false(go_back(sample));
  g_assert_error(sample->error, CTL_ERROR, CTL_ERROR_USAGE);
}

/* What the job before has renewed is no matter of this one, which puts the list on a node that lost it. */
static void
test_restarts_of_this_job(SampleMigration *sample, gconstpointer unused)
{
  renew();
  sample_update_go_through(sample);
  g_assert_cmpuint(fake_count("admin@sub1 utils service restart Cisco HAProxy"), ==, 1);
  sample_hold("sub1", sample->old);
  sample_update_go_through(sample);
  g_assert_cmpuint(fake_count("admin@sub1 utils service restart Cisco Tftp"), ==, 1);
  g_assert_cmpuint(fake_count("admin@sub1 utils service restart Cisco HAProxy"), ==, 0);
}

/* --- two kinds of job --- */

static gboolean
is_refused(SampleMigration *sample, UpdateKind kind, const char *words)
{
  g_autoptr(GError) error = NULL;
  UpdateSetup setup = sample->setup;
  setup.kind = kind;
  g_autoptr(Update) other = update_open(sample->folder, &setup, &error);
  return other == NULL && g_error_matches(error, CTL_ERROR, CTL_ERROR_IN_USE) &&
         sample_says(error->message, words);
}

static void
test_migration_in_an_update(SampleMigration *sample, gconstpointer unused)
{
  renew();
  go_to(sample, UPDATE_SIGN);
  g_assert_false(is_refused(sample, UPDATE_MIGRATE, "")); /* nothing is signed yet */
  go_to(sample, UPDATE_PUSH);
  g_assert_true(is_refused(sample, UPDATE_MIGRATE,
                           "The list of hq is being changed by \"etoken-ctl update\", which has come to "));
  sample_update_go_through(sample);
  g_assert_false(is_refused(sample, UPDATE_MIGRATE, ""));
}

static void
begin_migration(SampleMigration *sample)
{
  g_autoptr(TrustList) tokenless = sample_tokenless_list(SERVER_CALLMANAGER);
  sample_hold_everywhere(tokenless);
  sample->setup.kind = UPDATE_MIGRATE;
  fake_tokens_set(sample->tokens, 2);
  go_to(sample, UPDATE_PUSH);
}

static void
test_update_in_a_migration(SampleMigration *sample, gconstpointer unused)
{
  begin_migration(sample);
  g_assert_true(is_refused(sample, UPDATE_TO_PLAN,
                           "The list of hq is being changed by \"etoken-ctl migrate\", which has come to "));
  sample_update_go_through(sample);
  sample->setup.kind = UPDATE_TO_PLAN;
  sample_update_go_through(sample); /* a job of its own, which has nothing to do */
  g_assert_cmpuint(sample_update_count_signatures(sample), ==, 1);
}

/* A migration that makes its list again goes back to the tokenless one too. */
static void
test_migration_made_again(SampleMigration *sample, gconstpointer unused)
{
  g_autoptr(TrustList) tokenless = sample_tokenless_list(SERVER_CALLMANAGER);
  begin_migration(sample);
  go_to(sample, UPDATE_RESTART);
  sample_update_renew("sub1");
  fake_prompt_set_yes(sample->prompt, PROMPT_STEP, FALSE);
  g_assert_cmpint(sample_update_go(sample), ==, UPDATE_SIGN);
  expect_made_again(sample, 1);
  g_assert_true(is_refused(sample, UPDATE_TO_PLAN, "is being changed by \"etoken-ctl migrate\""));
  fake_prompt_set_yes(sample->prompt, PROMPT_STEP, TRUE);
  g_assert_true(go_back(sample));
  sample_update_expect_all_hold(tokenless);
}

/* Version 0.1 knew migrations only, and wrote no "kind". */
static void
test_state_of_version_0_1(SampleMigration *sample, gconstpointer unused)
{
  static const char *const keys[] = {"kind", "for", "replaced", "has-before", "restarted-found"};
  g_autofree char *path = g_build_filename(sample->folder, "state.conf", NULL);
  g_autoptr(GKeyFile) state = g_key_file_new();
  begin_migration(sample);
  g_assert_true(g_key_file_load_from_file(state, path, G_KEY_FILE_NONE, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS(keys); i++)
    g_key_file_remove_key(state, "Migration", keys[i], NULL);
  g_assert_true(g_key_file_save_to_file(state, path, NULL));
  g_assert_true(is_refused(sample, UPDATE_TO_PLAN, "is being changed by \"etoken-ctl migrate\""));
  sample_update_go_through(sample);
  g_assert_cmpuint(sample_update_count_signatures(sample), ==, 1);
  g_assert_true(update_can_go_back(sample->migration));
}

int
main(int argc, char **argv)
{
  static const struct {
    const char *path;
    void (*func)(SampleMigration *, gconstpointer);
  } tests[] = {
      {"/update-again/taken-up", test_taken_up},
      {"/update-again/silent-node", test_silent_node},
      {"/update-again/cluster-has-changed", test_cluster_has_changed},
      {"/update-again/changed-after-the-push", test_changed_after_the_push},
      {"/update-again/taken-up-after-the-second-signature", test_taken_up_after_the_second_signature},
      {"/update-again/changed-while-a-node-was-silent", test_changed_while_a_node_was_silent},
      {"/update-again/other-tokens", test_other_tokens},
      {"/update-again/other-certificates", test_other_certificates},
      {"/update-again/foreign-list-before-the-push", test_foreign_list_before_the_push},
      {"/update-again/list-that-was-not-read", test_list_that_was_not_read},
      {"/update-again/foreign-list-while-it-stood-still", test_foreign_list_while_it_stood_still},
      {"/update-again/foreign-list-on-all-nodes", test_foreign_list_on_all_nodes},
      {"/update-again/foreign-list-that-is-good", test_foreign_list_that_is_good},
      {"/update-again/back", test_back},
      {"/update-again/back-names-no-tokens", test_back_names_no_tokens},
      {"/update-again/back-after-another-run", test_back_after_another_run},
      {"/update-again/back-from-the-second", test_back_from_the_second},
      {"/update-again/back-after-a-first-list", test_back_after_a_first_list},
      {"/update-again/restarts-of-this-job", test_restarts_of_this_job},
      {"/update-again/migration-in-an-update", test_migration_in_an_update},
      {"/update-again/update-in-a-migration", test_update_in_a_migration},
      {"/update-again/migration-made-again", test_migration_made_again},
      {"/update-again/state-of-version-0-1", test_state_of_version_0_1},
  };
  sample_home_init(&argc, &argv);
  for (gsize i = 0; i < G_N_ELEMENTS(tests); i++)
    g_test_add(tests[i].path, SampleMigration, NULL, sample_update_set_up, tests[i].func,
               sample_migration_tear_down);
  return sample_home_run();
}
