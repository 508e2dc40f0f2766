/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which list --back puts on the nodes: the one that they held before, and no older one. */
#include "sample-home.h"
#include "sample-update.h"

static gboolean
go_back(SampleMigration *sample)
{
  sample_migration_reopen(sample);
  fake_forget();
  return update_go_back(sample->migration, CTL_PROMPT(sample->prompt), NULL, sample->cancellable,
                        &sample->error);
}

/* A job that signed nothing has no list of before: the next one that signs keeps its own. */
static void
test_after_a_job_that_signed_nothing(SampleMigration *sample, gconstpointer unused)
{
  sample_update_renew("sub1");
  sample_update_go_through(sample);
  g_autoptr(TrustList) first = sample_update_expect_new_list(sample);
  sample_hold("sub1", NULL);
  sample->setup.restart = FALSE;
  g_assert_cmpint(sample_update_go(sample), ==, UPDATE_RESTART);
  g_assert_true(sample_holds("sub1", first));
  sample->setup.restart = TRUE;
  sample_update_renew("pub");
  sample_update_go_through(sample);
  g_assert_cmpuint(sample_update_count_signatures(sample), ==, 2);
  g_assert_true(go_back(sample));
  sample_update_expect_all_hold(first);
}

/* Somebody else has put a good list on all nodes since: there is no way past it to an older one. */
static void
test_after_somebody_else(SampleMigration *sample, gconstpointer unused)
{
  g_autoptr(TrustList) foreign = sample_update_list(0);
  g_autofree char *old_path = g_build_filename(sample->folder, "old.tlv", NULL);
  g_autoptr(TrustList) smaller = sample_token_list(1); /* tftp1 is not in it */
  sample_hold_everywhere(smaller);
  sample_update_go_through(sample);
  g_assert_cmpuint(sample_update_count_signatures(sample), ==, 1);
  sample_hold_everywhere(foreign);
  sample_update_go_through(sample);
  g_assert_cmpuint(sample_update_count_signatures(sample), ==, 1);
  g_assert_false(go_back(sample));
  g_assert_error(sample->error, CTL_ERROR, CTL_ERROR_USAGE);
  g_assert_false(g_file_test(old_path, G_FILE_TEST_EXISTS));
  sample_update_expect_all_hold(foreign);
}

/* A migration is built anew on the list that somebody else has put there, and goes back to that one. */
static void
test_migration_after_somebody_else(SampleMigration *sample, gconstpointer unused)
{
  g_autoptr(TrustList) tokenless = sample_tokenless_list(SERVER_CALLMANAGER);
  g_autoptr(TrustList) foreign = sample_tokenless_list(SERVER_TFTP);
  sample_hold_everywhere(tokenless);
  sample->setup.kind = UPDATE_MIGRATE;
  fake_tokens_set(sample->tokens, 2);
  sample_migration_reopen(sample);
  sample_migration_go_to(sample, UPDATE_PUSH);
  sample_hold_everywhere(foreign);
  sample_update_go_through(sample);
  g_assert_cmpuint(sample_update_count_signatures(sample), ==, 2);
  g_assert_true(go_back(sample));
  sample_update_expect_all_hold(foreign);
}

static void
expect_back_to(SampleMigration *sample, const TrustList *foreign)
{
  sample_update_go_through(sample);
  g_assert_cmpuint(sample_update_count_signatures(sample), ==, 2);
  g_assert_true(go_back(sample));
  sample_update_expect_all_hold(foreign);
}

/* The same while the list was to be made again: the question about that one got a no. */
static void
test_after_somebody_else_and_a_no(SampleMigration *sample, gconstpointer unused)
{
  g_autoptr(TrustList) foreign = sample_token_list(0);
  sample_update_renew("sub1");
  sample_migration_go_to(sample, UPDATE_RESTART);
  sample_update_renew("pub");
  fake_prompt_set_yes(sample->prompt, PROMPT_STEP, FALSE);
  g_assert_cmpint(sample_update_go(sample), ==, UPDATE_SIGN);
  fake_prompt_set_yes(sample->prompt, PROMPT_STEP, TRUE);
  sample_hold_everywhere(foreign);
  expect_back_to(sample, foreign);
}

/* The same where the next run wants a list of other tokens. */
static void
test_after_somebody_else_for_other_tokens(SampleMigration *sample, gconstpointer unused)
{
  static const char *const tokens[] = {SAMPLE_SECOND, "third", NULL};
  g_autoptr(TrustList) foreign = sample_token_list(0);
  sample_update_renew("sub1");
  sample_migration_go_to(sample, UPDATE_RESTART);
  sample_hold_everywhere(foreign);
  sample->setup.tokens = tokens;
  expect_back_to(sample, foreign);
}

