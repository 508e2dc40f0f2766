/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Other programs: their output, their end, and the ways in which they do not come to one. */

#include "app/base/child.h"
#include "app/base/error.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#define WAIT_MS 20000

static Child *
start_shell(const char *script, int fd, int *out, int *err)
{
  const char *const argv[] = {"/bin/sh", "-c", script, NULL};
  g_autoptr(GError) error = NULL;
  Child *child = child_start(argv, fd, G_SPAWN_DEFAULT, out, err, &error);
  g_assert_no_error(error);
  g_assert_nonnull(child);
  return child;
}

static void
assert_text(GBytes *bytes, const char *text)
{
  gsize len = 0;
  const char *data = g_bytes_get_data(bytes, &len);
  g_autofree char *copy = g_strndup(data != NULL ? data : "", len);
  g_assert_cmpstr(copy, ==, text);
}

static void
test_output(void)
{
  int out = -1, err = -1;
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) output = NULL;
  g_autoptr(GBytes) said = NULL;
  g_autoptr(Child) child = start_shell("echo one; echo two >&2; exit 7", -1, &out, &err);
  g_assert_true(child_read(out, err, &output, &said, NULL, &error));
  assert_text(output, "one\n");
  assert_text(said, "two\n");
  g_assert_true(child_wait(child, WAIT_MS));
  g_assert_cmpint(child_get_exit_status(child), ==, 7);
  g_assert_cmpint(child_get_signal(child), ==, 0);
}

/* More than a pipe holds, on both at once. */
static void
test_much_output(void)
{
  int out = -1, err = -1;
  g_autoptr(GBytes) output = NULL;
  g_autoptr(GBytes) said = NULL;
  g_autoptr(Child) child = start_shell(
      "head -c 300000 /dev/zero >&2; head -c 500000 /dev/zero; head -c 200000 /dev/zero >&2", -1, &out, &err);
  g_assert_true(child_read(out, err, &output, &said, NULL, NULL));
  g_assert_cmpuint(g_bytes_get_size(output), ==, 500000);
  g_assert_cmpuint(g_bytes_get_size(said), ==, 500000);
}

static gpointer
cancel(gpointer cancellable)
{
  g_usleep(50 * 1000);
  g_cancellable_cancel(cancellable);
  return NULL;
}

static void
test_cancelled(void)
{
  int out = -1, err = -1;
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) output = NULL;
  g_autoptr(GBytes) said = NULL;
  g_autoptr(GCancellable) cancellable = g_cancellable_new();
  g_autoptr(Child) child = start_shell("echo begun; exec sleep 1000", -1, &out, &err);
  GThread *thread = g_thread_new("cancel", cancel, cancellable);
  g_assert_false(child_read(out, err, &output, &said, cancellable, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_CANCELLED);
  g_thread_join(thread);
}

static void
test_killed(void)
{
  g_autoptr(Child) child = start_shell("exec sleep 1000", -1, NULL, NULL);
  g_assert_false(child_wait(child, 20));
  g_assert_true(child_end(child));
  g_assert_cmpint(child_get_signal(child), ==, SIGKILL);
  g_assert_cmpint(child_get_exit_status(child), ==, -1);
  g_assert_true(child_end(child)); /* nobody, any more */
  g_assert_true(child_wait(child, 0));
}

/* It gets the descriptor that is given to it, and no other. */
static void
test_descriptor(void)
{
  int fds[2] = {-1, -1};
  g_assert_cmpint(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), ==, 0);
  int other = open("/dev/null", O_RDONLY); /* without O_CLOEXEC */
  g_autofree char *script = g_strdup_printf("echo here >&3; [ ! -e /proc/self/fd/%d ]", MAX(other, 4));
  g_autoptr(Child) child = start_shell(script, fds[1], NULL, NULL);
  char text[16] = "";
  g_assert_cmpint(read(fds[0], text, sizeof text - 1), ==, 5);
  g_assert_cmpstr(text, ==, "here\n");
  g_assert_cmpint(read(fds[0], text, sizeof text), ==, 0); /* ours is closed, and the child has ended */
  g_assert_true(child_wait(child, WAIT_MS));
  g_assert_cmpint(child_get_exit_status(child), ==, 0);
  close(fds[0]);
  close(other);
}

static void
test_no_program(void)
{
  const char *const argv[] = {"/nowhere/program", NULL};
  g_autoptr(GError) error = NULL;
  int out = -1, err = -1;
  g_assert_null(child_start(argv, -1, G_SPAWN_DEFAULT, &out, &err, &error));
  g_assert_error(error, G_SPAWN_ERROR, G_SPAWN_ERROR_NOENT);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/child/output", test_output);
  g_test_add_func("/child/much-output", test_much_output);
  g_test_add_func("/child/cancelled", test_cancelled);
  g_test_add_func("/child/killed", test_killed);
  g_test_add_func("/child/descriptor", test_descriptor);
  g_test_add_func("/child/no-program", test_no_program);
  return g_test_run();
}
