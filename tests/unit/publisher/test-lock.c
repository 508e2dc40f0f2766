/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/unit/base/fake-clock.h"
#include "tests/unit/publisher/remote-folder.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <utime.h>

/* Two who push to the same file: what was judged is compared once more, and a lock keeps pushes of this
 * program apart in between. Waiting takes no time here: the clock jumps when all wait. */

#define LOCK ".CTLFile.tlv.etoken-ctl-lock"
#define ALICE "owner: alice@desk\nprogram: etoken-ctl, process 1\ntime: 2026-11-29T08:00:00Z\nid: 00\n"
#define WAITERS 2 /* the push and its watchdog */

/* --- what others do in the middle of a push --- */

typedef enum { NOTHING, PUT_LIST, REMOVE_LIST, REMOVE_LOCK, PUBLISH, CHANGE_LOCK, CANCEL } Deed;

/* DEED is done once, when a step begins with STEP. */
typedef struct {
  const Folder *folder;
  const char *step;
  Deed deed;
  const char *text; /* of the list that is put there */
  gboolean done;
  guint n_waits;
  GCancellable *cancellable;
} Other;

static char *
lock_path(const Folder *folder)
{
  return g_build_filename(folder->path, LOCK, NULL);
}

static void
put_lock(const Folder *folder, const char *text, time_t age_s)
{
  g_autofree char *path = lock_path(folder);
  time_t then = time(NULL) - age_s;
  const struct utimbuf times = {.actime = then, .modtime = then};
  sshd_write(path, text);
  g_assert_cmpint(chown(path, uid_of("keys"), uid_of("keys")), ==, 0);
  g_assert_cmpint(utime(path, &times), ==, 0);
}

static void
put_list(const Folder *folder, const char *text)
{
  sshd_write(folder->file, text);
  g_assert_cmpint(chown(folder->file, uid_of("keys"), uid_of("keys")), ==, 0);
}

static void
act(Other *other)
{
  g_autofree char *lock = lock_path(other->folder);
  if (other->deed == PUT_LIST || other->deed == PUBLISH)
    put_list(other->folder, other->text);
  if (other->deed == REMOVE_LIST)
    g_assert_cmpint(g_unlink(other->folder->file), ==, 0);
  if (other->deed == REMOVE_LOCK || other->deed == PUBLISH)
    g_assert_cmpint(g_unlink(lock), ==, 0);
  if (other->deed == CHANGE_LOCK)
    put_lock(other->folder, "owner: bob@lap\n", 0);
  if (other->deed == CANCEL)
    g_cancellable_cancel(other->cancellable);
}

static void
on_step(const char *step, double fraction, gpointer user_data)
{
  Other *other = user_data;
  other->n_waits += g_str_has_prefix(step, "Waiting for another push") ? 1 : 0;
  if (other->done || other->step == NULL || !g_str_has_prefix(step, other->step))
    return;
  other->done = TRUE;
  act(other);
}

/* --- one push --- */

typedef struct {
  const char *name;
  const char *old; /* the list that is there and was judged; NULL: none */
  Deed deed;
  const char *step;
  const char *text;
  const char *lock; /* the lock that is there; NULL: none */
  guint lock_age_s;
  gboolean take_over;
  /* what becomes of it */
  int code; /* -1: done */
  const char *says;
  const char *list; /* there in the end, NULL: none */
  const char *warns;
  gboolean waits;
  guint n_left; /* hidden files */
} Case;