/* The job's own list is none of somebody else, also where it is to be made of one that is given. */
static void
test_given_list_after_the_own(SampleMigration *sample, gconstpointer unused)
{
  g_autoptr(Consent) consent = consent_new();
  g_autoptr(TrustList) given = sample_token_list(0);
  sample_update_renew("sub1");
  sample_migration_go_to(sample, UPDATE_RESTART);
  consent_accept_rule(consent, JUDGE_NOT_DETERMINED);
  sample->setup.consent = consent;
  sample->setup.given = trust_list_get_bytes(given);
  expect_back_to(sample, sample->old);
}

/* A migration that is to make its list again. */
static void
stop_migration_at_its_question(SampleMigration *sample)
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
}

/* There is nothing to migrate any more, and the job stands in nobody's way. */
static void
test_migration_after_a_list_of_tokens(SampleMigration *sample, gconstpointer unused)
{
  g_autoptr(TrustList) foreign = sample_update_list(0);
  UpdateKind kind = UPDATE_MIGRATE;
  stop_migration_at_its_question(sample);
  sample_hold_everywhere(foreign);
  g_assert_cmpint(sample_update_go(sample), ==, UPDATE_CLUSTER);
  sample_migration_expect_failure(sample, UPDATE_CLUSTER, CTL_ERROR_REJECTED, "there is nothing to migrate");
  g_assert_false(update_find_unfinished(sample->entry, &kind));
}

/* It is built upon one list, as a migration that begins. */
static void
test_migration_after_lists_that_differ(SampleMigration *sample, gconstpointer unused)
{
  g_autoptr(TrustList) foreign = sample_tokenless_list(SERVER_TFTP);
  stop_migration_at_its_question(sample);
  sample_hold("pub", foreign);
  g_assert_cmpint(sample_update_go(sample), ==, UPDATE_CLUSTER);
  sample_migration_expect_failure(sample, UPDATE_CLUSTER, CTL_ERROR_REJECTED,
                                  "The nodes do not hold the same list. ");
}

/* The list that was given is not the one that the publisher held. */
static void
test_given_list(SampleMigration *sample, gconstpointer unused)
{
  g_autoptr(Consent) consent = consent_new();
  g_autoptr(TrustList) older = sample_token_list(0);
  consent_accept_rule(consent, JUDGE_NOT_DETERMINED);
  sample->setup.consent = consent;
  sample->setup.given = trust_list_get_bytes(older);
  sample_update_go_through(sample);
  g_assert_true(sample_says(fake_prompt_get_last(sample->prompt, PROMPT_STEP),
                            "The list that the publisher holds now cannot be put back with --back."));
  g_autoptr(TrustList) list = sample_update_expect_new_list(sample);
  sample_update_go_through(sample); /* the same command again */
  g_assert_cmpuint(sample_update_count_signatures(sample), ==, 1);
  g_assert_false(go_back(sample));
  g_assert_error(sample->error, CTL_ERROR, CTL_ERROR_USAGE);
  sample_update_expect_all_hold(list);
}

/* Who is told of a first list that goes on is not told to take it back. */
static void
test_first_list(SampleMigration *sample, gconstpointer unused)
{
  static const char *const both[] = {SAMPLE_FIRST, SAMPLE_SECOND, NULL};
  g_autoptr(GError) error = NULL;
  sample_hold_everywhere(NULL);
  sample->setup.tokens = both;
  sample_migration_reopen(sample);
  sample_migration_go_to(sample, UPDATE_RESTART);
  UpdateSetup setup = sample->setup;
  setup.kind = UPDATE_MIGRATE;
  g_autoptr(Update) other = update_open(sample->folder, &setup, &error);
  g_assert_error(error, CTL_ERROR, CTL_ERROR_IN_USE);
  g_assert_true(g_str_has_suffix(error->message, "which has come to the step restart; go on with it"));
}

/* Its list was put there all the same. */
static void
test_back_from_first_list(SampleMigration *sample, gconstpointer unused)
{
  static const char *const both[] = {SAMPLE_FIRST, SAMPLE_SECOND, NULL};
  sample_hold_everywhere(NULL);
  sample->setup.tokens = both;
  sample_update_go_through(sample);
  g_assert_false(go_back(sample));
  g_assert_error(sample->error, CTL_ERROR, CTL_ERROR_USAGE);
  g_assert_cmpstr(sample->error->message, ==,
                  "The nodes had no list before, so there is none to put there again");
}

/* --- the question --- */

