/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/base/child.h"

#include "app/base/clock.h"
#include "app/base/error.h"

#include <errno.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define CHILD_FD 3
#define CHUNK_LEN 16384
#define END_MS 2000 /* how long a program that was killed is waited for */
#define STEP_MS 1   /* between two looks where the kernel cannot tell of a process's end */

struct _Child {
  GPid pid;
  gboolean ended;
  gboolean left;  /* behind, and no longer this one's to look after */
  gboolean known; /* how: not when this process ignores the end of its children (SIGCHLD) */
  int status;     /* waitpid()'s */
};

/* Programs that did not end; their ends are taken note of once they have come. */
static GMutex lock;
static GArray *left_behind; /* of GPid */

static void
leave_behind(GPid pid)
{
  g_mutex_lock(&lock);
  if (left_behind == NULL)
    left_behind = g_array_new(FALSE, FALSE, sizeof(GPid));
  g_array_append_val(left_behind, pid);
  g_mutex_unlock(&lock);
}

static void
look_after_those_left(void)
{
  g_mutex_lock(&lock);
  for (guint i = left_behind != NULL ? left_behind->len : 0; i > 0; i--)
    if (waitpid(g_array_index(left_behind, GPid, i - 1), NULL, WNOHANG) != 0)
      g_array_remove_index_fast(left_behind, i - 1);
  g_mutex_unlock(&lock);
}

gboolean
child_is_left(int pid)
{
  gboolean left = FALSE;
  look_after_those_left();
  g_mutex_lock(&lock);
  for (guint i = 0; left_behind != NULL && i < left_behind->len; i++)
    left = left || g_array_index(left_behind, GPid, i) == pid;
  g_mutex_unlock(&lock);
  return left;
}

Child *
child_start(const char *const *argv, int fd, GSpawnFlags flags, int *out, int *err, GError **error)
{
  const int target = CHILD_FD;
  GPid pid = 0;
  look_after_those_left();
  gboolean started = g_spawn_async_with_pipes_and_fds(
      NULL, argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_CLOEXEC_PIPES | flags, NULL, NULL, -1, -1, -1,
      &fd, &target, fd >= 0 ? 1 : 0, &pid, NULL, out, err, error);
  if (fd >= 0)
    close(fd);
  if (!started)
    return NULL;
  Child *child = g_new0(Child, 1);
  child->pid = pid;
  return child;
}

static void
take_status(Child *child)
{
  pid_t pid;
  do
    pid = waitpid(child->pid, &child->status, WNOHANG);
  while (pid < 0 && errno == EINTR);
  child->ended = pid != 0;
  child->known = pid > 0;
}

void
child_free(Child *child)
{
  if (child == NULL)
    return;
  child_end(child);
  g_free(child);
}

static gboolean
has_ended(Child *child)
{
  if (!child->ended && !child->left)
    take_status(child);
  return child->ended;
}

/* Until the process of PIDFD ends, or UNTIL. */
static void
wait_for_end(int pidfd, gint64 until)
{
  GPollFD poll = {.fd = pidfd, .events = G_IO_IN};
  clock_poll(&poll, 1, pidfd >= 0 ? until : MIN(until, clock_in_ms(STEP_MS)));
}

gboolean
child_wait(Child *child, guint timeout_ms)
{
  gint64 until = clock_in_ms(timeout_ms);
  if (has_ended(child))
    return TRUE;
  int pidfd = (int)syscall(SYS_pidfd_open, child->pid, 0);
  while (!has_ended(child) && clock_now_us() < until)
    wait_for_end(pidfd, until);
  if (pidfd >= 0)
    close(pidfd);
  return child->ended;
}

gboolean
child_end(Child *child)
{
  if (child->left)
    return FALSE;
  if (!child->ended)
    kill(child->pid, SIGKILL);
  child->left = !child_wait(child, END_MS);
  if (child->left)
    leave_behind(child->pid);
  return !child->left;
}

int
child_get_pid(const Child *child)
{
  return child->pid;
}

int
child_get_signal(const Child *child)
{
  return child->known && WIFSIGNALED(child->status) ? WTERMSIG(child->status) : 0;
}

int
child_get_exit_status(const Child *child)
{
  return child->known && WIFEXITED(child->status) ? WEXITSTATUS(child->status) : -1;
}

/* FALSE at the pipe's end. */
static gboolean
read_chunk(int fd, GByteArray *into)
{
  guint8 chunk[CHUNK_LEN];
  ssize_t n = read(fd, chunk, sizeof chunk);
  if (n > 0)
    g_byte_array_append(into, chunk, (guint)n);
  return n > 0 || (n < 0 && (errno == EINTR || errno == EAGAIN));
}

/* Closes each of the two when it has ended. */
static gboolean
read_both(GPollFD polls[3], GByteArray *const into[2], GCancellable *cancellable, GError **error)
{
  while (polls[0].fd >= 0 || polls[1].fd >= 0) {
    int n = g_poll(polls, 3, -1);
    if (ctl_cancelled(cancellable, error))
      return FALSE;
    for (int i = 0; n > 0 && i < 2; i++)
      if (polls[i].fd >= 0 && polls[i].revents != 0 && !read_chunk(polls[i].fd, into[i])) {
        close(polls[i].fd);
        polls[i].fd = -1;
      }
  }
  return TRUE;
}

gboolean
child_read(int out, int err, GBytes **output, GBytes **said, GCancellable *cancellable, GError **error)
{
  GByteArray *const into[2] = {g_byte_array_new(), g_byte_array_new()};
  GPollFD polls[3] = {{.fd = out, .events = G_IO_IN}, {.fd = err, .events = G_IO_IN}, {.fd = -1}};
  gboolean can_cancel = g_cancellable_make_pollfd(cancellable, &polls[2]);
  gboolean done = read_both(polls, into, cancellable, error);
  if (can_cancel)
    g_cancellable_release_fd(cancellable);
  for (int i = 0; i < 2; i++)
    if (polls[i].fd >= 0)
      close(polls[i].fd);
  *output = g_byte_array_free_to_bytes(into[0]);
  *said = g_byte_array_free_to_bytes(into[1]);
  return done;
}
