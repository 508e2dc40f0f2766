/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The history's files: written by several at once, full, and spoilt by others. */
#include "scratch-folder.h"

#include "app/base/error.h"
#include "app/workflow/history/history.h"

#include <glib/gstdio.h>
#include <string.h>

#define N_WRITERS 16
#define N_LINES 20 /* of each writer */

static char *
data_file(const char *name)
{
  return g_build_filename(g_get_user_data_dir(), "etoken-ctl", name, NULL);
}

static HistoryEntry *
new_entry(GBytes *bytes, const char *result, const char *message)
{
  HistoryEntry *entry = history_entry_new("push", bytes);
  history_entry_add_node(entry, "hq", "sftp://ctl@hq/~/CTLFile.tlv", result, message);
  return entry;
}

static GBytes *
some_bytes(void)
{
  return g_bytes_new_static("no list", strlen("no list"));
}

static char *
read_text(const char *name)
{
  g_autofree char *path = data_file(name);
  char *text = NULL;
  return g_file_get_contents(path, &text, NULL, NULL) ? text : g_strdup("");
}

static void
write_text(const char *name, const char *text)
{
  g_autofree char *path = data_file(name);
  g_autofree char *folder = g_path_get_dirname(path);
  g_assert_cmpint(g_mkdir_with_parents(folder, 0700), ==, 0);
  g_assert_true(g_file_set_contents(path, text, -1, NULL));
}

static void
remove_file(const char *name)
{
  g_autofree char *path = data_file(name);
  g_unlink(path);
}

/* Line by line: the sanitizer measures the rest of the text at each search in it. */
static guint
count_lines(const char *name, const char *part)
{
  g_autofree char *path = data_file(name);
  g_autoptr(GIOChannel) channel = g_io_channel_new_file(path, "r", NULL);
  g_assert_nonnull(channel);
  guint n = 0;
  char *line = NULL;
  while (g_io_channel_read_line(channel, &line, NULL, NULL, NULL) == G_IO_STATUS_NORMAL) {
    n += strstr(line, part) != NULL ? 1 : 0;
    g_free(line);
  }
  return n;
}

static void
test_saved_again_with_more_nodes(void)
{
  g_autoptr(GBytes) bytes = some_bytes();
  g_autoptr(HistoryEntry) entry = new_entry(bytes, "created", NULL);
  g_assert_true(history_save(entry, bytes, NULL));
  history_entry_add_node(entry, NULL, "sftp://ctl@sub/~/CTLFile.tlv", "failed",
                         "line one\nline \"two\" \xff\u202e");
  g_assert_true(history_save(entry, bytes, NULL));
  g_autoptr(GPtrArray) entries = history_load(NULL);
  g_assert_cmpuint(entries->len, ==, 1);
  const HistoryEntry *found = g_ptr_array_index(entries, 0);
  g_assert_cmpstr(found->id, ==, entry->id);
  g_assert_cmpint(found->time, ==, entry->time);
  g_assert_cmpint(found->length, ==, 7);
  g_assert_null(found->signer);
  g_assert_cmpuint(found->nodes->len, ==, 2);
  const HistoryNode *second = g_ptr_array_index(found->nodes, 1);
  g_assert_null(second->publisher);
  g_assert_cmpstr(second->message, ==, "line one\nline \"two\" \\xff\\u202e");
}

/* A message with line ends stays one line of the log. */
static void
test_one_line_a_node(void)
{
  g_autoptr(GBytes) bytes = some_bytes();
  g_autoptr(HistoryEntry) entry = new_entry(bytes, "failed", "one\ntwo");
  remove_file("audit.jsonl");
  g_assert_true(history_audit(entry, NULL));
  g_autofree char *text = read_text("audit.jsonl");
  g_assert_cmpuint(count_lines("audit.jsonl", ""), ==, 1);
  g_assert_nonnull(strstr(text, "one\\ntwo"));
}

