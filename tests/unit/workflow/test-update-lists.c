/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The lists that an update keeps between two runs are used as they were written, or not at all. */
#include "sample-home.h"
#include "sample-update.h"

#include <glib/gstdio.h>

/* Signed, and not yet on a node. */
static void
sign(SampleMigration *sample)
{
  sample_update_renew("sub1");
  sample_migration_reopen(sample);
  sample_migration_go_to(sample, UPDATE_PUSH);
}

static char *
path_of(const SampleMigration *sample, const char *name)
{
  return g_build_filename(sample->folder, name, NULL);
}

static void
put(const SampleMigration *sample, const char *name, gconstpointer data, gsize len)
{
  g_autofree char *path = path_of(sample, name);
  g_assert_true(g_file_set_contents(path, data, (gssize)len, NULL));
}

/* Another list, which verifies too. */
static void
put_other(const SampleMigration *sample, const char *name)
{
  g_autoptr(TrustList) other = sample_token_list(0);
  gsize len = 0;
  gconstpointer data = g_bytes_get_data(trust_list_get_bytes(other), &len);
  put(sample, name, data, len);
}

/* Its second half is lost. */
static void
tear(const SampleMigration *sample, const char *name)
{
  g_autofree char *path = path_of(sample, name);
  g_autofree char *data = NULL;
  gsize len = 0;
  g_assert_true(g_file_get_contents(path, &data, &len, NULL));
  put(sample, name, data, len / 2);
}

static void
forget_checksums(const SampleMigration *sample)
{
  g_autofree char *path = path_of(sample, "state.conf");
  g_autoptr(GKeyFile) state = g_key_file_new();
  g_assert_true(g_key_file_load_from_file(state, path, G_KEY_FILE_NONE, NULL));
  g_assert_true(g_key_file_remove_key(state, "Migration", "old-sha256", NULL));
  g_assert_true(g_key_file_remove_key(state, "Migration", "new-sha256", NULL));
  g_assert_true(g_key_file_save_to_file(state, path, NULL));
}

static const struct {
  const char *name;
  void (*damage)(const SampleMigration *sample, const char *name);
} DAMAGES[] = {{"changed", put_other}, {"torn", tear}};

static void
expect_damage(const SampleMigration *sample, const char *name)
{
  g_autofree char *words = g_strconcat("/", name, " is not the list that the job has put there", NULL);
  g_assert_error(sample->error, CTL_ERROR, CTL_ERROR_DAMAGED);
  g_assert_true(sample_says(sample->error->message, words));
  g_assert_cmpuint(sample_update_count_written(), ==, 0);
}

static void
test_new_list(SampleMigration *sample, gconstpointer data)
{
  sign(sample);
  DAMAGES[GPOINTER_TO_SIZE(data)].damage(sample, "new.tlv");
  sample_update_go(sample);
  expect_damage(sample, "new.tlv");
  sample_update_expect_all_hold(sample->old);
}

/* In the same run too. */
static void
test_new_list_at_once(SampleMigration *sample, gconstpointer data)
{
  sign(sample);
  DAMAGES[GPOINTER_TO_SIZE(data)].damage(sample, "new.tlv");
  g_assert_false(sample_migration_run(sample));
  expect_damage(sample, "new.tlv");
}

static void
test_way_back(SampleMigration *sample, gconstpointer data)
{
  sign(sample);
  g_assert_cmpint(sample_migration_go(sample), ==, UPDATE_N_STEPS);
  fake_forget();
  DAMAGES[GPOINTER_TO_SIZE(data)].damage(sample, "old.tlv");
  sample_migration_reopen(sample);
  g_assert_false(update_go_back(sample->migration, CTL_PROMPT(sample->prompt), NULL, NULL, &sample->error));
  expect_damage(sample, "old.tlv");
}

/* What earlier versions wrote has none. */
static void
test_no_checksums(SampleMigration *sample, gconstpointer unused)
{
  sign(sample);
  forget_checksums(sample);
  sample_update_go_through(sample);
  g_assert_cmpuint(sample_update_count_signatures(sample), ==, 1);
  sample_migration_reopen(sample);
  g_assert_true(update_go_back(sample->migration, CTL_PROMPT(sample->prompt), NULL, NULL, &sample->error));
  sample_update_expect_all_hold(sample->old);
}

/* The next job is not held to the lists of the last one. */
static void
test_next_job(SampleMigration *sample, gconstpointer unused)
{
  sign(sample);
  g_assert_cmpint(sample_migration_go(sample), ==, UPDATE_N_STEPS);
  g_autoptr(TrustList) first = sample_migration_load_new(sample);
  sample_update_renew("pub");
  sample_update_go_through(sample);
  sample_migration_reopen(sample);
  g_assert_true(update_go_back(sample->migration, CTL_PROMPT(sample->prompt), NULL, NULL, &sample->error));
  sample_update_expect_all_hold(first);
}

