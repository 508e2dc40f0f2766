/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/unit/publisher/remote-folder.h"

#include <glib/gstdio.h>
#include <pwd.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

uid_t
uid_of(const char *user)
{
  return getpwnam(user)->pw_uid;
}

Folder *
folder_new(const char *user)
{
  static int number = 0;
  Folder *folder = g_new0(Folder, 1);
  folder->path = sshd_path("home/%s/%d", user, ++number);
  g_assert_cmpint(g_mkdir(folder->path, 0755), ==, 0);
  g_assert_cmpint(chown(folder->path, uid_of(user), uid_of(user)), ==, 0);
  folder->url_path = g_strdup_printf("/~/%d/CTLFile.tlv", number);
  folder->file = g_build_filename(folder->path, "CTLFile.tlv", NULL);
  return folder;
}

void
folder_free(Folder *folder)
{
  g_free(folder->path);
  g_free(folder->url_path);
  g_free(folder->file);
  g_free(folder);
}
void
folder_put_old(const Folder *folder, uid_t uid, gid_t gid, mode_t mode)
{
  sshd_write(folder->file, "old");
  g_assert_cmpint(chown(folder->file, uid, gid), ==, 0);
  g_assert_cmpint(chmod(folder->file, mode), ==, 0);
}

void
folder_check_file(const char *path, GBytes *expected, uid_t uid, gid_t gid, mode_t mode)
{
  g_autofree char *text = NULL;
  gsize len = 0;
  struct stat st = {0};
  g_assert_true(g_file_get_contents(path, &text, &len, NULL));
  g_autoptr(GBytes) found = g_bytes_new(text, len);
  g_assert_true(g_bytes_equal(found, expected));
  g_assert_cmpint(lstat(path, &st), ==, 0);
  g_assert_cmpuint(st.st_uid, ==, uid);
  g_assert_cmpuint(st.st_gid, ==, gid);
  g_assert_cmpuint(st.st_mode & 07777, ==, mode);
}

void
folder_check_nothing_left(const Folder *folder)
{
  g_assert_cmpuint(sshd_count_files(folder->path, "."), ==, 0);
}

void
folder_push(const char *user, const Folder *folder, GBytes *contents, int code, const char *says)
{
  g_autoptr(PublisherSession) session = sshd_must_open(user, folder->url_path);
  g_autoptr(GError) error = NULL;
  gboolean done = sshd_replace(session, folder->file, contents, 0, NULL, NULL, &error);
  if (says == NULL) {
    g_assert_no_error(error);
    g_assert_true(done);
    return;
  }
  g_assert_error(error, CTL_ERROR, code);
  g_test_message("%s", error->message);
  g_assert_nonnull(strstr(error->message, says));
  g_assert_true(g_str_has_prefix(error->message, "Publisher 127.0.0.1: "));
  g_assert_false(done);
}
