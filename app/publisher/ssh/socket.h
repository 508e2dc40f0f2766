/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/publisher/settings/address.h"

#include <gio/gio.h>

/* A TCP connection to ADDRESS; SUBJECT ("Publisher HOST") begins the messages. Errors:
 * CTL_ERROR_UNREACHABLE, _CANCELLED. */
GSocketConnection *publisher_socket_connect(const PublisherAddress *address, const char *subject,
                                            guint timeout_ms, GCancellable *cancellable, GError **error);
