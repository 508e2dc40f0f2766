/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The restart of a migration: which services, in which order, one node at a time; and that "restarted" is
 * said only of what the node calls started. */
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
  return migrate_get_step(sample->migration, MIGRATE_RESTART)->found;
}

/* One node at a time, each with a yes. */
static void
say_no(gpointer prompt)
{
  fake_prompt_set_yes(prompt, PROMPT_STEP, FALSE);
}

static void
test_restart(SampleMigration *sample, gconstpointer unused)
{
  sample_migration_go_to(sample, MIGRATE_RESTART);
  fake_when("admin@sub1 utils service restart Cisco CallManager", say_no, sample->prompt);
  g_assert_false(sample_migration_run(sample));
  sample_migration_expect_failure(sample, MIGRATE_RESTART, CTL_ERROR_CANCELLED, "");
  g_autofree char *asked = fake_list("admin@pub");
  g_assert_cmpstr(asked, ==,
                  "cli; utils service list; utils service restart Cisco Tftp; utils service restart Cisco "
                  "CallManager; utils service restart Cisco CTIManager");
  g_assert_cmpuint(count_restarts("sub1"), ==, 3);
  g_assert_cmpuint(fake_count("admin@tftp1 *"), ==, 0);
  g_assert_true(
      sample_says(fake_prompt_get_last(sample->prompt, PROMPT_STEP),
                  "Restart Cisco Tftp, then Cisco CallManager, then Cisco CTIManager on tftp1 now"));
  fake_prompt_set_yes(sample->prompt, PROMPT_STEP, TRUE);
  sample_migration_reopen(sample); /* those that are done are remembered */
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
  sample_migration_go_to(sample, MIGRATE_RESTART);
  fake_fail("admin@sub1 utils service restart Cisco CallManager", CTL_ERROR_REMOTE, "It failed");
  g_assert_false(sample_migration_run(sample));
  sample_migration_expect_failure(sample, MIGRATE_RESTART, CTL_ERROR_REMOTE, "It failed");
  fake_heal("admin@sub1 utils service restart Cisco CallManager");
  fake_fail("admin@sub1 cli", CTL_ERROR_UNREACHABLE, "sub1 is silent");
  g_assert_false(sample_migration_run(sample));
  sample_migration_expect_failure(sample, MIGRATE_RESTART, CTL_ERROR_UNREACHABLE, "sub1 is silent");
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
  const MigrateStep *step = migrate_get_step(sample->migration, MIGRATE_RESTART);
  sample->setup.restart = FALSE;
  sample_migration_go_to(sample, MIGRATE_RESTART);
  g_assert_true(sample_migration_run(sample));
  g_assert_cmpint(step->state, ==, MIGRATE_WAITING);
  g_assert_true(sample_says(step->to_do, "one node at a time: \"utils service restart Cisco Tftp\", then"));
  sample->setup.restarted = TRUE;
  g_assert_true(sample_migration_run(sample));
  g_assert_cmpint(step->state, ==, MIGRATE_DONE);
  g_assert_cmpstr(step->found, ==, "The services were restarted elsewhere.");
  g_assert_cmpuint(fake_count("*"), ==, 0);
}

/* Both texts of the command, states that come twice or not at all, blanks at line ends. */
static void
test_answers_of_a_restart(SampleMigration *sample, gconstpointer unused)
{
  sample_migration_go_to(sample, MIGRATE_RESTART);
  fake_answer(
      "pub", RESTART "Cisco Tftp",
      "Do not press Ctrl+C while the service is restarting. If the service has not restarted properly, "
      "execute the same command again.\nService Manager is running\nCisco Tftp[STOPPING]\n"
      "Cisco Tftp[STOPPING]\nCommanded Out of Service\nCisco Tftp[NOTRUNNING]\n"
      "Service Manager is running\nCisco Tftp[STARTING]\nCisco Tftp[STARTED]  \n");
  fake_answer("sub1", RESTART "Cisco Tftp",
              " Don't press Ctrl-c while the service is getting RESTARTED.If Service has not Restarted "
              "Properly, execute the same Command Again\nService Manager is running\n"
              "Cisco Tftp[STARTING]\nCisco Tftp[STARTED]\nCisco Tftp[STARTED]\n");
  g_assert_true(sample_migration_run(sample));
  g_assert_cmpint(migrate_get_next(sample->migration), ==, MIGRATE_PHONES);
}

