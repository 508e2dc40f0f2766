/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/unit/publisher/remote-folder.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#define TEAM_GID 64100
#define MAX_LEN (1024 * 1024)

static void
test_new(void)
{
  static const gsize LENGTHS[] = {1, 32768, 32769, 500001, 0};
  uid_t uid = uid_of("keys");
  for (gsize i = 0; i < G_N_ELEMENTS(LENGTHS); i++) {
    g_autoptr(Folder) folder = folder_new("keys");
    g_autoptr(GBytes) contents = sshd_bytes(LENGTHS[i]);
    folder_push("keys", folder, contents, 0, NULL);
    folder_check_file(folder->file, contents, uid, uid, 0644);
    folder_check_nothing_left(folder);
  }
}

static void
test_replace(void)
{
  g_autoptr(Folder) folder = folder_new("keys");
  g_autoptr(GBytes) contents = sshd_bytes(5728);
  uid_t uid = uid_of("keys");
  folder_put_old(folder, uid, uid, 0600);
  folder_push("keys", folder, contents, 0, NULL);
  folder_check_file(folder->file, contents, uid, uid, 0600);
  folder_check_nothing_left(folder);
}

/* The user may not give the file back to root, but to the group of which he is a member. */
static void
test_keep_group(void)
{
  g_autoptr(Folder) folder = folder_new("keys");
  g_autoptr(GBytes) contents = sshd_bytes(5728);
  folder_put_old(folder, 0, TEAM_GID, 0660);
  folder_push("keys", folder, contents, 0, NULL);
  folder_check_file(folder->file, contents, uid_of("keys"), TEAM_GID, 0660);
}

/* A group that cannot be kept is no harm when everybody can read the file... */
static void
test_readable_by_all(void)
{
  g_autoptr(Folder) folder = folder_new("keys");
  g_autoptr(GBytes) contents = sshd_bytes(5728);
  folder_put_old(folder, 0, 0, 0664);
  folder_push("keys", folder, contents, 0, NULL);
  folder_check_file(folder->file, contents, uid_of("keys"), uid_of("keys"), 0664);
}

/* ... and would lock out the TFTP service otherwise. */
static void
test_readers_lost(void)
{
  g_autoptr(Folder) folder = folder_new("keys");
  g_autoptr(GBytes) contents = sshd_bytes(5728);
  g_autoptr(GBytes) old = g_bytes_new_static("old", 3);
  folder_put_old(folder, 0, 0, 0640);
  folder_push("keys", folder, contents, CTL_ERROR_REMOTE, "could not be read by the owner or group");
  folder_check_file(folder->file, old, 0, 0, 0640);
  folder_check_nothing_left(folder);
}

static void
test_link(void)
{
  g_autoptr(Folder) folder = folder_new("keys");
  g_autoptr(Folder) real = folder_new("keys");
  g_autoptr(GBytes) contents = sshd_bytes(5728);
  g_autofree char *name = g_path_get_basename(real->path);
  g_autofree char *link = g_strdup_printf("../%s/CTLFile.tlv", name);
  folder_put_old(real, uid_of("keys"), uid_of("keys"), 0644);
  g_assert_cmpint(symlink(link, folder->file), ==, 0);
  folder_push("keys", folder, contents, 0, NULL);
  folder_check_file(real->file, contents, uid_of("keys"), uid_of("keys"), 0644);
  g_assert_true(g_file_test(folder->file, G_FILE_TEST_IS_SYMLINK));
  g_assert_cmpuint(sshd_count_files(folder->path, ""), ==, 1);
  g_assert_cmpuint(sshd_count_files(real->path, ""), ==, 1);
}

static void
test_bad_links(void)
{
  g_autoptr(GBytes) contents = sshd_bytes(10);
  g_autoptr(Folder) nowhere = folder_new("keys");
  g_assert_cmpint(symlink("missing", nowhere->file), ==, 0);
  folder_push("keys", nowhere, contents, CTL_ERROR_REMOTE, "which does not exist");
  g_autoptr(Folder) circle = folder_new("keys");
  g_assert_cmpint(symlink("CTLFile.tlv", circle->file), ==, 0);
  folder_push("keys", circle, contents, CTL_ERROR_REMOTE, "in a circle");
}

static void
test_not_a_file(void)
{
  g_autoptr(Folder) folder = folder_new("keys");
  g_autoptr(GBytes) contents = sshd_bytes(10);
  g_assert_cmpint(g_mkdir(folder->file, 0755), ==, 0);
  folder_push("keys", folder, contents, CTL_ERROR_REMOTE, "is a folder, not a file");
  g_rmdir(folder->file);
  g_assert_cmpint(mkfifo(folder->file, 0666), ==, 0);
  folder_push("keys", folder, contents, CTL_ERROR_REMOTE, "is a device or pipe, not a file");
}

