/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is signed is what the cluster needs when it is signed: after a wait it is looked at again. */
#include "app/trustlist/function.h"
#include "app/workflow/update/update-session.h"
#include "sample-home.h"
#include "sample-update.h"
#include "tests/unit/base/fake-clock.h"

#define HOUR_MS (3600 * 1000)

/* TVS knows all tokens. */
static void
upload_third(void)
{
  static const char *const hosts[] = {"pub", "sub1", "tftp1"};
  sample_migration_upload();
  for (gsize i = 0; i < G_N_ELEMENTS(hosts); i++) {
    fake_tvs_trust(hosts[i], sample_update_third_token()->certificate, FUNCTION_SAST);
    fake_tvs_trust(hosts[i], sample_update_third_token()->certificate, FUNCTION_TFTP);
  }
}

static void
ask_for_third(SampleMigration *sample)
{
  static const char *const tokens[] = {"SAST-ADN00aaaaaa", SAMPLE_SECOND, NULL};
  sample->setup.tokens = tokens;
  sample->setup.signer = "SAST-ADN00aaaaaa";
  sample_migration_reopen(sample);
}

/* As the command does it. */
static UpdateStepId
go_on(SampleMigration *sample)
{
  for (;;) {
    update_look_again(sample->migration);
    UpdateStepId step = update_get_next(sample->migration);
    if (step == UPDATE_N_STEPS || !sample_migration_run(sample) ||
        update_get_step(sample->migration, step)->state == UPDATE_WAITING)
      return step;
  }
}

static void
test_after_a_wait(SampleMigration *sample, gconstpointer unused)
{
  ask_for_third(sample);
  g_assert_cmpint(go_on(sample), ==, UPDATE_TRUST);
  g_assert_no_error(sample->error);
  upload_third();
  sample_update_renew("sub1");
  fake_prompt_set_yes(sample->prompt, PROMPT_STEP, FALSE);
  g_assert_cmpint(go_on(sample), ==, UPDATE_SIGN);
  g_assert_true(
      sample_says(fake_prompt_get_last(sample->prompt, PROMPT_STEP), "CCM+TFTP 10.48.47.154 is renewed: "));
  fake_prompt_set_yes(sample->prompt, PROMPT_STEP, TRUE);
  g_assert_cmpint(go_on(sample), ==, UPDATE_N_STEPS);
  g_assert_no_error(sample->error);
  g_assert_null(sample_update_to_do(sample, UPDATE_PHONES));
}

/* The list that the publisher has got meanwhile does not know the signer: TVS has to be asked for that. */
static void
test_other_list_meanwhile(SampleMigration *sample, gconstpointer unused)
{
  static const char *const both[] = {SAMPLE_FIRST, SAMPLE_SECOND, NULL};
  sample_update_renew("sub1");
  sample->setup.tokens = both;
  sample_migration_reopen(sample);
  while (update_get_next(sample->migration) != UPDATE_SIGN)
    g_assert_true(sample_migration_run(sample));
  g_autoptr(TrustList) tokenless = sample_tokenless_list(SERVER_CALLMANAGER);
  sample_hold_everywhere(tokenless);
  fake_clock_advance_ms(HOUR_MS);
  UpdateStepId end = go_on(sample);
  g_assert_no_error(sample->error);
  g_assert_cmpint(end, ==, UPDATE_TRUST);
  g_assert_cmpuint(sample_update_count_signatures(sample), ==, 0);
}

static void
test_a_person_thinks(SampleMigration *sample, gconstpointer unused)
{
  sample_update_renew("sub1");
  sample_migration_reopen(sample);
  sample_migration_go_to(sample, UPDATE_SIGN);
  fake_clock_advance_ms(HOUR_MS);
  g_assert_true(sample_migration_run(sample)); /* not the question */
  g_assert_cmpuint(fake_prompt_count(sample->prompt, PROMPT_STEP), ==, 0);
  g_assert_cmpuint(fake_count("admin@pub show ctl"), ==, 1);
  g_assert_cmpint(update_get_next(sample->migration), ==, UPDATE_TOKENS);
  g_assert_cmpint(sample_migration_go(sample), ==, UPDATE_N_STEPS);
  g_assert_no_error(sample->error);
}

/* The wall clock went back: how much time has passed is not known. */
static void
test_clock_set_back(SampleMigration *sample, gconstpointer unused)
{
  sample_update_renew("sub1");
  sample_migration_reopen(sample);
  sample_migration_go_to(sample, UPDATE_SIGN);
  fake_clock_set_unix_time(FAKE_CLOCK_START - 86400);
  g_assert_true(update_look_again(sample->migration));
  g_assert_cmpint(update_get_next(sample->migration), ==, UPDATE_CLUSTER);
}

/* Nobody is asked twice for nothing. */
static void
test_at_once(SampleMigration *sample, gconstpointer unused)
{
  sample_update_renew("sub1");
  sample_migration_reopen(sample);
  sample_migration_go_to(sample, UPDATE_SIGN);
  fake_clock_advance_ms(60 * 1000);
  g_assert_false(update_look_again(sample->migration));
  g_assert_true(sample_migration_run(sample));
  g_assert_cmpint(update_get_next(sample->migration), ==, UPDATE_PUSH);
  g_assert_cmpuint(fake_count("admin@pub show ctl"), ==, 0);
}

/* In the window the yes was to a plan that is an hour old. */
static void
test_session(SampleMigration *sample, gconstpointer unused)
{
  g_autoptr(TrustList) tokenless = sample_tokenless_list(SERVER_CALLMANAGER);
  sample_hold_everywhere(tokenless);
  fake_tokens_set(sample->tokens, 2);
  sample_migration_upload();
  g_autoptr(UpdateSession) session = update_session_open(sample->entry, UPDATE_MIGRATE, NULL, &sample->error);
  while (update_session_get_outlook(session) == UPDATE_GO_ON)
    g_assert_true(update_session_run_next(session, CTL_PROMPT(sample->prompt), NULL, NULL, NULL));
  g_assert_cmpint(update_session_get_outlook(session), ==, UPDATE_ASK);
  fake_clock_advance_ms(HOUR_MS);
  sample_update_renew("sub1");
  update_session_agree(session);
  do
    g_assert_true(update_session_run_next(session, CTL_PROMPT(sample->prompt), NULL, NULL, NULL));
  while (update_session_get_outlook(session) == UPDATE_GO_ON);
  g_assert_cmpint(update_session_get_outlook(session), ==, UPDATE_ASK);
  g_assert_true(
      sample_says(update_session_get_question(session)->detail, "CCM+TFTP 10.48.47.154 is renewed: "));
  g_assert_cmpuint(sample_update_count_signatures(sample), ==, 0);
}

int
main(int argc, char **argv)
{
  static const struct {
    const char *path;
    void (*func)(SampleMigration *, gconstpointer);
  } tests[] = {
      {"/update-look/after-a-wait", test_after_a_wait},
      {"/update-look/other-list-meanwhile", test_other_list_meanwhile},
      {"/update-look/a-person-thinks", test_a_person_thinks},
      {"/update-look/at-once", test_at_once},
      {"/update-look/session", test_session},
      {"/update-look/clock-set-back", test_clock_set_back},
  };
  sample_home_init(&argc, &argv);
  for (gsize i = 0; i < G_N_ELEMENTS(tests); i++)
    g_test_add(tests[i].path, SampleMigration, NULL, sample_update_set_up, tests[i].func,
               sample_migration_tear_down);
  return sample_home_run();
}
