/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The entries of the history: what is kept, in which order and how many; what is got back; how it is told. */
#include "sample-cluster.h"
#include "scratch-folder.h"
#include "tests/unit/base/fake-clock.h"

#include "app/publisher/settings/address.h"
#include "app/workflow/history/history-json.h"
#include "app/workflow/history/history-text.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#define URL "sftp://ctl@10.48.47.153/CTLFile.tlv"

static ScratchFolder *data_home;

static char *
data_file(const char *name)
{
  return g_build_filename(data_home, "etoken-ctl", name, NULL);
}

/* An entry of TIME, in the history; a later one has a greater id. The caller frees it. */
static HistoryEntry *
save(const char *action, gint64 time, GBytes *bytes)
{
  static guint n_saved = 0;
  g_autoptr(GError) error = NULL;
  HistoryEntry *entry = history_entry_new(action, bytes);
  g_free(entry->id);
  entry->id = g_strdup_printf("20260101-093000-%04x", n_saved++);
  entry->time = time;
  history_entry_add_node(entry, "hq", URL, "created", NULL);
  g_assert_true(history_save(entry, bytes, &error));
  g_assert_no_error(error);
  return entry;
}

/* And the clock is set to a day after that of the entries to come. */
static void
empty_history(void)
{
  fake_clock_set_unix_time(FAKE_CLOCK_START);
  g_autofree char *folder = data_file("history");
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  const char *name = NULL;
  while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_assert_cmpint(g_unlink(path), ==, 0);
  }
}

/* --- what is kept --- */

static void
test_facts(void)
{
  g_autoptr(TrustList) list = sample_token_list(1);
  GBytes *bytes = trust_list_get_bytes(list);
  fake_clock_set_unix_time(1425678813);
  g_autoptr(HistoryEntry) entry = history_entry_new("push", bytes);
  g_assert_true(sample_says(entry->signer, "SAST-ADN008580ef"));
  g_assert_cmpint(entry->length, ==, (gint64)g_bytes_get_size(bytes));
  g_assert_cmpuint(strlen(entry->md5), ==, 32);
  g_assert_cmpuint(strlen(entry->sha1), ==, 40);
  g_assert_cmpuint(strlen(entry->sha256), ==, 64);
  g_assert_cmpstr(entry->user, ==, g_get_user_name());
  g_assert_cmpuint(entry->nodes->len, ==, 0);
  g_assert_cmpint(entry->time, ==, 1425678813);
  g_assert_true(g_str_has_prefix(entry->id, "20150306-215333-"));
  g_assert_cmpuint(strlen(entry->id), ==, strlen("20261121-093000-1f2e"));
}

/* Those of one push are made within a second, and a list must not get lost to one of the same name. */
static void
test_ids(void)
{
  g_autoptr(GBytes) bytes = g_bytes_new_static("x", 1);
  g_autoptr(GHashTable) ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < 2000; i++) {
    g_autoptr(HistoryEntry) entry = history_entry_new("push", bytes);
    g_assert_true(g_hash_table_add(ids, g_strdup(entry->id)));
  }
}

/* The newest first; what was replaced is older than what replaced it, at the same time. */
static void
test_order(void)
{
  g_autoptr(GBytes) bytes = g_bytes_new_static("x", 1);
  empty_history();
  g_autoptr(HistoryEntry) old = save("push", 100, bytes);
  g_autoptr(HistoryEntry) replaced = save("replaced", 200, bytes);
  g_autoptr(HistoryEntry) replacing = save("push", 200, bytes);
  g_autoptr(HistoryEntry) later = save("push", 200, bytes);
  g_autoptr(HistoryEntry) fetched = save("fetch", 300, bytes);
  const HistoryEntry *wanted[] = {fetched, later, replacing, replaced, old};
  g_autoptr(GPtrArray) entries = history_load(NULL);
  g_assert_cmpuint(entries->len, ==, G_N_ELEMENTS(wanted));
  for (guint i = 0; i < entries->len; i++)
    g_assert_cmpstr(((const HistoryEntry *)g_ptr_array_index(entries, i))->id, ==, wanted[i]->id);
}

static guint
count_files(const char *suffix)
{
  g_autofree char *folder = data_file("history");
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  const char *name = NULL;
  guint n = 0;
  while ((name = g_dir_read_name(dir)) != NULL)
    n += g_str_has_suffix(name, suffix) ? 1 : 0;
  return n;
}