static void
test_folder_missing(void)
{
  g_autoptr(Folder) folder = folder_new("keys");
  g_autoptr(GBytes) contents = sshd_bytes(10);
  g_rmdir(folder->path);
  folder_push("keys", folder, contents, CTL_ERROR_REMOTE, "does not exist (SSH_FX_NO_SUCH_FILE)");
}

static void
test_read_only_folder(void)
{
  g_autoptr(Folder) folder = folder_new("keys");
  g_autoptr(GBytes) contents = sshd_bytes(10);
  g_autoptr(GBytes) old = g_bytes_new_static("old", 3);
  folder_put_old(folder, uid_of("keys"), uid_of("keys"), 0644);
  g_assert_cmpint(chmod(folder->path, 0555), ==, 0);
  folder_push("keys", folder, contents, CTL_ERROR_REMOTE, "permission denied (SSH_FX_PERMISSION_DENIED)");
  folder_check_file(folder->file, old, uid_of("keys"), uid_of("keys"), 0644);
  g_assert_cmpint(chmod(folder->path, 0000), ==, 0);
  folder_push("keys", folder, contents, CTL_ERROR_REMOTE, "permission denied (SSH_FX_PERMISSION_DENIED)");
}

static void
test_disk_full(void)
{
  g_autoptr(Folder) folder = folder_new("keys");
  g_autofree char *options =
      g_strdup_printf("size=64k,mode=755,uid=%u,gid=%u", uid_of("keys"), uid_of("keys"));
  g_autoptr(GBytes) contents = sshd_bytes(200000);
  g_autoptr(GBytes) small = sshd_bytes(5728);
  g_autoptr(GBytes) old = g_bytes_new_static("old", 3);
  g_assert_cmpint(mount("none", folder->path, "tmpfs", 0, options), ==, 0);
  folder_put_old(folder, uid_of("keys"), uid_of("keys"), 0644);
  folder_push("keys", folder, contents, CTL_ERROR_NO_SPACE, "is full: 0 bytes are free, ");
  folder_check_file(folder->file, old, uid_of("keys"), uid_of("keys"), 0644);
  folder_check_nothing_left(folder);
  folder_push("keys", folder, small, 0, NULL);
  g_assert_cmpint(umount(folder->path), ==, 0);
}

/* What happens at the beginning of the Nth step whose text begins with STEP. */
typedef struct {
  const Folder *folder;
  const char *step;
  int nth;
  gboolean kill;
  int n_seen;
} Spoiler;

static void
spoil(const char *folder, const char *prefix)
{
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  const char *name = NULL;
  while ((name = g_dir_read_name(dir)) != NULL) {
    g_autofree char *path = g_build_filename(folder, name, NULL);
    if (g_str_has_prefix(name, prefix))
      g_assert_cmpint(truncate(path, 4000), ==, 0);
  }
}

static void
on_step(const char *step, double fraction, gpointer user_data)
{
  Spoiler *event = user_data;
  if (!g_str_has_prefix(step, event->step) || fraction > 0 || ++event->n_seen != event->nth)
    return;
  if (event->kill)
    sshd_signal_user("keys", SIGKILL);
  else
    spoil(event->folder->path, event->nth == 1 ? "." : "CTLFile.tlv");
}

static void
push_spoilt(Spoiler *event, int code, const char *says)
{
  g_autoptr(PublisherSession) session = sshd_must_open("keys", event->folder->url_path);
  g_autoptr(GBytes) contents = sshd_bytes(5728);
  g_autoptr(GError) error = NULL;
  const Progress progress = {.func = on_step, .user_data = event};
  g_assert_false(sshd_replace(session, event->folder->file, contents, 0, &progress, NULL, &error));
  g_assert_error(error, CTL_ERROR, code);
  g_test_message("%s", error->message);
  g_assert_nonnull(strstr(error->message, says));
}

/* What arrived is not what was sent: the old file stays. */
static void
test_spoilt_upload(void)
{
  g_autoptr(Folder) folder = folder_new("keys");
  g_autoptr(GBytes) old = g_bytes_new_static("old", 3);
  Spoiler event = {.folder = folder, .step = "Reading", .nth = 1};
  folder_put_old(folder, uid_of("keys"), uid_of("keys"), 0644);
  push_spoilt(&event, CTL_ERROR_REMOTE, "does not hold what was sent");
  folder_check_file(folder->file, old, uid_of("keys"), uid_of("keys"), 0644);
  folder_check_nothing_left(folder);
}

