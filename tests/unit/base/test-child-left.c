/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A program that does not end when it is killed, as one that waits in the kernel: kill() is the test's own,
 * and so is the clock. */
#include "app/base/child.h"
#include "fake-clock.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#define END_MS 2000

static guint n_kills;

int
kill(pid_t pid, int number)
{
  n_kills++;
  return 0;
}

static Child *
start(const char *script)
{
  const char *const argv[] = {"/bin/sh", "-c", script, NULL};
  g_autoptr(GError) error = NULL;
  Child *child = child_start(argv, -1, G_SPAWN_DEFAULT, NULL, NULL, &error);
  g_assert_no_error(error);
  return child;
}

static gpointer
end(gpointer child)
{
  return GINT_TO_POINTER(child_end(child));
}

/* The script ends when its input does, which is the test's. */
static Child *
start_immortal(int *input)
{
  int fds[2] = {-1, -1};
  g_assert_cmpint(pipe(fds), ==, 0);
  const char *const argv[] = {"/bin/sh", "-c", "read line <&3", NULL};
  Child *child = child_start(argv, fds[0], G_SPAWN_DEFAULT, NULL, NULL, NULL);
  g_assert_nonnull(child);
  *input = fds[1];
  return child;
}

static void
test_left_behind(void)
{
  int input = -1;
  Child *child = start_immortal(&input);
  pid_t pid = child_get_pid(child);
  GThread *thread = g_thread_new("end", end, child);
  fake_clock_await(clock_in_ms(END_MS));
  fake_clock_advance_ms(END_MS);
  g_assert_false(GPOINTER_TO_INT(g_thread_join(thread)));
  g_assert_true(child_is_left(pid));
  g_assert_false(child_end(child)); /* which waits no second time: the clock stands still */
  child_free(child);
  g_assert_cmpuint(n_kills, >, 0);
  close(input);
  siginfo_t info = {0};
  g_assert_cmpint(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT), ==, 0); /* it ends after all */
  g_autoptr(Child) next = start("exit 0");
  g_assert_cmpint(waitpid(pid, NULL, WNOHANG), ==, -1);
  g_assert_cmpint(errno, ==, ECHILD); /* and leaves no zombie */
  g_assert_false(child_is_left(pid));
  g_assert_true(child_wait(next, END_MS));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/child-left/left-behind", test_left_behind);
  return g_test_run();
}
