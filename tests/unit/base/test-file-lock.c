/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/base/error.h"
#include "app/base/file-lock.h"
#include "fake-clock.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct {
  char *folder;
  char *path;
} Fixture;

static void
set_up(Fixture *fixture, gconstpointer unused)
{
  fixture->folder = g_dir_make_tmp("file-lock-XXXXXX", NULL);
  fixture->path = g_build_filename(fixture->folder, "new", "list.conf", NULL);
}

static void
tear_down(Fixture *fixture, gconstpointer unused)
{
  g_autofree char *lock = g_strconcat(fixture->path, ".lock", NULL);
  g_autofree char *parent = g_path_get_dirname(fixture->path);
  g_unlink(lock);
  g_rmdir(parent);
  g_rmdir(fixture->folder);
  g_free(fixture->folder);
  g_free(fixture->path);
}

static void
test_one_after_the_other(Fixture *fixture, gconstpointer unused)
{
  for (guint i = 0; i < 2; i++) {
    g_autoptr(GError) error = NULL;
    g_autoptr(FileLock) lock G_GNUC_UNUSED = file_lock_new(fixture->path, NULL, &error);
    g_assert_no_error(error);
  }
  file_lock_free(NULL);
}

typedef struct {
  const char *path;
  GCancellable *cancellable;
  GError *error;
} Waiter;

static gpointer
take(gpointer data)
{
  Waiter *waiter = data;
  FileLock *lock = file_lock_new(waiter->path, waiter->cancellable, &waiter->error);
  file_lock_free(lock);
  return lock;
}

/* One that holds it for ever is named, and not waited for. */
static void
test_never_let_go(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(FileLock) held = file_lock_new(fixture->path, NULL, NULL);
  Waiter waiter = {.path = fixture->path};
  fake_clock_jump(1);
  gint64 start_us = clock_now_us();
  g_assert_null(g_thread_join(g_thread_new("take", take, &waiter)));
  fake_clock_jump(0);
  g_assert_error(waiter.error, CTL_ERROR, CTL_ERROR_FILE);
  g_assert_true(g_str_has_suffix(waiter.error->message,
                                 "is being changed by another program; try again when that has ended"));
  g_assert_cmpint(clock_now_us() - start_us, >=, 5 * G_TIME_SPAN_SECOND); /* of the fake clock */
  g_clear_error(&waiter.error);
  g_assert_nonnull(held);
}

static void
test_let_go(Fixture *fixture, gconstpointer unused)
{
  FileLock *held = file_lock_new(fixture->path, NULL, NULL);
  Waiter waiter = {.path = fixture->path};
  GThread *thread = g_thread_new("take", take, &waiter);
  fake_clock_await(clock_in_ms(20));
  file_lock_free(held);
  fake_clock_advance_ms(20);
  g_assert_nonnull(g_thread_join(thread));
  g_assert_no_error(waiter.error);
}

static void
test_cancelled(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(FileLock) held G_GNUC_UNUSED = file_lock_new(fixture->path, NULL, NULL);
  g_autoptr(GCancellable) cancellable = g_cancellable_new();
  Waiter waiter = {.path = fixture->path, .cancellable = cancellable};
  GThread *thread = g_thread_new("take", take, &waiter);
  fake_clock_await(clock_in_ms(20));
  g_cancellable_cancel(cancellable);
  g_assert_null(g_thread_join(thread));
  g_assert_error(waiter.error, CTL_ERROR, CTL_ERROR_CANCELLED);
  g_clear_error(&waiter.error);
}

static void
test_no_folder(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;
  g_assert_null(file_lock_new("/proc/nowhere/list.conf", NULL, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_FILE);
}

#define NOBODY 65534

/* To root every file is open, so that root takes the place of a user here. */
static void
become_user(Fixture *fixture, gboolean user)
{
  g_autofree char *folder = g_path_get_dirname(fixture->path);
  if (getuid() != 0)
    return;
  g_assert_cmpint(chown(fixture->folder, NOBODY, (gid_t)-1), ==, 0);
  g_assert_cmpint(chown(folder, NOBODY, (gid_t)-1), ==, 0);
  g_assert_cmpint(seteuid(user ? NOBODY : 0), ==, 0);
}

/* One that may not be opened is named, and stays: somebody may hold it. */
static void
test_of_root(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *name = g_strconcat(fixture->path, ".lock", NULL);
  FileLock *held = file_lock_new(fixture->path, NULL, NULL);
  GStatBuf before, after;
  g_assert_cmpint(g_stat(name, &before), ==, 0);
  g_assert_cmpint(g_chmod(name, 0), ==, 0);
  become_user(fixture, TRUE);
  FileLock *second = file_lock_new(fixture->path, NULL, &error);
  become_user(fixture, FALSE);
  g_assert_null(second);
  g_assert_error(error, CTL_ERROR, CTL_ERROR_FILE);
  g_assert_nonnull(strstr(error->message, name));
  g_assert_nonnull(strstr(error->message, "remove that file"));
  g_assert_cmpint(g_stat(name, &after), ==, 0);
  g_assert_cmpuint(before.st_ino, ==, after.st_ino);
  file_lock_free(held);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
#define ADD(name, test) g_test_add("/file-lock/" name, Fixture, NULL, set_up, test, tear_down)
  ADD("one-after-the-other", test_one_after_the_other);
  ADD("never-let-go", test_never_let_go);
  ADD("let-go", test_let_go);
  ADD("cancelled", test_cancelled);
  ADD("no-folder", test_no_folder);
  ADD("of-root", test_of_root);
  return g_test_run();
}
