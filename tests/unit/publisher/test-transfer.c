/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/unit/publisher/sshd-fixture.h"

#include <glib/gstdio.h>
#include <pwd.h>
#include <signal.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utime.h>

#define TEAM_GID 64100
#define MAX_LEN (1024 * 1024)

/* A new folder in the home of USER, which is its owner: one test, one folder. */
typedef struct {
  char *path;
  char *url_path; /* of CTLFile.tlv in it */
  char *file;
} Folder;

static uid_t
uid_of(const char *user)
{
  return getpwnam(user)->pw_uid;
}

static Folder *
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

static void
folder_free(Folder *folder)
{
  g_free(folder->path);
  g_free(folder->url_path);
  g_free(folder->file);
  g_free(folder);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Folder, folder_free)

static void
put_old(const Folder *folder, uid_t uid, gid_t gid, mode_t mode)
{
  sshd_write(folder->file, "old");
  g_assert_cmpint(chown(folder->file, uid, gid), ==, 0);
  g_assert_cmpint(chmod(folder->file, mode), ==, 0);
}

static void
check_file(const char *path, GBytes *expected, uid_t uid, gid_t gid, mode_t mode)
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

static void
check_nothing_left(const Folder *folder)
{
  g_assert_cmpuint(sshd_count_files(folder->path, "."), ==, 0);
}