static const Case CASES[] = {
    {"nobody", "old", .code = -1, .list = "new"},
    {"first-list", NULL, .code = -1, .list = "new"},
    {"changed", "old", PUT_LIST, "Uploading", "other", .code = CTL_ERROR_CHANGED, .says = "another ",
     .list = "other"},
    {"changed-at-last", "old", PUT_LIST, "Comparing", "other", .code = CTL_ERROR_CHANGED,
     .says = "put there by the user with the number", .list = "other"},
    {"same-length", "old", PUT_LIST, "Uploading", "odd", .code = CTL_ERROR_CHANGED,
     .says = "nothing was replaced", .list = "odd"},
    {"longer", "old", PUT_LIST, "Uploading", "old and more", .code = CTL_ERROR_CHANGED,
     .says = "nothing was replaced", .list = "old and more"},
    {"removed", "old", REMOVE_LIST, "Uploading", .code = CTL_ERROR_CHANGED, .says = "is not there any more"},
    {"came-meanwhile", NULL, PUT_LIST, "Uploading", "other", .code = CTL_ERROR_CHANGED, .says = "another ",
     .list = "other"},
    {"came-at-last", NULL, PUT_LIST, "Putting", "other", .code = CTL_ERROR_CHANGED, .says = "another ",
     .list = "other"},
    {"same-list-by-another", "old", PUT_LIST, "Uploading", "new", .code = -1, .list = "new",
     .warns = "another push has put this very CTLFile.tlv in place"},
    {"held", "old", .lock = ALICE, .lock_age_s = 90, .code = CTL_ERROR_IN_USE, .waits = TRUE, .n_left = 1,
     .list = "old", .says = "is held by alice@desk since 2026-11-29 08:00:00 UTC (for 1 minute)"},
    {"held-for-long", "old", .lock = ALICE, .lock_age_s = 7300, .code = CTL_ERROR_IN_USE, .waits = TRUE,
     .n_left = 1, .list = "old", .says = "(for 2 hours); wait until it has ended"},
    {"held-by-nobody", "old", .lock = "", .code = CTL_ERROR_IN_USE, .waits = TRUE, .n_left = 1, .list = "old",
     .says = "by the user with the number 64001 since"},
    {"held-with-escapes", "old", .lock = "owner: a\033[31mb\xc2\x9b@\xe2\x80\xaex\n",
     .code = CTL_ERROR_IN_USE, .waits = TRUE, .n_left = 1, .list = "old", .says = "is held by a"},
    {"let-go", "old", REMOVE_LOCK, "Waiting", .lock = ALICE, .code = -1, .waits = TRUE, .list = "new"},
    {"published", "old", PUBLISH, "Waiting", "other", .lock = ALICE, .code = CTL_ERROR_CHANGED, .waits = TRUE,
     .says = "put there by alice@desk", .list = "other"},
    {"cancelled", "old", CANCEL, "Waiting", .lock = ALICE, .code = CTL_ERROR_CANCELLED, .says = "",
     .waits = TRUE, .n_left = 1, .list = "old"},
    {"taken-over-at-once", "old", .lock = ALICE, .lock_age_s = 60, .take_over = TRUE, .code = -1,
     .list = "new",
     .warns = "the lock of alice@desk since 2026-11-29 08:00:00 UTC (for 1 minute) was taken over"},
    {"taken-over-after-a-while", "old", .lock = ALICE, .take_over = TRUE, .code = -1, .waits = TRUE,
     .list = "new", .warns = "was taken over"},
    {"taken-over-from-the-next", "old", CHANGE_LOCK, "Waiting", .lock = ALICE, .take_over = TRUE, .code = -1,
     .waits = TRUE, .list = "new", .warns = "the lock of bob@lap"},
};

static gboolean
push(const Case *the_case, Other *other, PublisherSession *session, GError **error)
{
  g_autoptr(GBytes) judged =
      the_case->old != NULL ? g_bytes_new_static(the_case->old, strlen(the_case->old)) : NULL;
  g_autoptr(GBytes) contents = g_bytes_new_static("new", 3);
  const PublisherReplaceRequest request = {
      .contents = contents, .judged = judged, .take_over = the_case->take_over};
  const Progress progress = {.func = on_step, .user_data = other};
  fake_clock_jump(WAITERS);
  gboolean done = publisher_replace_file(session, &request, &progress, other->cancellable, error);
  fake_clock_jump(0);
  return done;
}

