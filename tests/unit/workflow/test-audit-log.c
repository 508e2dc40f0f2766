/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/base/error.h"
#include "app/workflow/history/audit-log.h"
#include "scratch-folder.h"

#include <signal.h>
#include <string.h>
#include <sys/resource.h>

#define LIMIT 1000

static void
append(const char *path, const char *lines)
{
  g_autoptr(GError) error = NULL;
  g_assert_true(audit_log_append(path, lines, LIMIT, &error));
  g_assert_no_error(error);
}

static void
expect(const char *path, const char *text)
{
  g_autofree char *found = scratch_read(path);
  g_assert_cmpstr(found, ==, text);
}

static void
test_append(void)
{
  g_autoptr(ScratchFolder) folder = scratch_folder_new();
  g_autofree char *path = scratch_file(folder, "audit.jsonl", NULL);
  append(path, "{1}\n");
  append(path, "{2}\n{3}\n");
  expect(path, "{1}\n{2}\n{3}\n");
}

/* What a program that was killed has left is a line of its own. */
static void
test_half_a_line(void)
{
  g_autoptr(ScratchFolder) folder = scratch_folder_new();
  g_autofree char *path = scratch_file(folder, "audit.jsonl", "{1}\n{half");
  append(path, "{2}\n");
  append(path, "{3}\n");
  expect(path, "{1}\n{half\n{2}\n{3}\n");
}

/* The file may grow to so many bytes, as on a disk that is nearly full: part of the lines would fit. */
static void
test_full_disk(void)
{
  g_autoptr(ScratchFolder) folder = scratch_folder_new();
  g_autofree char *path = scratch_file(folder, "audit.jsonl", NULL);
  append(path, "{1}\n");
  struct rlimit before = {0};
  g_assert_cmpint(getrlimit(RLIMIT_FSIZE, &before), ==, 0);
  const struct rlimit small = {.rlim_cur = 8, .rlim_max = before.rlim_max};
  signal(SIGXFSZ, SIG_IGN);
  g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &small), ==, 0);
  g_autoptr(GError) error = NULL;
  g_assert_false(audit_log_append(path, "{longer than fits}\n", LIMIT, &error));
  g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &before), ==, 0);
  g_assert_error(error, CTL_ERROR, CTL_ERROR_FILE);
  g_assert_nonnull(strstr(error->message, "File too large"));
  expect(path, "{1}\n");
  append(path, "{2}\n");
  expect(path, "{1}\n{2}\n");
}

static void
test_full_log(void)
{
  g_autoptr(ScratchFolder) folder = scratch_folder_new();
  g_autofree char *path = scratch_file(folder, "audit.jsonl", NULL);
  g_autofree char *older = scratch_file(folder, "audit.jsonl.1", "of long ago\n");
  g_autofree char *filler = g_strnfill(LIMIT - 2, 'x');
  g_autofree char *line = g_strconcat(filler, "\n", NULL);
  append(path, line);
  expect(older, "of long ago\n");
  append(path, "{2}\n");
  append(path, "{3}\n");
  g_autofree char *both = g_strconcat(line, "{2}\n", NULL);
  expect(older, both);
  expect(path, "{3}\n");
}

static gpointer
append_many(gpointer path)
{
  for (guint i = 0; i < 10; i++)
    append(path, "{0123456789}\n");
  return NULL;
}

static void
test_at_the_same_time(void)
{
  g_autoptr(ScratchFolder) folder = scratch_folder_new();
  g_autofree char *path = scratch_file(folder, "audit.jsonl", NULL);
  GThread *threads[7];
  for (gsize i = 0; i < G_N_ELEMENTS(threads); i++)
    threads[i] = g_thread_new("append", append_many, path);
  for (gsize i = 0; i < G_N_ELEMENTS(threads); i++)
    g_thread_join(threads[i]);
  g_autofree char *text = scratch_read(path);
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  g_assert_cmpuint(g_strv_length(lines), ==, 10 * G_N_ELEMENTS(threads) + 1);
  for (gsize i = 0; i < 10 * G_N_ELEMENTS(threads); i++)
    g_assert_cmpstr(lines[i], ==, "{0123456789}");
}

static void
test_unwritable(void)
{
  g_autoptr(ScratchFolder) folder = scratch_folder_new();
  g_autofree char *file = scratch_file(folder, "file", "");
  g_autofree char *path = g_build_filename(file, "audit.jsonl", NULL);
  g_autoptr(GError) error = NULL;
  g_assert_false(audit_log_append(path, "{1}\n", LIMIT, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_FILE);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/audit-log/append", test_append);
  g_test_add_func("/audit-log/half-a-line", test_half_a_line);
  g_test_add_func("/audit-log/full-disk", test_full_disk);
  g_test_add_func("/audit-log/full-log", test_full_log);
  g_test_add_func("/audit-log/at-the-same-time", test_at_the_same_time);
  g_test_add_func("/audit-log/unwritable", test_unwritable);
  return g_test_run();
}
