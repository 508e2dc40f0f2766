/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Trust lists in local files. */
#include "sample-cluster.h"
#include "scratch-folder.h"

#include "app/workflow/list/list-file.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utime.h>

#define MODIFIED 1425678813

static char *
write_list(const ScratchFolder *folder, const TrustList *list)
{
  char *path = scratch_file(folder, "CTLFile.tlv", NULL);
  gint64 modified = MODIFIED;
  g_assert_true(list_file_save(path, trust_list_get_bytes(list), &modified, NULL));
  return path;
}

static void
test_good(void)
{
  g_autoptr(ScratchFolder) folder = scratch_folder_new();
  g_autoptr(TrustList) list = sample_token_list(0);
  g_autofree char *path = write_list(folder, list);
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) damage = NULL;
  g_autoptr(ListFile) read = list_file_read(path, &damage, NULL, &error);
  g_autoptr(ListFile) loaded = list_file_load(path, NULL, &error);
  g_assert_no_error(error);
  g_assert_no_error(damage);
  g_assert_true(g_bytes_equal(read->bytes, trust_list_get_bytes(list)));
  g_assert_cmpuint(trust_list_get_n_records(read->list), ==, 5);
  g_assert_cmpint(read->modified, ==, MODIFIED);
  g_assert_true(g_bytes_equal(loaded->bytes, read->bytes));
}

/* It can be read, and is no list: those who want a list get none, with the file's name in the message. */
static void
test_damaged(void)
{
  g_autoptr(ScratchFolder) folder = scratch_folder_new();
  g_autofree char *path = scratch_file(folder, "x.tlv", "no list");
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) damage = NULL;
  g_autoptr(ListFile) read = list_file_read(path, &damage, NULL, &error);
  g_assert_no_error(error);
  g_assert_null(read->list);
  g_assert_cmpuint(g_bytes_get_size(read->bytes), ==, 7);
  g_assert_error(damage, CTL_ERROR, CTL_ERROR_DAMAGED);
  g_assert_true(g_str_has_prefix(damage->message, path));
  g_assert_null(list_file_load(path, NULL, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_DAMAGED);
  g_assert_cmpstr(error->message, ==, damage->message);
}

static void
test_cannot_be_read(void)
{
  static const struct {
    const char *name;
    const char *words;
  } cases[] = {
      {"missing", "No such file"}, {".", "it is a folder, not a file"}, {"fifo", "it is a device or pipe"}};
  g_autoptr(ScratchFolder) folder = scratch_folder_new();
  g_autofree char *fifo = scratch_file(folder, "fifo", NULL);
  g_assert_cmpint(mkfifo(fifo, 0600), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *path = scratch_file(folder, cases[i].name, NULL);
    g_autoptr(GError) error = NULL;
    g_assert_null(list_file_read(path, NULL, NULL, &error));
    g_assert_error(error, CTL_ERROR, CTL_ERROR_FILE);
    g_assert_true(sample_says(error->message, cases[i].words));
    g_assert_null(list_file_load(path, NULL, NULL));
  }
}

/* Longer than a list, and longer than anything that is read. */
static void
test_too_large(void)
{
  g_autoptr(ScratchFolder) folder = scratch_folder_new();
  g_autofree char *path = scratch_file(folder, "large", "");
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) damage = NULL;
  g_assert_cmpint(truncate(path, (1 << 20) + 1), ==, 0);
  g_autoptr(ListFile) file = list_file_read(path, &damage, NULL, NULL);
  g_assert_null(file->list);
  g_assert_error(damage, CTL_ERROR, CTL_ERROR_DAMAGED);
  g_assert_true(sample_says(damage->message, "the file is larger than any trust list"));
  g_assert_cmpint(truncate(path, SIGNED_FILE_MAX_LEN + 1), ==, 0);
  g_assert_null(list_file_read(path, NULL, NULL, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_DAMAGED);
  g_assert_true(sample_says(error->message, "is larger than 33554432 bytes"));
}