/* Pushes and expects success, or this error. */
static void
push(const char *user, const Folder *folder, GBytes *contents, int code, const char *says)
{
  g_autoptr(PublisherSession) session = sshd_must_open(user, folder->url_path);
  g_autoptr(GError) error = NULL;
  gboolean done = publisher_replace_file(session, contents, NULL, NULL, &error);
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

static void
test_new(void)
{
  static const gsize LENGTHS[] = {1, 32768, 32769, 500001, 0};
  uid_t uid = uid_of("keys");
  for (gsize i = 0; i < G_N_ELEMENTS(LENGTHS); i++) {
    g_autoptr(Folder) folder = folder_new("keys");
    g_autoptr(GBytes) contents = sshd_bytes(LENGTHS[i]);
    push("keys", folder, contents, 0, NULL);
    check_file(folder->file, contents, uid, uid, 0644);
    check_nothing_left(folder);
  }
}

static void
test_replace(void)
{
  g_autoptr(Folder) folder = folder_new("keys");
  g_autoptr(GBytes) contents = sshd_bytes(5728);
  uid_t uid = uid_of("keys");
  put_old(folder, uid, uid, 0600);
  push("keys", folder, contents, 0, NULL);
  check_file(folder->file, contents, uid, uid, 0600);
  check_nothing_left(folder);
}

/* The user may not give the file back to root, but to the group of which he is a member. */
static void
test_keep_group(void)
{
  g_autoptr(Folder) folder = folder_new("keys");
  g_autoptr(GBytes) contents = sshd_bytes(5728);
  put_old(folder, 0, TEAM_GID, 0660);
  push("keys", folder, contents, 0, NULL);
  check_file(folder->file, contents, uid_of("keys"), TEAM_GID, 0660);
}

/* A group that cannot be kept is no harm when everybody can read the file... */
static void
test_readable_by_all(void)
{
  g_autoptr(Folder) folder = folder_new("keys");
  g_autoptr(GBytes) contents = sshd_bytes(5728);
  put_old(folder, 0, 0, 0664);
  push("keys", folder, contents, 0, NULL);
  check_file(folder->file, contents, uid_of("keys"), uid_of("keys"), 0664);
}

/* ... and would lock out the TFTP service otherwise. */
static void
test_readers_lost(void)
{
  g_autoptr(Folder) folder = folder_new("keys");
  g_autoptr(GBytes) contents = sshd_bytes(5728);
  g_autoptr(GBytes) old = g_bytes_new_static("old", 3);
  put_old(folder, 0, 0, 0640);
  push("keys", folder, contents, CTL_ERROR_REMOTE, "could not be read by the owner or group");
  check_file(folder->file, old, 0, 0, 0640);
  check_nothing_left(folder);
}

static void
test_link(void)
{
  g_autoptr(Folder) folder = folder_new("keys");
  g_autoptr(Folder) real = folder_new("keys");
  g_autoptr(GBytes) contents = sshd_bytes(5728);
  g_autofree char *name = g_path_get_basename(real->path);
  g_autofree char *link = g_strdup_printf("../%s/CTLFile.tlv", name);
  put_old(real, uid_of("keys"), uid_of("keys"), 0644);
  g_assert_cmpint(symlink(link, folder->file), ==, 0);
  push("keys", folder, contents, 0, NULL);
  check_file(real->file, contents, uid_of("keys"), uid_of("keys"), 0644);
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
  push("keys", nowhere, contents, CTL_ERROR_REMOTE, "which does not exist");
  g_autoptr(Folder) circle = folder_new("keys");
  g_assert_cmpint(symlink("CTLFile.tlv", circle->file), ==, 0);
  push("keys", circle, contents, CTL_ERROR_REMOTE, "in a circle");
}

static void
test_not_a_file(void)
{
  g_autoptr(Folder) folder = folder_new("keys");
  g_autoptr(GBytes) contents = sshd_bytes(10);
  g_assert_cmpint(g_mkdir(folder->file, 0755), ==, 0);
  push("keys", folder, contents, CTL_ERROR_REMOTE, "is a folder, not a file");
  g_rmdir(folder->file);
  g_assert_cmpint(mkfifo(folder->file, 0666), ==, 0);
  push("keys", folder, contents, CTL_ERROR_REMOTE, "is a device or pipe, not a file");
}

static void
test_folder_missing(void)
{
  g_autoptr(Folder) folder = folder_new("keys");
  g_autoptr(GBytes) contents = sshd_bytes(10);
  g_rmdir(folder->path);
  push("keys", folder, contents, CTL_ERROR_REMOTE, "does not exist (SSH_FX_NO_SUCH_FILE)");
}

static void
test_read_only_folder(void)
{
  g_autoptr(Folder) folder = folder_new("keys");
  g_autoptr(GBytes) contents = sshd_bytes(10);
  g_autoptr(GBytes) old = g_bytes_new_static("old", 3);
  put_old(folder, uid_of("keys"), uid_of("keys"), 0644);
  g_assert_cmpint(chmod(folder->path, 0555), ==, 0);
  push("keys", folder, contents, CTL_ERROR_REMOTE, "permission denied (SSH_FX_PERMISSION_DENIED)");
  check_file(folder->file, old, uid_of("keys"), uid_of("keys"), 0644);
  g_assert_cmpint(chmod(folder->path, 0000), ==, 0);
  push("keys", folder, contents, CTL_ERROR_REMOTE, "permission denied (SSH_FX_PERMISSION_DENIED)");
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
  put_old(folder, uid_of("keys"), uid_of("keys"), 0644);
  push("keys", folder, contents, CTL_ERROR_NO_SPACE, "is full: 0 bytes are free, ");
  check_file(folder->file, old, uid_of("keys"), uid_of("keys"), 0644);
  check_nothing_left(folder);
  push("keys", folder, small, 0, NULL);
  g_assert_cmpint(umount(folder->path), ==, 0);
}

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
  g_assert_true(publisher_replace_file(session, contents, NULL, NULL, &error));
  g_assert_no_error(error);
  check_file(folder->file, contents, uid, uid, 0644);
  g_assert_cmpuint(publisher_session_get_warnings(session)->len, ==, 0);
  g_assert_true(publisher_replace_file(session, other, NULL, NULL, &error));
  g_assert_no_error(error);
  check_file(folder->file, other, uid, uid, 0644);
  check_nothing_left(folder);
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
  put_old(folder, uid_of("plain"), uid_of("plain"), 0644);
  g_assert_false(publisher_replace_file_keeping(session, contents, 1, &progress, NULL, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_REMOTE);
  check_file(folder->file, old, uid_of("plain"), uid_of("plain"), 0644);
  g_assert_cmpuint(sshd_count_files(folder->path, ""), ==, 1);
}

/* What the last of a row of pushes leaves: the file and KEEP old ones, newest first. */
static void
check_kept(const char *user, guint keep)
{
  g_autoptr(Folder) folder = folder_new(user);
  g_autoptr(PublisherSession) session = sshd_must_open(user, folder->url_path);
  for (gsize i = 0; i < 6; i++) {
    g_autoptr(GBytes) contents = sshd_bytes(100 + i);
    g_assert_true(publisher_replace_file_keeping(session, contents, keep, NULL, NULL, NULL));
  }
  g_assert_cmpuint(sshd_count_files(folder->path, ""), ==, 1 + keep);
  for (guint i = 0; i < keep; i++) {
    g_autoptr(GBytes) expected = sshd_bytes(104 - i);
    g_autofree char *path = i == 0 ? g_strdup_printf("%s.etoken-ctl-old", folder->file)
                                   : g_strdup_printf("%s.etoken-ctl-old.%u", folder->file, i + 1);
    check_file(path, expected, uid_of(user), uid_of(user), 0644);
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
  put_old(folder, uid_of("keys"), uid_of("keys"), 0644);
  g_assert_cmpint(link(folder->file, kept), ==, 0);
  g_assert_true(publisher_replace_file_keeping(session, contents, 1, NULL, NULL, NULL));
  check_nothing_left(folder);
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

static void
check_others_left(const Folder *folder)
{
  g_assert_cmpuint(sshd_count_files(folder->path, "."), ==, 3);
  g_assert_cmpuint(sshd_count_files(folder->path, ".CTLFile.tlv.etoken-ctl-0123456789abcdef.part2"), ==, 1);
  g_assert_cmpuint(sshd_count_files(folder->path, ".CTLFile.tlv.etoken-ctl-0123456789abcdef"), ==, 1);
}

static void
test_left_overs(void)
{
  g_autoptr(Folder) folder = folder_new("keys");
  g_autoptr(GBytes) contents = sshd_bytes(10);
  put_left_overs(folder);
  push("keys", folder, contents, 0, NULL);
  check_others_left(folder);
}

static void
repair(const Folder *folder, gboolean expected)
{
  g_autoptr(PublisherSession) session = sshd_must_open("plain", folder->url_path);
  g_autoptr(GError) error = NULL;
  gboolean repaired = !expected;
  g_assert_true(publisher_repair_file(session, &repaired, NULL, &error));
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
  repair(folder, TRUE);
  check_others_left(folder);
  g_autofree char *text = sshd_read(folder->file);
  g_assert_cmpstr(text, ==, "x");
  put_left_overs(folder);
  repair(folder, FALSE);
  check_others_left(folder);
}

static void
test_fetch(void)
{
  g_autoptr(Folder) folder = folder_new("keys");
  g_autoptr(GBytes) contents = sshd_bytes(100001);
  push("keys", folder, contents, 0, NULL);
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
  put_old(folder, 0, 0, 0600);
  g_assert_false(publisher_fetch_file(session, MAX_LEN, &fetched, NULL, NULL, NULL, &forbidden));
  g_assert_error(forbidden, CTL_ERROR, CTL_ERROR_REMOTE);
  g_assert_nonnull(strstr(forbidden->message, "permission denied"));
  g_remove(folder->file);
  g_assert_cmpint(mkfifo(folder->file, 0666), ==, 0);
  g_assert_false(publisher_fetch_file(session, MAX_LEN, &fetched, NULL, NULL, NULL, &pipe));
  g_assert_error(pipe, CTL_ERROR, CTL_ERROR_REMOTE);
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
  g_assert_false(publisher_replace_file(session, contents, &progress, NULL, &error));
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
  put_old(folder, uid_of("keys"), uid_of("keys"), 0644);
  push_spoilt(&event, CTL_ERROR_REMOTE, "does not hold what was sent");
  check_file(folder->file, old, uid_of("keys"), uid_of("keys"), 0644);
  check_nothing_left(folder);
}

static void
test_spoilt_result(void)
{
  g_autoptr(Folder) folder = folder_new("keys");
  Spoiler event = {.folder = folder, .step = "Reading", .nth = 2};
  push_spoilt(&event, CTL_ERROR_REMOTE,
              "does not hold what was sent; the new file had been put in place before");
  check_nothing_left(folder);
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
  g_assert_false(publisher_replace_file(session, contents, NULL, NULL, NULL));
  g_assert_cmpint(chmod(folder->path, 0755), ==, 0);
  for (int i = 0; i < 3; i++) {
    g_assert_true(publisher_replace_file(session, contents, NULL, NULL, &error));
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
  g_assert_true(publisher_replace_file(session, a, NULL, NULL, NULL));
  GThread *reader = g_thread_new("reader", keep_reading, folder->file);
  for (int i = 0; i < 20; i++)
    g_assert_true(publisher_replace_file(session, i % 2 == 0 ? b : a, NULL, NULL, NULL));
  g_assert_true(publisher_replace_file(session, done, NULL, NULL, NULL));
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
  g_test_add_func("/publisher/transfer/plain-server", test_plain_server);
  g_test_add_func("/publisher/transfer/plain-server-undo", test_plain_server_undo);
  g_test_add_func("/publisher/transfer/old-kept", test_old_kept);
  g_test_add_func("/publisher/transfer/kept-after-crash", test_kept_after_crash);
  g_test_add_func("/publisher/transfer/left-overs", test_left_overs);
  g_test_add_func("/publisher/transfer/repair", test_repair);
  g_test_add_func("/publisher/transfer/fetch", test_fetch);
  g_test_add_func("/publisher/transfer/fetch-missing", test_fetch_missing);
  g_test_add_func("/publisher/transfer/fetch-refused", test_fetch_refused);
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
