/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A migration from the signature on: what is signed, pushed, checked and restarted, how it goes on after it
 * was stopped anywhere, and how it is taken back. */
#include "app/base/file-lock.h"
#include "app/trustlist/verify.h"
#include "sample-home.h"
#include "sample-migration.h"

#include <glib/gstdio.h>

static const char *const HOSTS[] = {"pub", "sub1", "tftp1"};

static void
expect_all_hold(const TrustList *list)
{
  for (gsize i = 0; i < G_N_ELEMENTS(HOSTS); i++)
    g_assert_true(sample_holds(HOSTS[i], list));
}

/* "done done waiting to-do ..." of all steps. */
static void
expect_states(const SampleMigration *sample, const char *wanted)
{
  g_autoptr(GString) text = g_string_new(NULL);
  for (guint i = 0; i < UPDATE_N_STEPS; i++) {
    const UpdateStep *step = update_get_step(sample->migration, (UpdateStepId)i);
    g_string_append_printf(text, "%s%s", i > 0 ? " " : "", update_state_get_word(step->state));
  }
  g_assert_cmpstr(text->str, ==, wanted);
}

static const char *
found(const SampleMigration *sample, UpdateStepId id)
{
  return update_get_step(sample->migration, id)->found;
}

static guint
count_restarts(const char *host)
{
  g_autofree char *pattern = g_strdup_printf("admin@%s utils service restart *", host);
  return fake_count(pattern);
}

/* --- the whole way --- */

/* The tokens instead of the server that signed, and the node that had no record; all others as they were. */
static void
check_new_list(const TrustList *list)
{
  static const guint functions[] = {FUNCTION_CCM_TFTP, FUNCTION_CAPF, FUNCTION_CCM_TFTP,
                                    FUNCTION_SAST,     FUNCTION_SAST, FUNCTION_CCM_TFTP};
  guint signer = 0;
  g_assert_cmpuint(trust_list_get_n_records(list), ==, G_N_ELEMENTS(functions));
  for (guint i = 0; i < G_N_ELEMENTS(functions); i++)
    g_assert_cmpuint(trust_list_record_get_function(trust_list_get_record(list, i)), ==, functions[i]);
  g_assert_true(trust_list_verify(list, &signer, NULL));
  g_autoptr(X509) certificate = trust_list_record_dup_certificate(trust_list_get_record(list, signer));
  g_assert_cmpint(X509_cmp(certificate, sample_token(1)->certificate), ==, 0);
}

static void
test_whole_way(SampleMigration *sample, gconstpointer unused)
{
  sample_migration_upload();
  g_assert_cmpint(sample_migration_go(sample), ==, UPDATE_N_STEPS);
  g_assert_no_error(sample->error);
  expect_states(sample, "done done done done done done done done done");
  g_autoptr(TrustList) list = sample_migration_load_new(sample);
  check_new_list(list);
  expect_all_hold(list);
  g_assert_true(sample_says(found(sample, UPDATE_SIGN), "Signed by " SAMPLE_SECOND ": "));
  g_assert_true(sample_says(found(sample, UPDATE_SIGN), "SAST cucm-1051-a-pub goes: "));
  g_assert_true(sample_says(found(sample, UPDATE_SIGN), "SAST " SAMPLE_FIRST " is added: "));
  g_assert_true(sample_says(found(sample, UPDATE_SIGN), "SAST " SAMPLE_SECOND " is added: "));
  g_assert_cmpstr(found(sample, UPDATE_PUSH), ==, "The list is on 3 nodes.");
  g_assert_true(
      sample_says(found(sample, UPDATE_VERIFY), "Every node holds the new list and verifies it (MD5 "));
  g_assert_true(
      sample_says(found(sample, UPDATE_RESTART), "\ntftp1: restarted Cisco Tftp, Cisco CallManager, "));
  g_assert_true(sample_says(found(sample, UPDATE_PHONES), "tftp1: phones get this list (asked by HTTP)."));
  g_assert_true(sample_says(found(sample, UPDATE_PHONES), "Reset all phones."));
  g_assert_cmpuint(sample->tokens[1].n_signatures, ==, 1);
  g_assert_cmpuint(sample->tokens[0].n_signatures, ==, 0);
  g_assert_cmpuint(fake_count("* utils ctl*"), ==, 0);
  g_assert_true(sample_migration_run(sample)); /* nothing is left to be done */
}

/* Each step in a run of its own, as after a kill: all before the signature is looked at anew, nothing after
 * it is done twice. */