static void
test_cancelled(void)
{
  g_autoptr(ScratchFolder) folder = scratch_folder_new();
  g_autofree char *path = scratch_file(folder, "x", "x");
  g_autoptr(GCancellable) cancellable = g_cancellable_new();
  g_autoptr(GError) error = NULL;
  g_cancellable_cancel(cancellable);
  g_assert_null(list_file_load(path, cancellable, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_CANCELLED);
}

/* "-" is what comes in; no file name, no time. */
static void
test_standard_input(void)
{
  g_autoptr(ScratchFolder) folder = scratch_folder_new();
  g_autofree char *path = scratch_file(folder, "x", "no list");
  g_autoptr(GError) damage = NULL;
  int before = dup(STDIN_FILENO);
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  g_assert_cmpint(dup2(fd, STDIN_FILENO), ==, STDIN_FILENO);
  g_autoptr(ListFile) read = list_file_read("-", &damage, NULL, NULL);
  dup2(before, STDIN_FILENO);
  close(before);
  close(fd);
  g_assert_cmpint(read->modified, ==, -1);
  g_assert_true(g_str_has_prefix(damage->message, "Standard input: The list is damaged"));
}

/* --- saving --- */

/* The copy keeps the time of its original, which `show` prints. */
static void
test_saved(void)
{
  g_autoptr(ScratchFolder) folder = scratch_folder_new();
  g_autoptr(TrustList) list = sample_token_list(0);
  g_autofree char *path = write_list(folder, list);
  GStatBuf info = {0};
  g_assert_cmpint(g_stat(path, &info), ==, 0);
  g_assert_cmpint(info.st_mtime, ==, MODIFIED);
  gint64 modified = -1;
  g_assert_true(list_file_save(path, trust_list_get_bytes(list), &modified, NULL));
  g_assert_cmpint(g_stat(path, &info), ==, 0);
  g_assert_cmpint(modified, ==, info.st_mtime);
  g_assert_cmpint(modified, >, MODIFIED);
}

static void
test_cannot_be_saved(void)
{
  g_autoptr(ScratchFolder) folder = scratch_folder_new();
  g_autoptr(GBytes) bytes = g_bytes_new_static("new", 3);
  g_autofree char *missing = scratch_file(folder, "missing/CTLFile.tlv", NULL);
  const char *paths[] = {missing, folder, "/dev/null"};
  for (gsize i = 0; i < G_N_ELEMENTS(paths); i++) {
    g_autoptr(GError) error = NULL;
    gint64 modified = MODIFIED;
    g_assert_false(list_file_save(paths[i], bytes, &modified, &error));
    g_assert_error(error, CTL_ERROR, CTL_ERROR_FILE);
    g_assert_cmpint(modified, ==, MODIFIED);
  }
}

static void
test_checksums(void)
{
  g_autoptr(GBytes) bytes = g_bytes_new_static("abc", 3);
  g_autofree char *md5 = NULL;
  g_autofree char *sha1 = NULL;
  list_checksums(bytes, &md5, &sha1);
  g_assert_cmpstr(md5, ==, "900150983cd24fb0d6963f7d28e17f72");
  g_assert_cmpstr(sha1, ==, "a9993e364706816aba3e25717850c26c9cd0d89d");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/list-file/good", test_good);
  g_test_add_func("/list-file/damaged", test_damaged);
  g_test_add_func("/list-file/cannot-be-read", test_cannot_be_read);
  g_test_add_func("/list-file/too-large", test_too_large);
  g_test_add_func("/list-file/cancelled", test_cancelled);
  g_test_add_func("/list-file/standard-input", test_standard_input);
  g_test_add_func("/list-file/saved", test_saved);
  g_test_add_func("/list-file/cannot-be-saved", test_cannot_be_saved);
  g_test_add_func("/list-file/checksums", test_checksums);
  return g_test_run();
}
