/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/unit/publisher/remote-folder.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>
#include <utime.h>

/* Servers that cannot rename in one step, old files that are kept, and what pushes leave that are cut off. */

/* A server without posix-rename and fsync gets two renames and a warning. */
static void
test_plain_server(void)
{
  g_autoptr(Folder) folder = folder_new("plain");
  g_autoptr(PublisherSession) session = sshd_must_open("plain", folder->url_path);
  g_autoptr(GBytes) contents = sshd_bytes(5728);
  g_autoptr(GBytes) other = sshd_bytes(10);
  g_autoptr(GError) error = NULL;
  uid_t uid = uid_of("plain");
  g_assert_true(sshd_replace(session, folder->file, contents, 0, NULL, NULL, &error));
  g_assert_no_error(error);
  folder_check_file(folder->file, contents, uid, uid, 0644);
  g_assert_cmpuint(publisher_session_get_warnings(session)->len, ==, 0);
  g_assert_true(sshd_replace(session, folder->file, other, 0, NULL, NULL, &error));
  g_assert_no_error(error);
  folder_check_file(folder->file, other, uid, uid, 0644);
  folder_check_nothing_left(folder);
  g_assert_cmpuint(publisher_session_get_warnings(session)->len, ==, 1);
  g_assert_nonnull(strstr(publisher_session_get_warnings(session)->pdata[0], "between two renames"));
}

/* Removes the new file before it is put in place, so that the second of two renames fails. */
static void
remove_part(const char *step, double fraction, gpointer user_data)
{
  const Folder *folder = user_data;
  g_autoptr(GDir) dir = g_dir_open(folder->path, 0, NULL);
  const char *name = NULL;
  while (g_str_has_prefix(step, "Putting") && (name = g_dir_read_name(dir)) != NULL) {
    g_autofree char *path = g_build_filename(folder->path, name, NULL);
    if (g_str_has_suffix(name, ".part"))
      g_unlink(path);
  }
}

