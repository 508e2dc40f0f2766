/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

/* Waits until the descriptor FD can be read or has ended. NAME stands for it in messages. FALSE with
 * CTL_ERROR_CANCELLED or CTL_ERROR_FILE. */
gboolean wait_readable(int fd, const char *name, GCancellable *cancellable, GError **error);
