/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/unit/publisher/remote-folder.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <utime.h>

#define MAX_LEN (1024 * 1024)

static void
test_fetch(void)
{
  g_autoptr(Folder) folder = folder_new("keys");
  g_autoptr(GBytes) contents = sshd_bytes(100001);
  folder_push("keys", folder, contents, 0, NULL);
  const struct utimbuf times = {.actime = 1400000000, .modtime = 1400000000};
  g_assert_cmpint(utime(folder->file, &times), ==, 0);

  g_autoptr(PublisherSession) session = sshd_must_open("keys", folder->url_path);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) fetched = NULL;
  g_autoptr(GBytes) again = NULL;
  gint64 mtime = 0;
  g_assert_true(publisher_fetch_file(session, 100001, &fetched, &mtime, NULL, NULL, &error));
  g_assert_no_error(error);
  g_assert_true(g_bytes_equal(fetched, contents));
  g_assert_cmpint(mtime, ==, 1400000000);
  g_assert_false(publisher_fetch_file(session, 100000, &again, NULL, NULL, NULL, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_DAMAGED);
  g_assert_null(again);
}

static void
test_fetch_missing(void)
{
  g_autoptr(Folder) folder = folder_new("keys");
  g_autoptr(PublisherSession) session = sshd_must_open("keys", folder->url_path);
  g_autoptr(GBytes) fetched = NULL;
  g_autoptr(GError) error = NULL;
  gint64 mtime = 0;
  g_assert_true(publisher_fetch_file(session, MAX_LEN, &fetched, &mtime, NULL, NULL, &error));
  g_assert_no_error(error);
  g_assert_null(fetched);
  g_assert_cmpint(mtime, ==, -1);
  g_rmdir(folder->path);
  g_assert_false(publisher_fetch_file(session, MAX_LEN, &fetched, NULL, NULL, NULL, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_REMOTE);
  g_assert_nonnull(strstr(error->message, "the folder "));
}

static void
test_fetch_refused(void)
{
  g_autoptr(Folder) folder = folder_new("keys");
  g_autoptr(PublisherSession) session = sshd_must_open("keys", folder->url_path);
  g_autoptr(GBytes) fetched = NULL;
  g_autoptr(GError) forbidden = NULL;
  g_autoptr(GError) pipe = NULL;
  folder_put_old(folder, 0, 0, 0600);
  g_assert_false(publisher_fetch_file(session, MAX_LEN, &fetched, NULL, NULL, NULL, &forbidden));
  g_assert_error(forbidden, CTL_ERROR, CTL_ERROR_REMOTE);
  g_assert_nonnull(strstr(forbidden->message, "permission denied"));
  g_remove(folder->file);
  g_assert_cmpint(mkfifo(folder->file, 0666), ==, 0);
  g_assert_false(publisher_fetch_file(session, MAX_LEN, &fetched, NULL, NULL, NULL, &pipe));
  g_assert_error(pipe, CTL_ERROR, CTL_ERROR_REMOTE);
}

static void
add_tests(void)
{
  g_test_add_func("/publisher/fetch/fetch", test_fetch);
  g_test_add_func("/publisher/fetch/fetch-missing", test_fetch_missing);
  g_test_add_func("/publisher/fetch/fetch-refused", test_fetch_refused);
}

int
main(int argc, char **argv)
{
  return sshd_test_run(argc, argv, add_tests);
}