/* An answer is no restart. The step stays to be done, and goes on with this node. */
static void
test_answers_of_a_failure(SampleMigration *sample, gconstpointer unused)
{
  static const char *const answers[] = {
      "Service Manager is running\nCisco CallManager[STOPPING]\nCisco CallManager[STARTING]\n",
      "Service Manager is running\nCisco CallManager[STOPPED]  Commanded Out of Service\n",
      "Cisco CallManager[STARTED]\nCisco CallManager[STOPPED]\n",
      "Cisco Tftp[STARTED]\n",
      "Service Manager is running\n",
      "",
  };
  sample_migration_go_to(sample, MIGRATE_RESTART);
  for (gsize i = 0; i < G_N_ELEMENTS(answers); i++) {
    g_test_message("%s", answers[i]);
    fake_answer("sub1", RESTART "Cisco CallManager", answers[i]);
    g_assert_false(sample_migration_run(sample));
    sample_migration_expect_failure(
        sample, MIGRATE_RESTART, CTL_ERROR_REMOTE,
        "Node sub1 does not say that Cisco CallManager was started again; its last "
        "words are \"");
    g_assert_cmpuint(fake_count("admin@sub1 " RESTART "Cisco CTIManager"), ==, 0);
    g_assert_cmpuint(fake_count("admin@tftp1 *"), ==, 0);
    g_assert_null(found(sample));
  }
  g_assert_cmpuint(count_restarts("pub"), ==, 3); /* once */
}

/* What is not activated is told and no failure, whichever command says so. */
static void
test_not_activated(SampleMigration *sample, gconstpointer unused)
{
  sample_migration_go_to(sample, MIGRATE_RESTART);
  fake_answer("sub1", "utils service list",
              "Requesting service status, please wait...\nSystem SSH [STARTED]\n"
              "Cisco CTIManager[STOPPED]  Service Not Activated\nCisco CallManager[STARTED]\n"
              "Cisco Tftp[STOPPED]  Commanded Out of Service\n");
  fake_answer("tftp1", RESTART "Cisco CallManager", "Cisco CallManager[STOPPED]\nService Not Activated\n");
  fake_answer("tftp1", "utils service list", "Cisco CTIManager [STOPPED] Service Not Activated\n");
  fake_answer("pub", "utils service list",
              "Cisco CTIManager[STOPPED]  Service Not Activated\nCisco Tftp[STOPPED]  Service Not Activated\n"
              "Cisco CallManager[STOPPED]  Service Not Activated\n");
  g_assert_true(sample_migration_run(sample));
  g_assert_cmpstr(found(sample), ==,
                  "pub: nothing had to be restarted, since these are not activated there: Cisco Tftp, Cisco "
                  "CallManager, Cisco CTIManager.\n"
                  "sub1: restarted Cisco Tftp, Cisco CallManager; not activated there, which is no failure: "
                  "Cisco CTIManager.\n"
                  "tftp1: restarted Cisco Tftp; not activated there, which is no failure: Cisco CallManager, "
                  "Cisco CTIManager.");
  g_assert_cmpuint(fake_count("admin@* " RESTART "Cisco CTIManager"), ==, 0);
}

/* The session ends while a service restarts: that node is not done, and nobody says so. */
static void
test_silence(SampleMigration *sample, gconstpointer unused)
{
  sample_migration_go_to(sample, MIGRATE_RESTART);
  fake_fail("admin@pub " RESTART "Cisco CTIManager", CTL_ERROR_UNREACHABLE, "nothing came for 120 seconds");
  g_assert_false(sample_migration_run(sample));
  sample_migration_expect_failure(sample, MIGRATE_RESTART, CTL_ERROR_UNREACHABLE, "nothing came");
  fake_heal("admin@pub " RESTART "Cisco CTIManager");
  fake_fail("admin@pub utils service list", CTL_ERROR_UNREACHABLE, "the node ended the session");
  g_assert_false(sample_migration_run(sample));
  sample_migration_expect_failure(sample, MIGRATE_RESTART, CTL_ERROR_UNREACHABLE, "ended the session");
  sample_migration_reopen(sample);
  g_assert_cmpint(migrate_get_next(sample->migration), ==, MIGRATE_RESTART);
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
      {"/migrate-restart/answers-of-a-restart", test_answers_of_a_restart},
      {"/migrate-restart/answers-of-a-failure", test_answers_of_a_failure},
      {"/migrate-restart/not-activated", test_not_activated},
      {"/migrate-restart/silence", test_silence},
  };
  sample_home_init(&argc, &argv);
  for (gsize i = 0; i < G_N_ELEMENTS(tests); i++)
    g_test_add(tests[i].path, SampleMigration, NULL, sample_migration_set_up, tests[i].func,
               sample_migration_tear_down);
  return sample_home_run();
}
