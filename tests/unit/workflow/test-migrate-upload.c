/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The migration uploads the certificates itself, where it is told to. What of an upload decides is in
 * test-sast-upload.c. */
#include "sample-home.h"
#include "sample-migration.h"

#include <string.h>

#define FIRST "admin@pub:443 certificate " SAMPLE_FIRST ".cer"
#define SECOND "admin@pub:443 certificate " SAMPLE_SECOND ".cer"

static void
set_up(SampleMigration *sample, gconstpointer unused)
{
  sample_migration_set_up(sample, NULL);
  sample->setup.upload = TRUE;
}

static void
learn_all(gpointer unused)
{
  sample_migration_upload();
}

static void
learn_on_publisher(gpointer unused)
{
  sample_upload("pub", 0);
  sample_upload("pub", 1);
}

static const UpdateStep *
get_trust(const SampleMigration *sample)
{
  return update_get_step(sample->migration, UPDATE_TRUST);
}

static const char *
get_state(const SampleMigration *sample, guint index)
{
  const GPtrArray *uploads = update_get_uploads(sample->migration);
  g_assert_cmpuint(uploads->len, ==, 2);
  return sast_state_get_word(((const SastCertificate *)g_ptr_array_index(uploads, index))->state);
}

static guint
count_uploads(void)
{
  return fake_count(FIRST) + fake_count(SECOND);
}

static void
run_to_trust(SampleMigration *sample)
{
  while (update_get_next(sample->migration) != UPDATE_TRUST)
    g_assert_true(sample_migration_run(sample));
}

static void
test_whole_way(SampleMigration *sample, gconstpointer unused)
{
  fake_when(FIRST, learn_all, NULL);
  g_assert_cmpint(sample_migration_go(sample), ==, UPDATE_N_STEPS);
  g_assert_true(
      sample_says(get_trust(sample)->found, SAMPLE_FIRST " was uploaded, and TVS on every node knows"));
  g_assert_cmpstr(get_state(sample, 0), ==, "known");
  g_assert_cmpuint(count_uploads(), ==, 2);
  g_assert_cmpuint(fake_prompt_count(sample->prompt, PROMPT_STEP), ==, 2); /* and before the signature */
}

static void
test_not_asked_for(SampleMigration *sample, gconstpointer unused)
{
  sample->setup.upload = FALSE;
  g_assert_cmpint(sample_migration_go(sample), ==, UPDATE_TRUST);
  g_assert_cmpuint(update_get_uploads(sample->migration)->len, ==, 0);
  g_assert_cmpuint(count_uploads(), ==, 0);
}

static void
test_known_already(SampleMigration *sample, gconstpointer unused)
{
  sample_migration_upload();
  g_assert_cmpint(sample_migration_go(sample), ==, UPDATE_N_STEPS);
  g_assert_cmpuint(count_uploads(), ==, 0);
}

/* It waits for the other nodes, and sends nothing twice: neither when TVS is asked again nor in another run.
 */
static void
test_others_wait(SampleMigration *sample, gconstpointer unused)
{
  fake_when(FIRST, learn_on_publisher, NULL);
  g_assert_cmpint(sample_migration_go(sample), ==, UPDATE_TRUST);
  g_assert_cmpstr(get_state(sample, 1), ==, "uploaded");
  g_assert_cmpstr(get_trust(sample)->to_do, ==, "Other nodes get the certificates within 30 minutes.");
  g_assert_true(sample_migration_run(sample));
  sample_migration_reopen(sample);
  g_assert_cmpint(sample_migration_go(sample), ==, UPDATE_TRUST);
  g_assert_cmpuint(count_uploads(), ==, 2);
}

/* The page says that it took them, and TVS on the publisher never knows them: not sent again and again. */
static void
test_never_known(SampleMigration *sample, gconstpointer unused)
{
  g_assert_cmpint(sample_migration_go(sample), ==, UPDATE_TRUST);
  g_assert_true(sample_migration_run(sample));
  g_assert_cmpuint(count_uploads(), ==, 2);
  g_assert_true(
      sample_says(get_trust(sample)->found, SAMPLE_SECOND " was uploaded; not yet known to TVS on pub"));
  g_assert_true(sample_says(get_trust(sample)->to_do, "Wait, then give the same command again"));
  g_assert_null(strstr(get_trust(sample)->to_do, "Phone-SAST-trust"));
}

/* The manual way is told as ever. */
static void
test_refused(SampleMigration *sample, gconstpointer unused)
{
  fake_web_answer(WEB_UPLOAD_REFUSED, "no room");
  g_assert_cmpint(sample_migration_go(sample), ==, UPDATE_TRUST);
  g_assert_no_error(sample->error);
  g_assert_cmpint(get_trust(sample)->state, ==, UPDATE_WAITING);
  g_assert_cmpstr(get_state(sample, 0), ==, "refused");
  g_assert_true(sample_says(get_trust(sample)->found, "(it says: no room)"));
  g_assert_true(sample_says(get_trust(sample)->to_do, "purpose Phone-SAST-trust"));
}

/* What failed is tried again. */
static void
test_fails(SampleMigration *sample, gconstpointer unused)
{
  fake_fail(SECOND, CTL_ERROR_LOGIN_REFUSED, "the password is wrong");
  run_to_trust(sample);
  g_assert_false(sample_migration_run(sample));
  sample_migration_expect_failure(sample, UPDATE_TRUST, CTL_ERROR_LOGIN_REFUSED, "the password is wrong");
  g_assert_cmpuint(count_uploads(), ==, 1); /* the signer's comes first */
  fake_heal(SECOND);
  fake_when(FIRST, learn_all, NULL);
  g_assert_cmpint(sample_migration_go(sample), ==, UPDATE_N_STEPS);
}

static void
test_no(SampleMigration *sample, gconstpointer unused)
{
  run_to_trust(sample);
  fake_prompt_set_yes(sample->prompt, PROMPT_STEP, FALSE);
  g_assert_false(sample_migration_run(sample));
  sample_migration_expect_failure(sample, UPDATE_TRUST, CTL_ERROR_CANCELLED, "no certificate was uploaded");
  g_assert_cmpuint(count_uploads(), ==, 0);
}

int
main(int argc, char **argv)
{
  sample_home_init(&argc, &argv);
#define ADD(path, func)                                                                                      \
  g_test_add("/migrate-upload/" path, SampleMigration, NULL, set_up, func, sample_migration_tear_down)
  ADD("whole-way", test_whole_way);
  ADD("not-asked-for", test_not_asked_for);
  ADD("known-already", test_known_already);
  ADD("others-wait", test_others_wait);
  ADD("never-known", test_never_known);
  ADD("refused", test_refused);
  ADD("fails", test_fails);
  ADD("no", test_no);
  return sample_home_run();
}