static void
fill_log(gsize len)
{
  GString *text = g_string_new(NULL);
  while (text->len < len)
    g_string_append(text, "{\"result\":\"filler\"}\n");
  write_text("audit.jsonl", text->str);
  g_string_free(text, TRUE);
}

static void
test_full_log(void)
{
  g_autoptr(GBytes) bytes = some_bytes();
  g_autoptr(HistoryEntry) entry = new_entry(bytes, "created", NULL);
  fill_log(HISTORY_MAX_AUDIT_LEN);
  g_assert_true(history_audit(entry, NULL));
  g_assert_true(history_audit(entry, NULL));
  g_assert_cmpuint(count_lines("audit.jsonl.1", "created"), ==, 1);
  g_assert_cmpuint(count_lines("audit.jsonl", "created"), ==, 1);
  g_assert_cmpuint(count_lines("audit.jsonl", "filler"), ==, 0);
}

static gpointer
write_lines(gpointer data)
{
  g_autoptr(GBytes) bytes = some_bytes();
  g_autoptr(HistoryEntry) entry = new_entry(bytes, "created", NULL);
  for (guint i = 0; i < N_LINES; i++)
    g_assert_true(history_audit(entry, NULL));
  return NULL;
}

/* Whoever waited for the full log must not take the new one for it. */
static void
test_full_log_and_many_writers(void)
{
  GThread *writers[N_WRITERS];
  remove_file("audit.jsonl.1");
  fill_log(HISTORY_MAX_AUDIT_LEN - 1000);
  guint n_fillers = count_lines("audit.jsonl", "filler");
  for (guint i = 0; i < N_WRITERS; i++)
    writers[i] = g_thread_new("writer", write_lines, NULL);
  for (guint i = 0; i < N_WRITERS; i++)
    g_thread_join(writers[i]);
  g_assert_cmpuint(count_lines("audit.jsonl.1", "filler"), ==, n_fillers);
  g_assert_cmpuint(count_lines("audit.jsonl.1", "created") + count_lines("audit.jsonl", "created"), ==,
                   N_WRITERS * N_LINES);
  g_assert_cmpuint(count_lines("audit.jsonl", "created"), >, 0);
}

/* Files of others, or of a version to come. None of them is an entry, and none does harm. */
static void
test_strange_files(void)
{
  static const char *const strange[] = {
      "",
      "{",
      "[]",
      "null",
      "{\"id\": 7, \"action\": [], \"sha256\": {}}",
      "{\"id\": \"another\", \"action\": \"push\", \"sha256\": \"00\"}",
      "{\"id\": \"strange\", \"action\": \"push\"}",
  };
  for (gsize i = 0; i < G_N_ELEMENTS(strange); i++) {
    write_text("history/strange.json", strange[i]);
    g_autoptr(GError) error = NULL;
    g_assert_null(history_restore("strange", NULL, &error));
    g_assert_error(error, CTL_ERROR, CTL_ERROR_USAGE);
  }
  write_text("history/strange.json", "{\"id\": \"strange\", \"action\": \"push\", \"sha256\": \"00\", "
                                     "\"unix_time\": \"soon\", \"length\": null, \"later\": 1, "
                                     "\"nodes\": [1, null, {\"url\": 2}, {\"result\": \"created\"}]}");
  g_autoptr(GPtrArray) entries = history_load(NULL);
  const HistoryEntry *entry = g_ptr_array_index(entries, entries->len - 1); /* without time: the oldest */
  g_assert_cmpstr(entry->id, ==, "strange");
  g_assert_cmpint(entry->time, ==, 0);
  g_assert_cmpuint(entry->nodes->len, ==, 2);
  remove_file("history/strange.json");
}