/* The file NAME of the history, without the care that takes time. */
static void
write_quickly(const char *id, const char *suffix, const char *text)
{
  g_autofree char *name = g_strconcat("history/", id, suffix, NULL);
  g_autofree char *path = data_file(name);
  g_assert_true(g_file_set_contents_full(path, text, -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
}

static gboolean
is_there(const char *id)
{
  g_autofree char *name = g_strconcat("history/", id, ".json", NULL);
  g_autofree char *path = data_file(name);
  return g_file_test(path, G_FILE_TEST_EXISTS);
}

/* N entries named TIME-0000, TIME-0001 and so on. */
static void
put_entries(const char *time, guint n)
{
  for (guint i = 0; i < n; i++) {
    g_autofree char *id = g_strdup_printf("%s-%04x", time, i);
    write_quickly(id, ".json", "{}");
    if (i < 10)
      write_quickly(id, ".tlv", "x");
  }
}

/* Entries of a machine whose clock was ahead do not push out what is saved now. */
static void
test_from_the_future(void)
{
  g_autoptr(GBytes) bytes = g_bytes_new_static("x", 1);
  empty_history();
  g_autoptr(HistoryEntry) first = save("push", 100, bytes);
  put_entries("29990101-000000", HISTORY_MAX_ENTRIES);
  g_autoptr(HistoryEntry) second = save("push", 200, bytes);
  g_autoptr(HistoryEntry) third = save("push", 300, bytes);
  g_assert_cmpuint(count_files(".json"), ==, HISTORY_MAX_ENTRIES);
  const HistoryEntry *wanted[] = {first, second, third};
  for (gsize i = 0; i < G_N_ELEMENTS(wanted); i++) {
    g_autoptr(GBytes) kept = history_restore(wanted[i]->id, NULL, NULL);
    g_assert_nonnull(kept);
  }
}

/* A push has its id before it replaces a list, whose entry is newer then, and has to stay. */
static void
test_saved_late(void)
{
  g_autoptr(GBytes) bytes = g_bytes_new_static("x", 1);
  empty_history();
  g_autoptr(HistoryEntry) replaced = save("replaced", 100, bytes);
  put_entries("20200101-000000", HISTORY_MAX_ENTRIES);
  g_autoptr(HistoryEntry) push = history_entry_new("push", bytes);
  g_free(push->id);
  push->id = g_strdup("20210101-000000-0000");
  g_assert_true(history_save(push, bytes, NULL));
  g_autoptr(GBytes) kept = history_restore(replaced->id, NULL, NULL);
  g_assert_nonnull(kept);
}

/* The facts and the lists of the oldest go. */
static void
test_bounded(void)
{
  g_autoptr(GBytes) bytes = g_bytes_new_static("x", 1);
  empty_history();
  g_autoptr(HistoryEntry) first = save("push", 100, bytes);
  put_entries("20200101-000000", HISTORY_MAX_ENTRIES);
  g_autoptr(HistoryEntry) second = save("push", 200, bytes);
  g_assert_cmpuint(count_files(".json"), ==, HISTORY_MAX_ENTRIES);
  g_assert_cmpuint(count_files(".tlv"), ==, 8 + 2);
  g_assert_false(is_there("20200101-000000-0001"));
  g_assert_true(is_there("20200101-000000-0002"));
  g_autoptr(GBytes) kept = history_restore(first->id, NULL, NULL);
  g_assert_true(g_bytes_equal(kept, bytes));
}

/* Nobody else of this machine reads it. */
static void
test_modes(void)
{
  g_autoptr(GBytes) bytes = g_bytes_new_static("x", 1);
  g_autoptr(HistoryEntry) entry = save("push", 100, bytes);
  g_assert_true(history_audit(entry, NULL));
  g_autofree char *folder = data_file("");
  g_autofree char *log = data_file("audit.jsonl");
  struct stat info = {0};
  g_assert_cmpint(stat(folder, &info), ==, 0);
  g_assert_cmpint(info.st_mode & 07777, ==, 0700);
  g_assert_cmpint(stat(log, &info), ==, 0);
  g_assert_cmpint(info.st_mode & 07777, ==, 0600);
}

static void
test_cannot_be_written(void)
{
  g_autoptr(GBytes) bytes = g_bytes_new_static("x", 1);
  g_autoptr(HistoryEntry) entry = history_entry_new("push", bytes);
  g_autofree char *folder = data_file("");
  g_autofree char *aside = g_build_filename(data_home, "aside", NULL);
  g_autofree char *plain = g_build_filename(data_home, "etoken-ctl", NULL);
  gboolean moved = g_rename(folder, aside) == 0;
  g_assert_true(g_file_set_contents(plain, "in the way", -1, NULL));
  g_autoptr(GError) save_error = NULL;
  g_autoptr(GError) audit_error = NULL;
  gboolean saved = history_save(entry, bytes, &save_error);
  gboolean audited = history_audit(entry, &audit_error);
  g_autoptr(GPtrArray) none = history_load(NULL);
  g_assert_cmpint(g_unlink(plain), ==, 0);
  g_assert_true(!moved || g_rename(aside, folder) == 0);
  g_assert_false(saved);
  g_assert_error(save_error, CTL_ERROR, CTL_ERROR_FILE);
  g_assert_false(audited);
  g_assert_error(audit_error, CTL_ERROR, CTL_ERROR_FILE);
  g_assert_cmpuint(none->len, ==, 0);
}

/* Something is in the way of the facts, which make the entry. */
static void
test_facts_cannot_be_written(void)
{
  g_autoptr(GBytes) bytes = g_bytes_new_static("x", 1);
  g_autofree char *in_the_way = data_file("history/odd.json");
  g_autoptr(HistoryEntry) entry = history_entry_new("push", bytes);
  g_autoptr(GError) error = NULL;
  g_free(entry->id);
  entry->id = g_strdup("odd");
  g_assert_cmpint(g_mkdir_with_parents(in_the_way, 0700), ==, 0);
  gboolean saved = history_save(entry, bytes, &error);
  g_assert_cmpint(g_rmdir(in_the_way), ==, 0);
  g_assert_false(saved);
  g_assert_error(error, CTL_ERROR, CTL_ERROR_FILE);
  g_assert_null(history_restore("odd", NULL, NULL));
}

/* The audit log is a folder: the entry is kept, and the log says that it cannot be written. */
static void
test_log_cannot_be_written(void)
{
  g_autoptr(GBytes) bytes = g_bytes_new_static("x", 1);
  g_autofree char *log = data_file("audit.jsonl");
  g_autoptr(GError) error = NULL;
  g_autoptr(HistoryEntry) entry = save("push", 100, bytes);
  g_unlink(log);
  g_assert_cmpint(g_mkdir(log, 0700), ==, 0);
  gboolean written = history_audit(entry, &error);
  g_assert_cmpint(g_rmdir(log), ==, 0);
  g_assert_false(written);
  g_assert_error(error, CTL_ERROR, CTL_ERROR_FILE);
  g_assert_true(sample_says(error->message, log));
}

/* --- what is got back --- */

static void
test_restore(void)
{
  static const char *const wrong[] = {"nothing", "../audit", "", ".", "a/b"};
  g_autoptr(GBytes) bytes = g_bytes_new_static("not even a list", 15);
  g_autoptr(HistoryEntry) entry = save("replaced", 100, bytes);
  g_autofree char *name = g_strdup_printf("history/%s.tlv", entry->id);
  g_autofree char *path = data_file(name);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) kept = history_restore(entry->id, NULL, &error);
  g_assert_no_error(error);
  g_assert_true(g_bytes_equal(kept, bytes));
  for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++) {
    g_assert_null(history_restore(wrong[i], NULL, &error));
    g_assert_error(error, CTL_ERROR, CTL_ERROR_USAGE);
    g_clear_error(&error);
  }
  g_assert_true(g_file_set_contents(path, "spoilt", -1, NULL));
  g_assert_null(history_restore(entry->id, NULL, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_DAMAGED);
  g_assert_true(sample_says(error->message, "its checksum differs"));
}

/* A line for each node, with all that scripts rely on. */
static void
test_audit_lines(void)
{
  static const char *const names[] = {"time",      "unix_time", "id",     "action", "user",
                                      "signer",    "length",    "md5",    "sha1",   "sha256",
                                      "publisher", "url",       "result", "message"};
  g_autoptr(GBytes) bytes = g_bytes_new_static("x", 1);
  g_autoptr(HistoryEntry) entry = history_entry_new("push", bytes);
  history_entry_add_node(entry, "hq", URL, "created", NULL);
  history_entry_add_node(entry, NULL, URL, "failed", "no space");
  g_autofree char *text = history_entry_to_audit(entry);
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  g_assert_cmpuint(g_strv_length(lines), ==, 3); /* and nothing after the last one */
  for (guint i = 0; i < 2; i++) {
    for (gsize n = 0; n < G_N_ELEMENTS(names); n++) {
      g_autofree char *member = g_strdup_printf("\"%s\":", names[n]);
      g_assert_true(sample_says(lines[i], member));
    }
  }
  g_assert_true(sample_says(lines[1], "\"publisher\":null"));
}

/* --- how it is told --- */

static void
test_words_of_actions(void)
{
  static const char *const cases[][2] = {
      {"push", "Pushed"}, {"replaced", "Was replaced"}, {"fetch", "Fetched"}, {"later", "later"}};
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    const HistoryEntry entry = {.action = (char *)cases[i][0], .time = 1425678813};
    g_autofree char *action = history_describe_action(&entry);
    g_autofree char *time = history_describe_time(&entry);
    g_assert_cmpstr(action, ==, cases[i][1]);
    g_assert_cmpstr(time, ==, "6 Mar 2015, 21:53");
  }
}

