/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A cluster has one job, whichever way it is called. */
#include "sample-home.h"
#include "sample-update.h"

#include <glib/gstdio.h>

static AddressBookEntry *
entry_of(const char *name, const char *url)
{
  AddressBookEntry *entry = g_new0(AddressBookEntry, 1);
  entry->name = g_strdup(name);
  entry->address = publisher_address_parse(url, NULL);
  entry->cluster = cluster_settings_new();
  g_assert_nonnull(entry->address);
  return entry;
}

static void
save(const char *name, const char *url)
{
  g_autofree char *path = address_book_default_path();
  g_autoptr(AddressBookEntry) entry = entry_of(name, url);
  g_autoptr(GError) error = NULL;
  address_book_save(path, NULL, entry, &error);
  g_assert_no_error(error);
}

static void
drop(const char *name)
{
  g_autofree char *path = address_book_default_path();
  g_assert_true(address_book_remove(path, name, NULL));
}

/* The last part of the folder for NAME (NULL: a URL was typed) and URL. */
static char *
find(const char *name, const char *url)
{
  g_autoptr(AddressBookEntry) entry = entry_of(name, url);
  g_autofree char *folder = update_find_folder(entry);
  return g_path_get_basename(folder);
}

static void
expect(const char *name, const char *url, const char *wanted)
{
  g_autofree char *found = find(name, url);
  g_assert_cmpstr(found, ==, wanted);
}

/* A folder PART with a state; PUBLISHER as this version notes it, or NULL. */
static void
put_job(const char *part, const char *publisher, gboolean begun)
{
  g_autofree char *folder = g_build_filename(g_get_user_data_dir(), "etoken-ctl", "migrations", part, NULL);
  g_autofree char *path = g_build_filename(folder, "state.conf", NULL);
  g_autoptr(GKeyFile) state = g_key_file_new();
  g_assert_cmpint(g_mkdir_with_parents(folder, 0700), ==, 0);
  g_key_file_set_boolean(state, "Migration", "begun", begun);
  if (publisher != NULL)
    g_key_file_set_string(state, "Migration", "publisher", publisher);
  g_assert_true(g_key_file_save_to_file(state, path, NULL));
}

#define URL "sftp://publisher@10.48.47.153/CTLFile.tlv"
#define SAME "sftp://admin@10.48.47.153/usr/local/CTLFile.tlv"
#define OTHER "sftp://publisher@10.48.47.160/CTLFile.tlv"

static void
test_new(void)
{
  sample_home_empty();
  expect("hq", URL, "hq");
  expect("a/b", URL, "a%2Fb");
  expect(NULL, URL, "10.48.47.153");
  expect(NULL, "sftp://publisher@Pub.example:2222/CTLFile.tlv", "pub.example%202222");
  save("hq", URL);
  expect(NULL, URL, "hq");
  expect(NULL, SAME, "hq");
  expect(NULL, "https://admin@10.48.47.153/CTLFile.tlv", "hq"); /* in another way */
  expect(NULL, OTHER, "10.48.47.160");
  expect(NULL, "sftp://publisher@10.48.47.153:2222/CTLFile.tlv", "10.48.47.153%202222"); /* behind NAT */
}

/* What earlier versions have called as it was typed. */
static void
test_old_folders(void)
{
  static const char *const parts[] = {"hq", "sftp%3A%2F%2Fpublisher%4010.48.47.153%2FCTLFile.tlv",
                                      "10.48.47.153"};
  for (gsize i = 0; i < G_N_ELEMENTS(parts); i++) {
    sample_home_empty();
    save("hq", URL);
    put_job(parts[i], NULL, TRUE);
    expect("hq", URL, parts[i]);
    expect(NULL, URL, parts[i]);
    expect(NULL, SAME, parts[i]);
    expect("berlin", OTHER, "berlin");
    expect(NULL, OTHER, "10.48.47.160");
  }
}

/* Of two that a cluster has got so, the one that has changed something goes on. */
static void
test_two_jobs(void)
{
  sample_home_empty();
  save("hq", URL);
  put_job("hq", NULL, FALSE);
  put_job("sftp%3A%2F%2Fpublisher%4010.48.47.153%2FCTLFile.tlv", NULL, TRUE);
  expect("hq", URL, "sftp%3A%2F%2Fpublisher%4010.48.47.153%2FCTLFile.tlv");
  put_job("hq", NULL, TRUE);
  expect("hq", URL, "hq");
}