/* The state cannot be written any more, as if the program was killed before. */
static void
block_state(const char *step, double fraction, gpointer path)
{
  g_autofree char *kept = g_strconcat(path, ".kept", NULL);
  g_autofree char *inside = g_build_filename(path, "inside", NULL);
  if (g_file_test(kept, G_FILE_TEST_EXISTS))
    return;
  g_assert_cmpint(g_rename(path, kept), ==, 0);
  g_assert_cmpint(g_mkdir_with_parents(inside, 0700), ==, 0);
}

static void
unblock_state(const char *path)
{
  g_autofree char *kept = g_strconcat(path, ".kept", NULL);
  g_autofree char *inside = g_build_filename(path, "inside", NULL);
  g_assert_cmpint(g_rmdir(inside), ==, 0);
  g_assert_cmpint(g_rmdir(path), ==, 0);
  g_assert_cmpint(g_rename(kept, path), ==, 0);
}

/* The next job has signed, and was killed before its state was written. */
static void
sign_and_die(SampleMigration *sample)
{
  g_autofree char *path = path_of(sample, "state.conf");
  const Progress progress = {block_state, path};
  sample_update_renew("pub");
  sample_migration_reopen(sample);
  sample_migration_go_to(sample, UPDATE_SIGN);
  guint n = sample_update_count_signatures(sample);
  g_assert_false(
      update_run_next(sample->migration, CTL_PROMPT(sample->prompt), &progress, NULL, &sample->error));
  g_assert_error(sample->error, CTL_ERROR, CTL_ERROR_FILE);
  g_assert_cmpuint(sample_update_count_signatures(sample), ==, n + 1);
  unblock_state(path);
  sample_migration_reopen(sample);
}

/* The list of before is that of the job of before. */
static void
test_killed(SampleMigration *sample, gconstpointer unused)
{
  sign(sample);
  g_assert_cmpint(sample_migration_go(sample), ==, UPDATE_N_STEPS);
  sign_and_die(sample);
  g_assert_true(update_go_back(sample->migration, CTL_PROMPT(sample->prompt), NULL, NULL, &sample->error));
  sample_update_expect_all_hold(sample->old);
}

static void
test_taken_up_after_it(SampleMigration *sample, gconstpointer unused)
{
  sign(sample);
  g_assert_cmpint(sample_migration_go(sample), ==, UPDATE_N_STEPS);
  g_autoptr(TrustList) first = sample_migration_load_new(sample);
  sign_and_die(sample);
  sample_update_go_through(sample);
  g_autoptr(TrustList) second = sample_update_expect_new_list(sample);
  sample_migration_reopen(sample);
  g_assert_true(update_go_back(sample->migration, CTL_PROMPT(sample->prompt), NULL, NULL, &sample->error));
  sample_update_expect_all_hold(first);
}

/* A program that was killed after the state was written has left the lists beside their places. */
static void
test_killed_after_the_state(SampleMigration *sample, gconstpointer unused)
{
  static const char *const names[] = {"old.tlv", "new.tlv"};
  sign(sample);
  for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
    g_autofree char *path = path_of(sample, names[i]);
    g_autofree char *next = g_strconcat(path, ".next", NULL);
    g_assert_cmpint(g_rename(path, next), ==, 0);
    put_other(sample, names[i]);
  }
  sample_update_go_through(sample);
  g_assert_cmpuint(sample_update_count_signatures(sample), ==, 1);
  g_autoptr(TrustList) list = sample_update_expect_new_list(sample);
  sample_migration_reopen(sample);
  g_assert_true(update_go_back(sample->migration, CTL_PROMPT(sample->prompt), NULL, NULL, &sample->error));
  sample_update_expect_all_hold(sample->old);
}

static void
add_damages(const char *what, void (*func)(SampleMigration *, gconstpointer))
{
  for (gsize i = 0; i < G_N_ELEMENTS(DAMAGES); i++) {
    g_autofree char *path = g_strdup_printf("/update-lists/%s/%s", what, DAMAGES[i].name);
    g_test_add(path, SampleMigration, GSIZE_TO_POINTER(i), sample_update_set_up, func,
               sample_migration_tear_down);
  }
}

int
main(int argc, char **argv)
{
  sample_home_init(&argc, &argv);
  add_damages("new", test_new_list);
  add_damages("new-at-once", test_new_list_at_once);
  add_damages("way-back", test_way_back);
  g_test_add("/update-lists/killed", SampleMigration, NULL, sample_update_set_up, test_killed,
             sample_migration_tear_down);
  g_test_add("/update-lists/taken-up-after-it", SampleMigration, NULL, sample_update_set_up,
             test_taken_up_after_it, sample_migration_tear_down);
  g_test_add("/update-lists/killed-after-the-state", SampleMigration, NULL, sample_update_set_up,
             test_killed_after_the_state, sample_migration_tear_down);
  g_test_add("/update-lists/no-checksums", SampleMigration, NULL, sample_update_set_up, test_no_checksums,
             sample_migration_tear_down);
  g_test_add("/update-lists/next-job", SampleMigration, NULL, sample_update_set_up, test_next_job,
             sample_migration_tear_down);
  return sample_home_run();
}
