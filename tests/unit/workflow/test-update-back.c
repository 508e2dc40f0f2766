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

int
main(int argc, char **argv)
{
  static const struct {
    const char *path;
    void (*func)(SampleMigration *, gconstpointer);
  } tests[] = {
      {"/update-back/after-a-job-that-signed-nothing", test_after_a_job_that_signed_nothing},
  };
  sample_home_init(&argc, &argv);
  for (gsize i = 0; i < G_N_ELEMENTS(tests); i++)
    g_test_add(tests[i].path, SampleMigration, NULL, sample_update_set_up, tests[i].func,
               sample_migration_tear_down);
  return sample_home_run();
}