static void
test_taken_up_after_each_step(SampleMigration *sample, gconstpointer unused)
{
  sample_migration_upload();
  for (guint last = 0; last < UPDATE_SIGN; last++) {
    sample_migration_reopen(sample);
    g_assert_cmpint(update_get_next(sample->migration), ==, UPDATE_CLUSTER);
    for (guint i = 0; i <= last; i++)
      g_assert_true(sample_migration_run(sample));
  }
  sample_migration_reopen(sample);
  sample_migration_go_to(sample, UPDATE_PUSH);
  for (guint next = UPDATE_PUSH; next < UPDATE_N_STEPS; next++) {
    sample_migration_reopen(sample);
    g_assert_cmpint(update_get_next(sample->migration), ==, UPDATE_CLUSTER);
    g_assert_true(sample_migration_run(sample)); /* the list is still the right one */
    g_assert_cmpint(update_get_next(sample->migration), ==, next);
    g_assert_true(sample_migration_run(sample));
  }
  sample_migration_reopen(sample);
  g_assert_cmpint(update_get_next(sample->migration), ==, UPDATE_N_STEPS);
  g_assert_cmpuint(sample->tokens[1].n_signatures, ==, 1);
  for (gsize i = 0; i < G_N_ELEMENTS(HOSTS); i++)
    g_assert_cmpuint(count_restarts(HOSTS[i]), ==, 3);
}

/* A run starts from the list that the cluster has then. */
static void
test_list_that_changed_before_signing(SampleMigration *sample, gconstpointer unused)
{
  g_autoptr(TrustList) other = sample_tokenless_list(SERVER_STRANGER);
  sample_migration_go_to(sample, UPDATE_SIGN);
  sample_hold_everywhere(other);
  sample_migration_reopen(sample);
  g_assert_cmpint(update_get_next(sample->migration), ==, UPDATE_CLUSTER);
  sample_migration_go_to(sample, UPDATE_SIGN);
  g_assert_true(sample_migration_run(sample));
  g_autoptr(TrustList) list = sample_migration_load_new(sample);
  g_assert_cmpuint(trust_list_get_n_records(list), ==, 7); /* the stranger may be another cluster's */
}

/* --- signing --- */

static void
test_person_says_no(SampleMigration *sample, gconstpointer unused)
{
  sample_migration_go_to(sample, UPDATE_SIGN);
  fake_prompt_set_yes(sample->prompt, PROMPT_STEP, FALSE);
  g_assert_false(sample_migration_run(sample));
  sample_migration_expect_failure(sample, UPDATE_SIGN, CTL_ERROR_CANCELLED, "");
  const char *asked = fake_prompt_get_last(sample->prompt, PROMPT_STEP);
  g_assert_true(sample_says(asked, "Sign this list with token " SAMPLE_SECOND " and put it on 3 nodes ("));
  g_assert_true(sample_says(asked, "SAST cucm-1051-a-pub goes: "));
  g_assert_nonnull(update_get_plan(sample->migration));
  g_assert_cmpuint(sample->tokens[1].n_logins, ==, 0);
  g_assert_cmpuint(fake_count("*"), ==, 0);
  g_assert_false(update_can_go_back(sample->migration));
}

static void
test_wrong_password(SampleMigration *sample, gconstpointer unused)
{
  sample_migration_go_to(sample, UPDATE_SIGN);
  fake_prompt_set_secret(sample->prompt, PROMPT_TOKEN_PASSWORD, "wrong");
  g_assert_false(sample_migration_run(sample));
  sample_migration_expect_failure(sample, UPDATE_SIGN, CTL_ERROR_WRONG_PIN, SAMPLE_SECOND);
  g_assert_cmpuint(sample->tokens[1].n_logins, ==, 1);
  fake_prompt_set_secret(sample->prompt, PROMPT_TOKEN_PASSWORD, SAMPLE_PASSWORD);
  g_assert_true(sample_migration_run(sample));
}

static void
test_nothing_to_sign(SampleMigration *sample, gconstpointer unused)
{
  sample_migration_go_to(sample, UPDATE_SIGN);
  fake_tokens_set(sample->tokens, 1);
  g_assert_false(sample_migration_run(sample));
  sample_migration_expect_failure(sample, UPDATE_SIGN, CTL_ERROR_NO_TOKEN, "two tokens");
}

/* --- back --- */

static gboolean
go_back(SampleMigration *sample)
{
  g_clear_error(&sample->error);
  fake_forget();
  return update_go_back(sample->migration, CTL_PROMPT(sample->prompt), NULL, sample->cancellable,
                        &sample->error);
}

static void
test_nothing_to_take_back(SampleMigration *sample, gconstpointer unused)
{
  sample_migration_go_to(sample, UPDATE_SIGN);
  g_assert_false(go_back(sample));
  g_assert_error(sample->error, CTL_ERROR, CTL_ERROR_USAGE);
  g_assert_cmpuint(fake_count("*"), ==, 0);
}

