/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What an unfinished update still owes to nodes is not lost, whatever the next run is told or finds. */
#include "app/workflow/history/history.h"
#include "sample-home.h"
#include "sample-update.h"

/* A new run without --restart comes to the restarts and tells of them. */
static void
expect_restarts_wait(SampleMigration *sample)
{
  g_assert_cmpint(sample_update_go(sample), ==, UPDATE_RESTART);
  g_assert_no_error(sample->error);
  g_assert_true(sample_says(sample_update_to_do(sample, UPDATE_RESTART),
                            "On each node that runs them, one node at a "));
}

/* --- restarts --- */

static void
test_other_tokens(SampleMigration *sample, gconstpointer unused)
{
  static const char *const both[] = {SAMPLE_FIRST, SAMPLE_SECOND, NULL};
  sample_update_renew("sub1");
  sample->setup.restart = FALSE;
  expect_restarts_wait(sample);
  sample->setup.tokens = both;
  expect_restarts_wait(sample);
  g_assert_cmpuint(sample_update_count_signatures(sample), ==, 1);
  g_assert_true(
      sample_says(sample_update_to_do(sample, UPDATE_RESTART), "utils service restart Cisco HAProxy"));
  sample->setup.restart = TRUE;
  sample_update_go_through(sample);
  g_assert_cmpuint(fake_count("* utils service restart *"), ==, 15);
}

/* The one that got the list is to be restarted, though the push failed on another one, which was mended. */
static void
test_push_that_failed(SampleMigration *sample, gconstpointer unused)
{
  sample_hold("sub1", NULL);
  sample_hold("tftp1", NULL);
  fake_fail("publisher@tftp1 open", CTL_ERROR_UNREACHABLE, "tftp1 is silent");
  g_assert_cmpint(sample_update_go(sample), ==, UPDATE_PUSH);
  sample_migration_expect_failure(sample, UPDATE_PUSH, CTL_ERROR_UNREACHABLE, "tftp1 is silent");
  g_assert_true(sample_holds("sub1", sample->old));
  fake_heal("publisher@tftp1 open");
  sample_hold("tftp1", sample->old);
  sample->setup.restart = FALSE;
  expect_restarts_wait(sample);
}

/* Nothing is owed by a job that has ended. */
static void
test_ended(SampleMigration *sample, gconstpointer unused)
{
  static const char *const both[] = {SAMPLE_FIRST, SAMPLE_SECOND, NULL};
  sample_update_renew("sub1");
  sample_update_go_through(sample);
  sample->setup.tokens = both;
  sample_update_go_through(sample);
  g_assert_cmpuint(fake_count("* utils service restart *"), ==, 0);
  g_assert_cmpstr(sample_update_found(sample, UPDATE_RESTART), ==,
                  "Not needed: no node has got another list.");
}

/* Version 0.1 wrote no "replaced". */
static void
test_state_of_version_0_1(SampleMigration *sample, gconstpointer unused)
{
  g_autofree char *path = g_build_filename(sample->folder, "state.conf", NULL);
  g_autoptr(GKeyFile) state = g_key_file_new();
  g_autoptr(TrustList) tokenless = sample_tokenless_list(SERVER_CALLMANAGER);
  sample_hold_everywhere(tokenless);
  sample->setup.kind = UPDATE_MIGRATE;
  fake_tokens_set(sample->tokens, 2);
  sample_migration_reopen(sample);
  sample_migration_go_to(sample, UPDATE_RESTART);
  g_assert_true(g_key_file_load_from_file(state, path, G_KEY_FILE_NONE, NULL));
  g_assert_true(g_key_file_remove_key(state, "Migration", "replaced", NULL));
  g_assert_true(g_key_file_save_to_file(state, path, NULL));
  sample->setup.restart = FALSE;
  expect_restarts_wait(sample);
}

/* --- lists --- */

/* It was left out while the job stood at the restarts. */
static void
test_left_out_no_more(SampleMigration *sample, gconstpointer unused)
{
  static const char *const without[] = {"sub1", NULL};
  sample_update_renew("pub");
  sample_update_leave_out(sample, without);
  sample->setup.restart = FALSE;
  expect_restarts_wait(sample);
  g_assert_true(cluster_settings_add_node(sample->entry->cluster, "sub1", ',', NULL));
  sample_update_leave_out(sample, NULL);
  sample->setup.restart = TRUE;
  sample_update_go_through(sample);
  g_autoptr(TrustList) list = sample_update_expect_new_list(sample);
  g_assert_cmpuint(sample_update_count_written(), ==, 1);
  g_assert_cmpuint(sample_update_count_signatures(sample), ==, 1);
  g_assert_cmpuint(fake_count("* utils service restart *"), ==, 15);
  g_assert_null(sample_update_to_do(sample, UPDATE_PHONES));
}

/* Somebody has taken it off a node after the push; only that one is restarted again. */
static void
test_lost_after_the_push(SampleMigration *sample, gconstpointer unused)
{
  sample_update_renew("pub");
  sample_migration_reopen(sample);
  sample_migration_go_to(sample, UPDATE_PHONES);
  sample_hold("sub1", NULL);
  sample_update_go_through(sample);
  g_autoptr(TrustList) list = sample_update_expect_new_list(sample);
  g_assert_cmpuint(sample_update_count_written(), ==, 1);
  g_assert_cmpuint(fake_count("* utils service restart *"), ==, 5);
  g_assert_cmpuint(fake_count("admin@sub1 utils service restart *"), ==, 5);
}