/* One of them hides no other. */
static void
test_damaged_entries(void)
{
  static const char *const damaged[] = {
      "\xff\xfe",
      "{\"id\": \"damaged\"",
      "{\"id\": \"damaged\", \"action\": \"push\", \"sha256\": \"00\", \"unix_time\": [], \"length\": {}}",
      "{\"id\": \"damaged\", \"action\": \"push\", \"sha256\": \"00\", \"unix_time\": 9e99, \"nodes\": {}}",
      "{\"id\": \"damaged\", \"action\": \"push\", \"sha256\": \"00\", \"unix_time\": -1, \"user\": null}",
      "{\"id\": \"damaged\", \"action\": \"push\", \"sha256\": \"00\", \"nodes\": [{\"findings\": "
      "[{\"rule\": 1, "
      "\"severity\": \"x\", \"text\": \"y\", \"overruled\": \"z\"}, 2]}]}",
  };
  g_autoptr(GBytes) bytes = some_bytes();
  g_autoptr(HistoryEntry) good = new_entry(bytes, "created", NULL);
  g_assert_true(history_save(good, bytes, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS(damaged); i++) {
    guint n_good = 0;
    g_test_message("row %zu", i);
    write_text("history/damaged.json", damaged[i]);
    g_autoptr(GPtrArray) entries = history_load(NULL);
    for (guint j = 0; j < entries->len; j++)
      n_good += g_str_equal(((const HistoryEntry *)g_ptr_array_index(entries, j))->id, good->id) ? 1 : 0;
    g_assert_cmpuint(n_good, ==, 1);
    g_autoptr(GBytes) kept = history_restore(good->id, NULL, NULL);
    g_assert_true(g_bytes_equal(kept, bytes));
  }
  remove_file("history/damaged.json");
}

/* What stands in the log stays, and the next line is a line of its own. */
static void
test_damaged_log(void)
{
  static const char *const damaged[] = {"{\"half\": ", "\xff\xfe\n", "\n\n", "{}\n{\"half\": \"created\n"};
  g_autoptr(GBytes) bytes = some_bytes();
  g_autoptr(HistoryEntry) entry = new_entry(bytes, "replaced", NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(damaged); i++) {
    g_autofree char *path = g_build_filename(g_get_user_data_dir(), "etoken-ctl", "audit.jsonl", NULL);
    g_autofree char *text = NULL;
    write_text("audit.jsonl", damaged[i]);
    g_assert_true(history_audit(entry, NULL));
    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    g_assert_true(g_str_has_prefix(text, damaged[i]));
    const char *line = text + strlen(damaged[i]);
    g_assert_true(line[-1] == '\n' || *line++ == '\n');
    g_assert_true(g_str_has_prefix(line, "{") && g_str_has_suffix(line, "}\n"));
    g_assert_nonnull(strstr(line, "replaced"));
  }
  remove_file("audit.jsonl");
}

static void
test_list_is_missing(void)
{
  g_autoptr(GBytes) bytes = some_bytes();
  g_autoptr(HistoryEntry) entry = new_entry(bytes, "created", NULL);
  g_autofree char *name = g_strdup_printf("history/%s.tlv", entry->id);
  g_assert_true(history_save(entry, bytes, NULL));
  g_autoptr(GBytes) kept = history_restore(entry->id, NULL, NULL);
  g_assert_true(g_bytes_equal(kept, bytes));
  remove_file(name);
  g_autoptr(GError) error = NULL;
  g_assert_null(history_restore(entry->id, NULL, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_FILE);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  /* Not GLib's own option for folders of each test: what it remembers of them is never freed. */
  g_autoptr(ScratchFolder) folder = scratch_folder_new();
  g_setenv("XDG_DATA_HOME", folder, TRUE);
  g_test_add_func("/history/saved-again", test_saved_again_with_more_nodes);
  g_test_add_func("/history/one-line-a-node", test_one_line_a_node);
  g_test_add_func("/history/full-log", test_full_log);
  g_test_add_func("/history/full-log-and-many-writers", test_full_log_and_many_writers);
  g_test_add_func("/history/strange-files", test_strange_files);
  g_test_add_func("/history/damaged-entries", test_damaged_entries);
  g_test_add_func("/history/damaged-log", test_damaged_log);
  g_test_add_func("/history/list-is-missing", test_list_is_missing);
  return g_test_run();
}