static void
test_question(SampleMigration *sample, gconstpointer unused)
{
  sample_update_renew("sub1");
  sample_update_go_through(sample);
  g_autoptr(TrustList) list = sample_update_expect_new_list(sample);
  g_autofree char *md5 = g_compute_checksum_for_bytes(G_CHECKSUM_MD5, trust_list_get_bytes(sample->old));
  fake_prompt_set_yes(sample->prompt, PROMPT_STEP, FALSE);
  g_assert_false(go_back(sample));
  g_assert_error(sample->error, CTL_ERROR, CTL_ERROR_CANCELLED);
  const char *asked = fake_prompt_get_last(sample->prompt, PROMPT_STEP);
  g_assert_true(sample_says(asked, "Put the list of before on 3 nodes again (It was signed by "));
  g_assert_true(sample_says(asked, SAMPLE_SECOND) && sample_says(asked, md5));
  g_assert_cmpuint(sample_update_count_written(), ==, 0);
  sample_update_expect_all_hold(list);
  fake_prompt_set_yes(sample->prompt, PROMPT_STEP, TRUE);
  g_assert_true(go_back(sample));
  sample_update_expect_all_hold(sample->old);
}

/* --- nodes that do not get it --- */

/* The job is remembered, and the next time the rest gets it. */
static void
test_node_left_out(SampleMigration *sample, gconstpointer unused)
{
  static const char *const without[] = {"sub1", NULL};
  sample_update_renew("sub1");
  sample_update_go_through(sample);
  sample_update_leave_out(sample, without);
  g_assert_true(go_back(sample));
  g_autofree char *rest = update_describe_back_rest(sample->migration);
  g_assert_cmpstr(rest, ==, "sub1 was left out and keeps the list that it has.");
  g_assert_true(sample_holds("pub", sample->old) && sample_holds("tftp1", sample->old));
  g_assert_false(sample_holds("sub1", sample->old));
  g_assert_true(cluster_settings_add_node(sample->entry->cluster, "sub1", ',', NULL));
  sample_update_leave_out(sample, NULL);
  g_assert_true(go_back(sample));
  g_assert_null(update_describe_back_rest(sample->migration));
  sample_update_expect_all_hold(sample->old);
  g_assert_false(go_back(sample));
}

static void
test_by_hand(SampleMigration *sample, gconstpointer unused)
{
  publisher_address_free(sample->entry->address);
  sample->entry->address = publisher_address_parse("hand://admin@pub/CTLFile.tlv", NULL);
  sample_update_leave_out(sample, NULL);
  sample_update_renew("sub1");
  g_assert_cmpint(sample_update_go(sample), ==, UPDATE_PUSH);
  g_autoptr(TrustList) list = sample_migration_load_new(sample);
  sample_hold_everywhere(list);
  sample_update_go_through(sample);
  g_assert_true(go_back(sample));
  g_autofree char *rest = update_describe_back_rest(sample->migration);
  g_autofree char *file = g_strdup_printf("The file is %s/old.tlv.\n", sample->folder);
  g_assert_true(g_str_has_prefix(rest, file));
  g_assert_cmpuint(sample_count(rest, "put the file as CTLFile.tlv"), ==, 3);
  sample_hold_everywhere(sample->old);
  g_assert_true(go_back(sample));
  g_assert_null(update_describe_back_rest(sample->migration));
  g_assert_false(go_back(sample));
}

int
main(int argc, char **argv)
{
  static const struct {
    const char *path;
    void (*func)(SampleMigration *, gconstpointer);
  } tests[] = {
      {"/update-back/after-a-job-that-signed-nothing", test_after_a_job_that_signed_nothing},
      {"/update-back/after-somebody-else", test_after_somebody_else},
      {"/update-back/migration-after-somebody-else", test_migration_after_somebody_else},
      {"/update-back/after-somebody-else-and-a-no", test_after_somebody_else_and_a_no},
      {"/update-back/after-somebody-else-for-other-tokens", test_after_somebody_else_for_other_tokens},
      {"/update-back/given-list-after-the-own", test_given_list_after_the_own},
      {"/update-back/migration-after-a-list-of-tokens", test_migration_after_a_list_of_tokens},
      {"/update-back/migration-after-lists-that-differ", test_migration_after_lists_that_differ},
      {"/update-back/given-list", test_given_list},
      {"/update-back/first-list", test_first_list},
      {"/update-back/from-first-list", test_back_from_first_list},
      {"/update-back/question", test_question},
      {"/update-back/node-left-out", test_node_left_out},
      {"/update-back/by-hand", test_by_hand},
  };
  sample_home_init(&argc, &argv);
  for (gsize i = 0; i < G_N_ELEMENTS(tests); i++)
    g_test_add(tests[i].path, SampleMigration, NULL, sample_update_set_up, tests[i].func,
               sample_migration_tear_down);
  return sample_home_run();
}