static void
test_verify_failed(SampleMigration *sample, gconstpointer unused)
{
  sample_update_renew("pub");
  sample_migration_reopen(sample);
  sample_migration_go_to(sample, UPDATE_VERIFY);
  sample_hold("sub1", sample->old);
  g_assert_false(sample_migration_run(sample));
  sample_migration_expect_failure(sample, UPDATE_VERIFY, CTL_ERROR_REMOTE, "Node sub1 does not hold ");
  sample_update_go_through(sample);
  g_autoptr(TrustList) list = sample_update_expect_new_list(sample);
}

/* --- a trial --- */

/* Steps as far as a trial goes. */
static void
go_to_its_end(SampleMigration *sample)
{
  sample_migration_reopen(sample);
  while (update_get_next(sample->migration) < UPDATE_EXPORT) {
    g_assert_true(sample_migration_run(sample));
    g_assert_no_error(sample->error);
  }
}

/* Neither a folder, nor a state, nor the list in the history. */
static void
test_trial_writes_nothing(SampleMigration *sample, gconstpointer unused)
{
  sample_update_renew("sub1");
  sample_home_empty();
  fake_fail("http://pub:6970/CTLFile.tlv", CTL_ERROR_UNREACHABLE, "Nobody answers"); /* it is read by SFTP */
  sample->setup.trial = TRUE;
  go_to_its_end(sample);
  g_assert_true(plan_needs_list(update_get_plan(sample->migration)));
  g_assert_false(update_is_unfinished(sample->migration));
  g_assert_false(g_file_test(sample->folder, G_FILE_TEST_EXISTS));
  g_autoptr(GPtrArray) entries = history_load(NULL);
  g_assert_cmpuint(entries->len, ==, 0);
}

/* The job that stands at the restarts is not at its end, and goes on after it. */
static void
test_trial_of_a_job_that_waits(SampleMigration *sample, gconstpointer unused)
{
  static const char *const both[] = {SAMPLE_FIRST, SAMPLE_SECOND, NULL};
  sample_update_renew("sub1");
  sample->setup.restart = FALSE;
  expect_restarts_wait(sample);
  sample->setup.trial = TRUE;
  go_to_its_end(sample);
  g_assert_true(update_is_unfinished(sample->migration));
  sample->setup.tokens = both;
  go_to_its_end(sample);
  g_assert_true(update_is_unfinished(sample->migration));
  sample->setup.tokens = NULL;
  sample->setup.trial = FALSE;
  sample->setup.restart = TRUE;
  sample_update_go_through(sample);
  g_assert_cmpuint(sample_update_count_signatures(sample), ==, 1);
  g_assert_false(update_is_unfinished(sample->migration));
}

/* --- questions --- */

/* A migration that has put its list there, and stopped at the question about the next one, goes on. */
static void
test_migration_made_again(SampleMigration *sample, gconstpointer unused)
{
  g_autoptr(TrustList) tokenless = sample_tokenless_list(SERVER_CALLMANAGER);
  sample_hold_everywhere(tokenless);
  sample->setup.kind = UPDATE_MIGRATE;
  fake_tokens_set(sample->tokens, 2);
  sample_migration_reopen(sample);
  sample_migration_go_to(sample, UPDATE_RESTART);
  sample_update_renew("sub1");
  fake_prompt_set_yes(sample->prompt, PROMPT_STEP, FALSE);
  g_assert_cmpint(sample_update_go(sample), ==, UPDATE_SIGN);
  fake_prompt_set_yes(sample->prompt, PROMPT_STEP, TRUE);
  sample_hold("tftp1", tokenless);
  sample_update_go_through(sample);
  g_assert_cmpuint(sample_update_count_signatures(sample), ==, 2);
  g_autoptr(TrustList) list = sample_update_expect_new_list(sample);
}

int
main(int argc, char **argv)
{
  static const struct {
    const char *path;
    void (*func)(SampleMigration *, gconstpointer);
  } tests[] = {
      {"/update-owed/other-tokens", test_other_tokens},
      {"/update-owed/push-that-failed", test_push_that_failed},
      {"/update-owed/ended", test_ended},
      {"/update-owed/state-of-version-0-1", test_state_of_version_0_1},
      {"/update-owed/left-out-no-more", test_left_out_no_more},
      {"/update-owed/lost-after-the-push", test_lost_after_the_push},
      {"/update-owed/verify-failed", test_verify_failed},
      {"/update-owed/trial-writes-nothing", test_trial_writes_nothing},
      {"/update-owed/trial-of-a-job-that-waits", test_trial_of_a_job_that_waits},
      {"/update-owed/migration-made-again", test_migration_made_again},
  };
  sample_home_init(&argc, &argv);
  for (gsize i = 0; i < G_N_ELEMENTS(tests); i++)
    g_test_add(tests[i].path, SampleMigration, NULL, sample_update_set_up, tests[i].func,
               sample_migration_tear_down);
  return sample_home_run();
}