static void
test_spoilt_result(void)
{
  g_autoptr(Folder) folder = folder_new("keys");
  Spoiler event = {.folder = folder, .step = "Reading", .nth = 2};
  push_spoilt(&event, CTL_ERROR_REMOTE,
              "does not hold what was sent; the new file had been put in place before");
  folder_check_nothing_left(folder);
}

static void
test_killed_at_rename(void)
{
  g_autoptr(Folder) folder = folder_new("keys");
  Spoiler event = {.folder = folder, .step = "Putting", .nth = 1, .kill = TRUE};
  push_spoilt(&event, CTL_ERROR_UNREACHABLE, "broke while ");
}

/* One session for several jobs, also after a refusal. */
static void
test_session_reused(void)
{
  g_autoptr(Folder) folder = folder_new("keys");
  g_autoptr(PublisherSession) session = sshd_must_open("keys", folder->url_path);
  g_autoptr(GBytes) contents = sshd_bytes(40000);
  g_autoptr(GBytes) fetched = NULL;
  g_autoptr(GError) error = NULL;
  g_assert_cmpint(chmod(folder->path, 0555), ==, 0);
  g_assert_false(sshd_replace(session, folder->file, contents, 0, NULL, NULL, NULL));
  g_assert_cmpint(chmod(folder->path, 0755), ==, 0);
  for (int i = 0; i < 3; i++) {
    g_assert_true(sshd_replace(session, folder->file, contents, 0, NULL, NULL, &error));
    g_assert_no_error(error);
  }
  g_assert_true(publisher_fetch_file(session, MAX_LEN, &fetched, NULL, NULL, NULL, &error));
  g_assert_true(g_bytes_equal(fetched, contents));
}

/* Somebody reads the file all the time while it is replaced again and again: it is always there and whole. */
static gpointer
keep_reading(gpointer data)
{
  const char *path = data;
  guint n_reads = 0;
  for (;;) {
    g_autofree char *text = NULL;
    gsize len = 0;
    if (!g_file_get_contents(path, &text, &len, NULL))
      return GINT_TO_POINTER(-1);
    if (len == 4 && memcmp(text, "done", 4) == 0)
      return GINT_TO_POINTER(n_reads);
    if (len != 70000 && len != 90000)
      return GINT_TO_POINTER(-2);
    n_reads++;
  }
}

static void
test_always_whole(void)
{
  g_autoptr(Folder) folder = folder_new("keys");
  g_autoptr(PublisherSession) session = sshd_must_open("keys", folder->url_path);
  g_autoptr(GBytes) a = sshd_bytes(70000);
  g_autoptr(GBytes) b = sshd_bytes(90000);
  g_autoptr(GBytes) done = g_bytes_new_static("done", 4);
  g_assert_true(sshd_replace(session, folder->file, a, 0, NULL, NULL, NULL));
  GThread *reader = g_thread_new("reader", keep_reading, folder->file);
  for (int i = 0; i < 20; i++)
    g_assert_true(sshd_replace(session, folder->file, i % 2 == 0 ? b : a, 0, NULL, NULL, NULL));
  g_assert_true(sshd_replace(session, folder->file, done, 0, NULL, NULL, NULL));
  g_assert_cmpint(GPOINTER_TO_INT(g_thread_join(reader)), >, 0);
}

static void
add_tests(void)
{
  g_test_add_func("/publisher/transfer/new", test_new);
  g_test_add_func("/publisher/transfer/replace", test_replace);
  g_test_add_func("/publisher/transfer/keep-group", test_keep_group);
  g_test_add_func("/publisher/transfer/readable-by-all", test_readable_by_all);
  g_test_add_func("/publisher/transfer/readers-lost", test_readers_lost);
  g_test_add_func("/publisher/transfer/link", test_link);
  g_test_add_func("/publisher/transfer/bad-links", test_bad_links);
  g_test_add_func("/publisher/transfer/not-a-file", test_not_a_file);
  g_test_add_func("/publisher/transfer/folder-missing", test_folder_missing);
  g_test_add_func("/publisher/transfer/read-only-folder", test_read_only_folder);
  g_test_add_func("/publisher/transfer/disk-full", test_disk_full);
  g_test_add_func("/publisher/transfer/spoilt-upload", test_spoilt_upload);
  g_test_add_func("/publisher/transfer/spoilt-result", test_spoilt_result);
  g_test_add_func("/publisher/transfer/killed-at-rename", test_killed_at_rename);
  g_test_add_func("/publisher/transfer/session-reused", test_session_reused);
  g_test_add_func("/publisher/transfer/always-whole", test_always_whole);
}

int
main(int argc, char **argv)
{
  return sshd_test_run(argc, argv, add_tests);
}
