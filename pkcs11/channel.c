/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pkcs11/channel.h"

#include "app/base/clock.h"
#include "app/base/error.h"

#include <errno.h>
#include <sys/socket.h>

static gboolean
set_errno_error(GError **error, int saved_errno)
{
  gboolean gone = saved_errno == EPIPE || saved_errno == ECONNRESET;
  g_set_error(error, G_IO_ERROR, gone ? G_IO_ERROR_CONNECTION_CLOSED : G_IO_ERROR_FAILED,
              "The other side cannot be reached: %s", g_strerror(saved_errno));
  return FALSE;
}

static int
poll_with_cancel(const Channel *channel, gushort events)
{
  GPollFD cancel_fd = {.fd = -1};
  gboolean have_cancel = g_cancellable_make_pollfd(channel->cancellable, &cancel_fd);
  GPollFD fds[2] = {{.fd = channel->fd, .events = events},
                    {.fd = have_cancel ? cancel_fd.fd : -1, .events = G_IO_IN}};
  int n = clock_poll(fds, 2, channel->deadline_us);
  int saved_errno = errno;
  if (have_cancel)
    g_cancellable_release_fd(channel->cancellable);
  errno = saved_errno;
  return n;
}

static gboolean
wait_ready(const Channel *channel, gushort events, GError **error)
{
  for (;;) {
    int n = poll_with_cancel(channel, events);
    int saved_errno = errno;
    if (ctl_cancelled(channel->cancellable, error))
      return FALSE;
    if (n > 0)
      return TRUE;
    if (n == 0) {
      g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "The other side did not answer in time");
      return FALSE;
    }
    if (saved_errno != EINTR)
      return set_errno_error(error, saved_errno);
  }
}

/* One piece of at most LEN bytes into *N_READ; 0 bytes at the end. */
static gboolean
read_some(const Channel *channel, void *buffer, gsize len, gsize *n_read, GError **error)
{
  for (;;) {
    if (!wait_ready(channel, G_IO_IN, error))
      return FALSE;
    ssize_t n = recv(channel->fd, buffer, len, MSG_DONTWAIT);
    if (n >= 0) {
      *n_read = (gsize)n;
      return TRUE;
    }
    if (errno != EINTR && errno != EAGAIN)
      return set_errno_error(error, errno);
  }
}

gboolean
channel_read(const Channel *channel, void *buffer, gsize len, GError **error)
{
  guint8 *end = buffer;
  while (len > 0) {
    gsize n = 0;
    if (!read_some(channel, end, len, &n, error))
      return FALSE;
    if (n == 0)
      return set_errno_error(error, ECONNRESET);
    end += n;
    len -= n;
  }
  return TRUE;
}

gboolean
channel_write(const Channel *channel, const void *data, gsize len, GError **error)
{
  const guint8 *rest = data;
  while (len > 0) {
    if (!wait_ready(channel, G_IO_OUT, error))
      return FALSE;
    ssize_t n = send(channel->fd, rest, len, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (n < 0 && errno != EINTR && errno != EAGAIN)
      return set_errno_error(error, errno);
    if (n > 0) {
      rest += n;
      len -= (gsize)n;
    }
  }
  return TRUE;
}

gboolean
channel_drain(const Channel *channel, GError **error)
{
  guint8 unwanted[256];
  gsize n = sizeof unwanted;
  while (n > 0) {
    if (!read_some(channel, unwanted, sizeof unwanted, &n, error))
      return FALSE;
  }
  return TRUE;
}