static void
test_back(SampleMigration *sample, gconstpointer unused)
{
  g_autofree char *old_path = g_build_filename(sample->folder, "old.tlv", NULL);
  sample_migration_upload();
  g_assert_cmpint(sample_migration_go(sample), ==, UPDATE_N_STEPS);
  g_assert_true(go_back(sample));
  expect_all_hold(sample->old);
  expect_states(sample, "to-do to-do to-do to-do to-do to-do to-do to-do to-do");
  g_assert_null(found(sample, UPDATE_SIGN));
  g_assert_false(g_file_test(old_path, G_FILE_TEST_EXISTS));
  g_assert_false(go_back(sample));
  g_assert_error(sample->error, CTL_ERROR, CTL_ERROR_USAGE);
  sample_migration_go_to(sample, UPDATE_RESTART); /* and again; the restarts of before do not count */
  g_assert_true(sample_migration_run(sample));
  g_assert_cmpuint(count_restarts("pub"), ==, 3);
}

/* A push that was cut off may have reached some nodes, so that signing is enough. */
static void
test_back_after_a_push_that_failed(SampleMigration *sample, gconstpointer unused)
{
  sample_migration_go_to(sample, UPDATE_PUSH);
  fake_fail("publisher@sub1 write /CTLFile.tlv", CTL_ERROR_NO_SPACE, "The disk is full");
  g_assert_false(sample_migration_run(sample));
  g_assert_true(update_can_go_back(sample->migration));
  g_assert_true(go_back(sample));
  expect_all_hold(sample->old);
  g_assert_cmpuint(fake_count("* write *"), ==, 2); /* the third has it still */
}

/* The job is remembered until all nodes have the old list. */
static void
test_back_with_a_lost_node(SampleMigration *sample, gconstpointer unused)
{
  sample_migration_go_to(sample, UPDATE_VERIFY);
  g_autoptr(TrustList) list = sample_migration_load_new(sample);
  fake_fail("publisher@sub1 open", CTL_ERROR_UNREACHABLE, "sub1 is silent");
  g_assert_false(go_back(sample));
  g_assert_error(sample->error, CTL_ERROR, CTL_ERROR_UNREACHABLE);
  g_assert_true(sample_holds("pub", sample->old));
  g_assert_true(sample_holds("sub1", list));
  g_assert_true(update_can_go_back(sample->migration));
  fake_heal("publisher@sub1 open");
  g_assert_true(go_back(sample));
  expect_all_hold(sample->old);
}

/* A list that was put there while the job stood still is not undone. */
static void
test_back_over_somebody_else(SampleMigration *sample, gconstpointer unused)
{
  g_autoptr(TrustList) other = sample_token_list(0);
  sample_migration_go_to(sample, UPDATE_VERIFY);
  sample_hold_everywhere(other);
  g_assert_false(go_back(sample));
  g_assert_error(sample->error, CTL_ERROR, CTL_ERROR_REJECTED);
  g_assert_true(sample_says(sample->error->message, "3 of 3 nodes failed; The list on pub is neither"));
  expect_all_hold(other);
}

static void
block_state(gpointer path)
{
  g_assert_cmpint(g_unlink(path), ==, 0);
  g_assert_cmpint(g_mkdir(path, 0700), ==, 0);
}

/* What is not written down was not done: after the next start nobody would know of it. */
static void
test_state_cannot_be_written(SampleMigration *sample, gconstpointer unused)
{
  g_autofree char *state = g_build_filename(sample->folder, "state.conf", NULL);
  sample_migration_go_to(sample, UPDATE_PUSH);
  fake_when("publisher@pub write /CTLFile.tlv", block_state, state);
  g_assert_false(sample_migration_run(sample));
  sample_migration_expect_failure(sample, UPDATE_PUSH, CTL_ERROR_FILE, "state.conf");
  g_assert_cmpint(g_rmdir(state), ==, 0);
  g_assert_cmpint(sample_migration_go(sample), ==, UPDATE_N_STEPS);
  sample_migration_reopen(sample);
  g_assert_true(update_can_go_back(sample->migration));
}

