/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

/* One end of the socket pair between a program and its token helper, and how long to wait on it. Owns
 * nothing. Used by one thread at a time. */
typedef struct {
  int fd;
  gint64 deadline_us;        /* of app/base/clock.h, or CLOCK_NEVER */
  GCancellable *cancellable; /* or NULL */
} Channel;

/* Read or write exactly LEN bytes. Errors: CTL_ERROR_CANCELLED, G_IO_ERROR_TIMED_OUT,
 * G_IO_ERROR_CONNECTION_CLOSED when the other side is gone, G_IO_ERROR_FAILED. */
gboolean channel_read(const Channel *channel, void *buffer, gsize len, GError **error);
gboolean channel_write(const Channel *channel, const void *data, gsize len, GError **error);

/* Throws away what still comes until the other side is gone. FALSE with an error as above. */
gboolean channel_drain(const Channel *channel, GError **error);
