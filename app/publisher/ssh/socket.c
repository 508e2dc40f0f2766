/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/ssh/socket.h"

#include "app/base/error.h"

#include <glib/gi18n.h>
#include <netinet/in.h>
#include <netinet/tcp.h>

/* One sentence for each way in which a connection fails; other causes keep GLib's text. */
static void
set_connect_error(const GError *cause, const PublisherAddress *address, const char *subject, GError **error)
{
  const char *text = cause->message;
  if (cause->domain == G_RESOLVER_ERROR)
    text = _("the host name is not known");
  else if (g_error_matches(cause, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
    text = _("no SSH server listens there (connection refused)");
  else if (g_error_matches(cause, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    text = _("the server does not answer");
  else if (g_error_matches(cause, G_IO_ERROR, G_IO_ERROR_NETWORK_UNREACHABLE))
    text = _("the network cannot be reached");
  else if (g_error_matches(cause, G_IO_ERROR, G_IO_ERROR_HOST_UNREACHABLE))
    text = _("the host cannot be reached");
  g_set_error(error, CTL_ERROR, CTL_ERROR_UNREACHABLE, _("%s: no connection to port %u: %s"), subject,
              address->port, text);
}

/* GLib ignores SIGPIPE process-wide as soon as a GSocket is made. That also covers libssh, whose talk with
 * the agent uses send() without MSG_NOSIGNAL. */
GSocketConnection *
publisher_socket_connect(const PublisherAddress *address, const char *subject, guint timeout_ms,
                         GCancellable *cancellable, GError **error)
{
  g_autoptr(GError) local_error = NULL;
  g_autoptr(GSocketClient) client = g_socket_client_new();
  g_autoptr(GSocketConnectable) host = g_network_address_new(address->host, (guint16)address->port);
  g_socket_client_set_enable_proxy(client, FALSE);
  g_socket_client_set_timeout(client, (timeout_ms + 999) / 1000);
  GSocketConnection *connection = g_socket_client_connect(client, host, cancellable, &local_error);
  if (connection == NULL) {
    if (!ctl_cancelled(cancellable, error))
      set_connect_error(local_error, address, subject, error);
    return NULL;
  }
  /* libssh sends a chunk of a file as two packets; without this the second waits 40 ms for the server's
   * delayed acknowledgement. */
  g_socket_set_option(g_socket_connection_get_socket(connection), IPPROTO_TCP, TCP_NODELAY, 1, NULL);
  return connection;
}