static void
test_words_of_places(void)
{
  g_autoptr(GBytes) bytes = g_bytes_new_static("no list", 7);
  g_autoptr(HistoryEntry) entry = history_entry_new("push", bytes);
  g_autofree char *nowhere = history_describe_where(entry);
  g_assert_cmpstr(nowhere, ==, "");
  history_entry_add_node(entry, "hq", URL, "created", NULL);
  history_entry_add_node(entry, "hq", "sftp://ctl@sub/CTLFile.tlv", "replaced", NULL);
  history_entry_add_node(entry, NULL, URL, "unchanged", NULL);
  history_entry_add_node(entry, NULL, "no address", "held", NULL);
  history_entry_add_node(entry, NULL, NULL, "fetched", NULL);
  g_autofree char *where = history_describe_where(entry);
  g_assert_cmpstr(where, ==, "hq, 10.48.47.153, no address");
}

static void
test_words_of_signers(void)
{
  static const struct {
    const char *signer;
    const char *wanted;
  } cases[] = {
      {NULL, "nobody known (it is damaged)"},
      {"cn=\"SAST-ADN008580ef        \";ou=IPCBU;o=\"Cisco Systems", "SAST-ADN008580ef"},
      {"CN=cucm-1051-a-pub;OU=TAC", "cucm-1051-a-pub"},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    const HistoryEntry entry = {.signer = (char *)cases[i].signer};
    g_autofree char *signer = history_describe_signer(&entry);
    g_assert_cmpstr(signer, ==, cases[i].wanted);
  }
}

