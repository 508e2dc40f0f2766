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
  };
  sample_home_init(&argc, &argv);
  for (gsize i = 0; i < G_N_ELEMENTS(tests); i++)
    g_test_add(tests[i].path, SampleMigration, NULL, sample_update_set_up, tests[i].func,
               sample_migration_tear_down);
  return sample_home_run();
}