static void
test_two_names(void)
{
  sample_home_empty();
  save("hq", URL);
  save("main", SAME);
  put_job("hq", "10.48.47.153", TRUE);
  expect("main", SAME, "hq");
  drop("hq"); /* renamed */
  expect("main", SAME, "hq");
}

/* Another cluster is saved under the name of one whose job is there. */
static void
test_name_of_another(void)
{
  sample_home_empty();
  save("main", URL);
  put_job("hq", "10.48.47.153", TRUE);
  save("hq", OTHER);
  expect("hq", OTHER, "10.48.47.160");
  expect("main", URL, "hq");
}

/* The publisher has got another address. */
static void
test_moved(void)
{
  sample_home_empty();
  save("hq", OTHER);
  put_job("hq", "10.48.47.153", TRUE);
  expect("hq", OTHER, "hq");
}

/* Or it is another cluster's job that has its name, when it has one of its own. */
static void
test_moved_or_another(void)
{
  for (int begun = 0; begun < 2; begun++) {
    sample_home_empty();
    save("hq", OTHER);
    put_job("hq", "10.48.47.153", TRUE);
    put_job("10.48.47.160", "10.48.47.160", begun);
    expect("hq", OTHER, "10.48.47.160");
    expect(NULL, OTHER, "10.48.47.160");
  }
}

/* A job that is begun by one name is taken up by another one, and is one. */
static void
test_taken_up(SampleMigration *sample, gconstpointer unused)
{
  g_autofree char *path = address_book_default_path();
  g_assert_true(address_book_save(path, NULL, sample->entry, NULL));
  sample_update_renew("sub1");
  sample_migration_reopen(sample);
  sample_migration_go_to(sample, UPDATE_PUSH);
  g_autoptr(AddressBookEntry) typed = entry_of(NULL, "sftp://publisher@pub/CTLFile.tlv");
  g_autofree char *folder = update_find_folder(typed);
  g_assert_cmpstr(folder, ==, sample->folder);
  sample_update_go_through(sample);
  g_assert_cmpuint(sample_update_count_signatures(sample), ==, 1);
}

/* Nor can a migration begin beside it. */
static void
test_other_kind(SampleMigration *sample, gconstpointer unused)
{
  g_autofree char *path = address_book_default_path();
  g_assert_true(address_book_save(path, NULL, sample->entry, NULL));
  sample_update_renew("sub1");
  sample_migration_reopen(sample);
  sample_migration_go_to(sample, UPDATE_PUSH);
  g_autoptr(AddressBookEntry) typed = entry_of(NULL, "sftp://publisher@pub/CTLFile.tlv");
  g_autofree char *folder = update_find_folder(typed);
  UpdateSetup setup = sample->setup;
  setup.kind = UPDATE_MIGRATE;
  setup.entry = typed;
  g_assert_null(update_open(folder, &setup, &sample->error));
  g_assert_error(sample->error, CTL_ERROR, CTL_ERROR_IN_USE);
  g_assert_true(sample_says(sample->error->message, "The list of pub is being changed by "));
}

int
main(int argc, char **argv)
{
  sample_home_init(&argc, &argv);
  g_test_add_func("/update-folder/new", test_new);
  g_test_add_func("/update-folder/old-folders", test_old_folders);
  g_test_add_func("/update-folder/two-jobs", test_two_jobs);
  g_test_add_func("/update-folder/two-names", test_two_names);
  g_test_add_func("/update-folder/name-of-another", test_name_of_another);
  g_test_add_func("/update-folder/moved", test_moved);
  g_test_add_func("/update-folder/moved-or-another", test_moved_or_another);
  g_test_add("/update-folder/other-kind", SampleMigration, NULL, sample_update_set_up, test_other_kind,
             sample_migration_tear_down);
  g_test_add("/update-folder/taken-up", SampleMigration, NULL, sample_update_set_up, test_taken_up,
             sample_migration_tear_down);
  return sample_home_run();
}