static void
check_words(const Case *the_case, const GError *error, const GPtrArray *warnings)
{
  if (the_case->code >= 0) {
    g_assert_error(error, CTL_ERROR, the_case->code);
    g_test_message("%s", error->message);
    g_assert_nonnull(strstr(error->message, the_case->says));
    g_assert_null(strpbrk(error->message, "\033\n"));
    g_assert_null(strstr(error->message, "\xc2\x9b"));
    return;
  }
  g_assert_no_error(error);
  g_assert_cmpuint(warnings->len, ==, the_case->warns != NULL ? 1 : 0);
  if (the_case->warns != NULL)
    g_assert_nonnull(strstr(g_ptr_array_index(warnings, 0), the_case->warns));
}

static void
check_list(const Case *the_case, const Folder *folder)
{
  g_assert_cmpint(g_file_test(folder->file, G_FILE_TEST_EXISTS), ==, the_case->list != NULL);
  g_autofree char *text = the_case->list != NULL ? sshd_read(folder->file) : NULL;
  g_assert_cmpstr(text, ==, the_case->list);
}

static void
try_case(gconstpointer data)
{
  const Case *the_case = data;
  g_autoptr(Folder) folder = folder_new("keys");
  g_autoptr(GCancellable) cancellable = g_cancellable_new();
  Other other = {folder, the_case->step, the_case->deed, the_case->text, .cancellable = cancellable};
  g_autoptr(GError) error = NULL;
  if (the_case->old != NULL)
    put_list(folder, the_case->old);
  if (the_case->lock != NULL)
    put_lock(folder, the_case->lock, the_case->lock_age_s);
  g_autoptr(PublisherSession) session = sshd_must_open("keys", folder->url_path);
  g_assert_cmpint(push(the_case, &other, session, &error), ==, the_case->code < 0);
  check_words(the_case, error, publisher_session_get_warnings(session));
  check_list(the_case, folder);
  g_assert_cmpint(other.n_waits > 0, ==, the_case->waits);
  g_assert_cmpint(other.done, ==, the_case->deed != NOTHING);
  g_assert_cmpuint(sshd_count_files(folder->path, "."), ==, the_case->n_left);
}

/* --- a list that is missing since a push is between its two renames, or was cut off there --- */

#define OLD ".CTLFile.tlv.etoken-ctl-0123456789abcdef.old"

static gboolean
repair(const Folder *folder, gboolean take_over, gboolean *repaired, GError **error)
{
  g_autoptr(PublisherSession) session = sshd_must_open("plain", folder->url_path);
  fake_clock_jump(WAITERS);
  gboolean done = publisher_repair_file(session, take_over, repaired, NULL, NULL, error);
  fake_clock_jump(0);
  return done;
}

static void
test_repair(void)
{
  g_autoptr(Folder) folder = folder_new("plain");
  g_autofree char *old = g_build_filename(folder->path, OLD, NULL);
  g_autoptr(GError) error = NULL;
  gboolean repaired = TRUE;
  sshd_write(old, "old");
  put_lock(folder, ALICE, 0);
  g_assert_false(repair(folder, FALSE, &repaired, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_IN_USE);
  g_clear_error(&error);
  g_assert_false(repaired);
  g_assert_true(g_file_test(old, G_FILE_TEST_EXISTS));
  g_assert_false(g_file_test(folder->file, G_FILE_TEST_EXISTS));
  g_assert_true(repair(folder, TRUE, &repaired, &error));
  g_assert_no_error(error);
  g_assert_true(repaired);
  g_assert_true(g_file_test(folder->file, G_FILE_TEST_EXISTS));
  folder_check_nothing_left(folder);
}

static void
add_tests(void)
{
  fake_clock_set_unix_time(time(NULL));
  for (gsize i = 0; i < G_N_ELEMENTS(CASES); i++) {
    g_autofree char *path = g_strconcat("/publisher/lock/", CASES[i].name, NULL);
    g_test_add_data_func(path, &CASES[i], try_case);
  }
  g_test_add_func("/publisher/lock/repair", test_repair);
}

int
main(int argc, char **argv)
{
  return sshd_test_run(argc, argv, add_tests);
}
