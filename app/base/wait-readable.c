/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/base/wait-readable.h"

#include "app/base/clock.h"
#include "app/base/error.h"

#include <errno.h>
#include <glib/gi18n.h>

gboolean
wait_readable(int fd, const char *name, GCancellable *cancellable, GError **error)
{
  GPollFD fds[2] = {{.fd = fd, .events = G_IO_IN}, {.fd = -1}};
  gboolean have_cancel = g_cancellable_make_pollfd(cancellable, &fds[1]);
  int n = 0;
  do
    n = clock_poll(fds, have_cancel ? 2 : 1, CLOCK_NEVER);
  while (n < 0 && errno == EINTR && !g_cancellable_is_cancelled(cancellable));
  int poll_errno = errno;
  if (have_cancel)
    g_cancellable_release_fd(cancellable);
  if (ctl_cancelled(cancellable, error))
    return FALSE;
  if (n < 0)
    g_set_error(error, CTL_ERROR, CTL_ERROR_FILE, _("%s cannot be read: %s"), name, g_strerror(poll_errno));
  return n > 0;
}