/* Two runs of the program on one migration: the one that has not seen what the other did does nothing. */
static void
test_two_at_once(SampleMigration *sample, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;
  sample_migration_go_to(sample, UPDATE_SIGN);
  g_autoptr(Update) other = update_open(sample->folder, &sample->setup, &error);
  g_assert_no_error(error);
  g_assert_true(sample_migration_run(sample));
  g_autoptr(TrustList) list = sample_migration_load_new(sample);
  g_assert_false(update_run_next(other, CTL_PROMPT(sample->prompt), NULL, NULL, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_IN_USE);
  g_assert_cmpint(sample_migration_go(sample), ==, UPDATE_N_STEPS);
  expect_all_hold(list);
}

/* What another program does with the job is not taken away from it. */
static void
test_start_anew_in_use(SampleMigration *sample, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;
  sample_migration_go_to(sample, UPDATE_PUSH);
  g_autoptr(Update) other = update_open(sample->folder, &sample->setup, NULL);
  g_assert_true(sample_migration_run(sample));
  g_assert_false(update_start_anew(other, NULL, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_IN_USE);
  sample_migration_reopen(sample);
  g_assert_true(update_can_go_back(sample->migration));
}

/* One that is in the middle of a step is waited for. */
static void
test_start_anew_waits(SampleMigration *sample, gconstpointer unused)
{
  g_autofree char *path = g_build_filename(sample->folder, "work", NULL);
  sample_migration_go_to(sample, UPDATE_VERIFY);
  g_autoptr(FileLock) lock = file_lock_new(path, NULL, NULL);
  g_assert_nonnull(lock);
  g_cancellable_cancel(sample->cancellable);
  g_assert_false(update_start_anew(sample->migration, sample->cancellable, &sample->error));
  g_assert_error(sample->error, CTL_ERROR, CTL_ERROR_CANCELLED);
  g_assert_true(update_can_go_back(sample->migration));
}

static void
test_start_anew(SampleMigration *sample, gconstpointer unused)
{
  sample_migration_go_to(sample, UPDATE_VERIFY);
  g_autoptr(TrustList) list = sample_migration_load_new(sample);
  g_assert_true(update_start_anew(sample->migration, NULL, NULL));
  expect_all_hold(list); /* nothing changes on the cluster */
  sample_migration_reopen(sample);
  expect_states(sample, "to-do to-do to-do to-do to-do to-do to-do to-do to-do");
}

/* --- the state --- */

static void
test_damaged_state(SampleMigration *sample, gconstpointer unused)
{
  g_autofree char *path = g_build_filename(sample->folder, "state.conf", NULL);
  g_assert_true(g_file_set_contents(path, "nonsense", -1, NULL));
  g_assert_null(update_open(sample->folder, &sample->setup, &sample->error));
  g_assert_error(sample->error, CTL_ERROR, CTL_ERROR_DAMAGED);
  g_clear_error(&sample->error);
  g_autofree char *below = g_build_filename(path, "folder", NULL);
  g_assert_null(update_open(below, &sample->setup, &sample->error));
  g_assert_error(sample->error, CTL_ERROR, CTL_ERROR_FILE);
  update_free(NULL);
}

static void
test_words(SampleMigration *sample, gconstpointer unused)
{
  static const char *const words[] = {"cluster", "tokens", "export",  "trust", "sign",
                                      "push",    "verify", "restart", "phones"};
  for (guint i = 0; i < G_N_ELEMENTS(words); i++) {
    g_assert_cmpstr(update_step_get_word((UpdateStepId)i), ==, words[i]);
    g_assert_nonnull(update_step_title((UpdateStepId)i));
  }
}

int
main(int argc, char **argv)
{
  static const struct {
    const char *path;
    void (*func)(SampleMigration *, gconstpointer);
  } tests[] = {
      {"/migrate/whole-way", test_whole_way},
      {"/migrate/taken-up-after-each-step", test_taken_up_after_each_step},
      {"/migrate/list-that-changed-before-signing", test_list_that_changed_before_signing},
      {"/migrate/person-says-no", test_person_says_no},
      {"/migrate/wrong-password", test_wrong_password},
      {"/migrate/nothing-to-sign", test_nothing_to_sign},
      {"/migrate/nothing-to-take-back", test_nothing_to_take_back},
      {"/migrate/back", test_back},
      {"/migrate/back-after-a-push-that-failed", test_back_after_a_push_that_failed},
      {"/migrate/back-with-a-lost-node", test_back_with_a_lost_node},
      {"/migrate/back-over-somebody-else", test_back_over_somebody_else},
      {"/migrate/state-cannot-be-written", test_state_cannot_be_written},
      {"/migrate/two-at-once", test_two_at_once},
      {"/migrate/start-anew-in-use", test_start_anew_in_use},
      {"/migrate/start-anew-waits", test_start_anew_waits},
      {"/migrate/start-anew", test_start_anew},
      {"/migrate/damaged-state", test_damaged_state},
      {"/migrate/words", test_words},
  };
  sample_home_init(&argc, &argv);
  for (gsize i = 0; i < G_N_ELEMENTS(tests); i++)
    g_test_add(tests[i].path, SampleMigration, NULL, sample_migration_set_up, tests[i].func,
               sample_migration_tear_down);
  return sample_home_run();
}