static void
test_words_of_results(void)
{
  static const struct {
    const char *result;
    const char *message;
    const char *wanted;
  } cases[] = {
      {"created", NULL, URL " got this list, its first one."},
      {"replaced", NULL, URL " got this list in place of its old one."},
      {"unchanged", NULL, URL " had this very list already."},
      {"failed", "no space", URL " did not get it: no space."},
      {"not-reached", "no answer", URL " was not reached: no answer."},
      {"served", NULL, URL " served this list then."},
      {"held", NULL, URL " held this list then; what it served was not seen."},
      {"fetched", NULL, URL " held this list."},
      {"later", NULL, URL " ?."},
      {NULL, NULL, URL " ?."},
  };
  g_autoptr(GBytes) bytes = g_bytes_new_static("no list", 7);
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(HistoryEntry) entry = history_entry_new("push", bytes);
    history_entry_add_node(entry, NULL, URL, cases[i].result, cases[i].message);
    g_autofree char *facts = history_describe_facts(entry);
    g_auto(GStrv) lines = g_strsplit(facts, "\n", -1);
    g_assert_cmpuint(g_strv_length(lines), ==, 3);
    g_assert_cmpstr(lines[0], ==, cases[i].wanted);
    g_assert_true(sample_says(lines[1], entry->id));
    g_assert_true(g_str_has_prefix(lines[2], "7 bytes, MD5 "));
  }
}

/* The same word tells of the list that was replaced, too. */
static void
test_words_of_replaced(void)
{
  g_autoptr(GBytes) bytes = g_bytes_new_static("no list", 7);
  g_autoptr(HistoryEntry) entry = history_entry_new("replaced", bytes);
  history_entry_add_node(entry, NULL, URL, "held", NULL);
  g_autofree char *facts = history_describe_facts(entry);
  g_assert_true(g_str_has_prefix(facts, URL " held this list until then.\n"));
}

int
main(int argc, char **argv)
{
  g_setenv("TZ", "UTC", TRUE);
  data_home = scratch_folder_new();
  g_setenv("XDG_DATA_HOME", data_home, TRUE);
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/history-entries/facts", test_facts);
  g_test_add_func("/history-entries/ids", test_ids);
  g_test_add_func("/history-entries/order", test_order);
  g_test_add_func("/history-entries/bounded", test_bounded);
  g_test_add_func("/history-entries/from-the-future", test_from_the_future);
  g_test_add_func("/history-entries/saved-late", test_saved_late);
  g_test_add_func("/history-entries/modes", test_modes);
  g_test_add_func("/history-entries/cannot-be-written", test_cannot_be_written);
  g_test_add_func("/history-entries/facts-cannot-be-written", test_facts_cannot_be_written);
  g_test_add_func("/history-entries/log-cannot-be-written", test_log_cannot_be_written);
  g_test_add_func("/history-entries/restore", test_restore);
  g_test_add_func("/history-entries/audit-lines", test_audit_lines);
  g_test_add_func("/history-entries/words/actions", test_words_of_actions);
  g_test_add_func("/history-entries/words/places", test_words_of_places);
  g_test_add_func("/history-entries/words/signers", test_words_of_signers);
  g_test_add_func("/history-entries/words/results", test_words_of_results);
  g_test_add_func("/history-entries/words/replaced", test_words_of_replaced);
  int status = g_test_run();
  scratch_folder_free(data_home);
  return status;
}
