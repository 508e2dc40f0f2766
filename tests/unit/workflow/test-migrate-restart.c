/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The restart of a migration: one node at a time, each with a yes, and none twice. What is done on a node:
 * test-service-restart.c. */
#include "sample-home.h"
#include "sample-migration.h"

#define RESTART "utils service restart "

static guint
count_restarts(const char *host)
{
  g_autofree char *pattern = g_strdup_printf("admin@%s " RESTART "*", host);
  return fake_count(pattern);
}

static const char *
found(const SampleMigration *sample)
{
  return update_get_step(sample->migration, UPDATE_RESTART)->found;
}

/* One node at a time, each with a yes. */
static void
say_no(gpointer prompt)
{
  fake_prompt_set_yes(prompt, PROMPT_RESTART, FALSE);
}

static void
test_restart(SampleMigration *sample, gconstpointer unused)
{
  sample_migration_go_to(sample, UPDATE_RESTART);
  fake_when("admin@sub1 utils service restart Cisco CallManager", say_no, sample->prompt);
  g_assert_false(sample_migration_run(sample));
  sample_migration_expect_failure(sample, UPDATE_RESTART, CTL_ERROR_CANCELLED, "");
  g_autofree char *asked = fake_list("admin@pub");
  g_assert_cmpstr(asked, ==,
                  "cli; utils service list; utils service restart Cisco Tftp; utils service restart Cisco "
                  "CallManager; utils service restart Cisco CTIManager; utils service list");
  g_assert_cmpuint(count_restarts("sub1"), ==, 3);
  g_assert_cmpuint(count_restarts("tftp1"), ==, 0);
  g_assert_true(
      sample_says(fake_prompt_get_last(sample->prompt, PROMPT_RESTART),
                  "Restart Cisco Tftp, then Cisco CallManager, then Cisco CTIManager on tftp1 now"));
  fake_prompt_set_yes(sample->prompt, PROMPT_RESTART, TRUE);
  sample_migration_reopen(sample); /* those that are done are remembered */
  g_assert_true(sample_migration_run(sample));
  g_assert_cmpint(update_get_next(sample->migration), ==, UPDATE_RESTART);
  fake_forget();
  g_assert_true(sample_migration_run(sample));
  g_assert_cmpuint(fake_count("admin@pub *") + fake_count("admin@sub1 *"), ==, 0);
  g_assert_cmpuint(count_restarts("tftp1"), ==, 3);
  g_assert_cmpstr(found(sample), ==,
                  "pub: restarted Cisco Tftp, Cisco CallManager, Cisco CTIManager.\n"
                  "sub1: restarted Cisco Tftp, Cisco CallManager, Cisco CTIManager.\n"
                  "tftp1: restarted Cisco Tftp, Cisco CallManager, Cisco CTIManager.");
}

/* A node on which it failed is not among those that are done. */
static void
test_restart_fails(SampleMigration *sample, gconstpointer unused)
{
  sample_migration_go_to(sample, UPDATE_RESTART);
  fake_fail("admin@sub1 utils service restart Cisco CallManager", CTL_ERROR_REMOTE, "It failed");
  g_assert_false(sample_migration_run(sample));
  sample_migration_expect_failure(sample, UPDATE_RESTART, CTL_ERROR_REMOTE, "It failed");
  fake_heal("admin@sub1 utils service restart Cisco CallManager");
  fake_fail("admin@sub1 cli", CTL_ERROR_UNREACHABLE, "sub1 is silent");
  g_assert_false(sample_migration_run(sample));
  sample_migration_expect_failure(sample, UPDATE_RESTART, CTL_ERROR_UNREACHABLE, "sub1 is silent");
  fake_heal("admin@sub1 cli");
  fake_forget();
  g_assert_true(sample_migration_run(sample));
  g_assert_cmpuint(count_restarts("pub"), ==, 0);
  g_assert_cmpuint(count_restarts("sub1"), ==, 3);
  g_assert_cmpuint(count_restarts("tftp1"), ==, 3);
}

static void
test_restart_elsewhere(SampleMigration *sample, gconstpointer unused)
{
  const UpdateStep *step = update_get_step(sample->migration, UPDATE_RESTART);
  sample->setup.restart = FALSE;
  sample_migration_go_to(sample, UPDATE_RESTART);
  g_assert_true(sample_migration_run(sample));
  g_assert_cmpint(step->state, ==, UPDATE_WAITING);
  g_assert_true(sample_says(step->to_do, "one node at a time: \"utils service restart Cisco Tftp\", then"));
  sample_migration_reopen(sample);
  sample_migration_go_to(sample, UPDATE_RESTART);
  step = update_get_step(sample->migration, UPDATE_RESTART);
  sample->setup.restarted = TRUE;
  g_assert_true(sample_migration_run(sample));
  g_assert_cmpint(step->state, ==, UPDATE_DONE);
  g_assert_cmpstr(step->found, ==, "The services were restarted elsewhere.");
  g_assert_cmpuint(fake_count("*"), ==, 0);
}

/* Who says so before the list is there cannot have restarted anything for it. */
static void
test_restarted_too_early(SampleMigration *sample, gconstpointer unused)
{
  const UpdateStep *step = update_get_step(sample->migration, UPDATE_RESTART);
  sample->setup.restart = FALSE;
  sample->setup.restarted = TRUE;
  sample_migration_go_to(sample, UPDATE_RESTART);
  g_assert_true(sample_migration_run(sample));
  g_assert_cmpint(step->state, ==, UPDATE_WAITING);
  g_assert_nonnull(step->to_do);
}

int
main(int argc, char **argv)
{
  static const struct {
    const char *path;
    void (*func)(SampleMigration *, gconstpointer);
  } tests[] = {
      {"/migrate-restart/one-node-at-a-time", test_restart},
      {"/migrate-restart/fails", test_restart_fails},
      {"/migrate-restart/elsewhere", test_restart_elsewhere},
      {"/migrate-restart/too-early", test_restarted_too_early},
  };
  sample_home_init(&argc, &argv);
  for (gsize i = 0; i < G_N_ELEMENTS(tests); i++)
    g_test_add(tests[i].path, SampleMigration, NULL, sample_migration_set_up, tests[i].func,
               sample_migration_tear_down);
  return sample_home_run();
}