static void
test_plain_server_undo(void)
{
  g_autoptr(Folder) folder = folder_new("plain");
  g_autoptr(PublisherSession) session = sshd_must_open("plain", folder->url_path);
  g_autoptr(GBytes) old = g_bytes_new_static("old", 3);
  g_autoptr(GBytes) contents = sshd_bytes(5728);
  g_autoptr(GError) error = NULL;
  const Progress progress = {.func = remove_part, .user_data = folder};
  folder_put_old(folder, uid_of("plain"), uid_of("plain"), 0644);
  g_assert_false(sshd_replace(session, folder->file, contents, 1, &progress, NULL, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_REMOTE);
  folder_check_file(folder->file, old, uid_of("plain"), uid_of("plain"), 0644);
  g_assert_cmpuint(sshd_count_files(folder->path, ""), ==, 1);
}

/* Does the first of two renames before the server is asked to, which then answers with a failure. */
static void
move_old_aside(const char *step, double fraction, gpointer user_data)
{
  const Folder *folder = user_data;
  g_autoptr(GDir) dir = g_dir_open(folder->path, 0, NULL);
  const char *name = NULL;
  while (g_str_has_prefix(step, "Putting") && (name = g_dir_read_name(dir)) != NULL) {
    g_autofree char *path = g_build_filename(folder->path, name, NULL);
    char *suffix = strstr(path, ".part");
    if (suffix == NULL)
      continue;
    memcpy(suffix, ".old", sizeof ".old");
    g_assert_cmpint(g_rename(folder->file, path), ==, 0);
  }
}

/* Nobody is left without a list. */
static void
test_plain_server_lies(void)
{
  g_autoptr(Folder) folder = folder_new("plain");
  g_autoptr(PublisherSession) session = sshd_must_open("plain", folder->url_path);
  g_autoptr(GBytes) contents = sshd_bytes(5728);
  g_autoptr(GError) error = NULL;
  uid_t uid = uid_of("plain");
  const Progress progress = {.func = move_old_aside, .user_data = folder};
  folder_put_old(folder, uid, uid, 0644);
  g_assert_true(sshd_replace(session, folder->file, contents, 0, &progress, NULL, &error));
  g_assert_no_error(error);
  folder_check_file(folder->file, contents, uid, uid, 0644);
  folder_check_nothing_left(folder);
}

/* What the last of a row of pushes leaves: the file and KEEP old ones, newest first. */
static void
check_kept(const char *user, guint keep)
{
  g_autoptr(Folder) folder = folder_new(user);
  g_autoptr(PublisherSession) session = sshd_must_open(user, folder->url_path);
  for (gsize i = 0; i < 6; i++) {
    g_autoptr(GBytes) contents = sshd_bytes(100 + i);
    g_assert_true(sshd_replace(session, folder->file, contents, keep, NULL, NULL, NULL));
  }
  g_assert_cmpuint(sshd_count_files(folder->path, ""), ==, 1 + keep);
  for (guint i = 0; i < keep; i++) {
    g_autoptr(GBytes) expected = sshd_bytes(104 - i);
    g_autofree char *path = i == 0 ? g_strdup_printf("%s.etoken-ctl-old", folder->file)
                                   : g_strdup_printf("%s.etoken-ctl-old.%u", folder->file, i + 1);
    folder_check_file(path, expected, uid_of(user), uid_of(user), 0644);
  }
}

static void
test_old_kept(void)
{
  for (guint keep = 0; keep <= 3; keep++) {
    check_kept("keys", keep);
    check_kept("plain", keep);
    check_kept("nolink", keep);
  }
}

/* A push that was cut off when the old file had its new name already, or had been put away. */
static void
test_kept_after_crash(void)
{
  g_autoptr(Folder) folder = folder_new("keys");
  g_autoptr(PublisherSession) session = sshd_must_open("keys", folder->url_path);
  g_autoptr(GBytes) contents = sshd_bytes(10);
  g_autofree char *kept = g_strconcat(folder->file, ".etoken-ctl-old", NULL);
  folder_put_old(folder, uid_of("keys"), uid_of("keys"), 0644);
  g_assert_cmpint(link(folder->file, kept), ==, 0);
  g_assert_true(sshd_replace(session, folder->file, contents, 1, NULL, NULL, NULL));
  folder_check_nothing_left(folder);
  g_assert_cmpuint(sshd_count_files(folder->path, ""), ==, 2);
}

static void
put_left_over(const Folder *folder, const char *name, time_t age)
{
  g_autofree char *path = g_build_filename(folder->path, name, NULL);
  time_t then = time(NULL) - age;
  const struct utimbuf times = {.actime = then, .modtime = then};
  sshd_write(path, "x");
  g_assert_cmpint(utime(path, &times), ==, 0);
}

static void
put_left_overs(const Folder *folder)
{
  put_left_over(folder, ".CTLFile.tlv.etoken-ctl-0123456789abcdef.part", 7200);
  put_left_over(folder, ".CTLFile.tlv.etoken-ctl-0123456789abcde0.part", 0);
  put_left_over(folder, ".CTLFile.tlv.etoken-ctl-0123456789abcdef.old", 7200);
  put_left_over(folder, ".CTLFile.tlv.etoken-ctl-0123456789abcdeX.part", 7200);
  put_left_over(folder, ".CTLFile.tlv.etoken-ctl-0123456789abcdef.part2", 7200);
  put_left_over(folder, ".ITLFile.tlv.etoken-ctl-0123456789abcdef.part", 7200);
}

/* What is not ours is not touched, and N_YOUNG is 0 or 1: somebody may be at work with the young one. */
static void
check_others_left(const Folder *folder, guint n_young)
{
  g_assert_cmpuint(sshd_count_files(folder->path, "."), ==, 3 + n_young);
  g_assert_cmpuint(sshd_count_files(folder->path, ".CTLFile.tlv.etoken-ctl-0123456789abcde0.part"), ==,
                   n_young);
  g_assert_cmpuint(sshd_count_files(folder->path, ".CTLFile.tlv.etoken-ctl-0123456789abcdef.part2"), ==, 1);
  g_assert_cmpuint(sshd_count_files(folder->path, ".CTLFile.tlv.etoken-ctl-0123456789abcdef"), ==, 1);
}

static void
test_left_overs(void)
{
  g_autoptr(Folder) folder = folder_new("keys");
  g_autoptr(GBytes) contents = sshd_bytes(10);
  put_left_overs(folder);
  folder_push("keys", folder, contents, 0, NULL);
  check_others_left(folder, 1);
}

static void
repair(const Folder *folder, gboolean take_over, gboolean expected)
{
  g_autoptr(PublisherSession) session = sshd_must_open("plain", folder->url_path);
  g_autoptr(GError) error = NULL;
  gboolean repaired = !expected;
  g_assert_true(publisher_repair_file(session, take_over, &repaired, NULL, NULL, &error));
  g_assert_no_error(error);
  g_assert_cmpint(repaired, ==, expected);
  g_assert_cmpuint(publisher_session_get_warnings(session)->len, ==, expected ? 1 : 0);
}

/* Cut off between two renames: there is no file, and the newest backup is it. */
static void
test_repair(void)
{
  g_autoptr(Folder) folder = folder_new("plain");
  put_left_overs(folder);
  repair(folder, FALSE, TRUE);
  check_others_left(folder, 1);
  g_autofree char *text = sshd_read(folder->file);
  g_assert_cmpstr(text, ==, "x");
  put_left_overs(folder);
  repair(folder, TRUE, FALSE);
  check_others_left(folder, 0);
}

static void
add_tests(void)
{
  g_test_add_func("/publisher/left-overs/plain-server", test_plain_server);
  g_test_add_func("/publisher/left-overs/plain-server-undo", test_plain_server_undo);
  g_test_add_func("/publisher/left-overs/plain-server-lies", test_plain_server_lies);
  g_test_add_func("/publisher/left-overs/old-kept", test_old_kept);
  g_test_add_func("/publisher/left-overs/kept-after-crash", test_kept_after_crash);
  g_test_add_func("/publisher/left-overs/left-overs", test_left_overs);
  g_test_add_func("/publisher/left-overs/repair", test_repair);
}

int
main(int argc, char **argv)
{
  return sshd_test_run(argc, argv, add_tests);
}
