/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>
#include <openssl/x509.h>

/* A TLS connection to a service of a node, whose certificate no authority has signed: the caller compares it
 * with what it knows before it trusts a word. Used by one thread at a time. */
typedef struct _TlsConnection TlsConnection;

typedef struct {
  const char *host; /* a name, an IPv4 or an IPv6 address */
  guint port;
  guint timeout_ms;        /* longest silence; 0: 15 s */
  gboolean old_algorithms; /* also TLS 1.0 and 1.1, RSA keys under 2048 bits, SHA-1; for this connection only,
                            * and never without a warning (tls_connection_get_old_algorithms()) */
} TlsTarget;

/* Connects and shakes hands. Without old_algorithms a server that offers nothing newer is refused.
 * *CERTIFICATE (may be NULL) gets the server's certificate as soon as it was shown, also when the handshake
 * fails later, as with a service that wants a certificate of ours; the caller frees it. Errors:
 * CTL_ERROR_UNREACHABLE, CTL_ERROR_REMOTE, CTL_ERROR_CANCELLED. */
TlsConnection *tls_connection_open(const TlsTarget *target, X509 **certificate, GCancellable *cancellable,
                                   GError **error);
void tls_connection_close(TlsConnection *connection);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TlsConnection, tls_connection_close)

/* The server's certificate; borrowed. */
X509 *tls_connection_get_certificate(const TlsConnection *connection);

/* What of old_algorithms is in use ("TLS 1.0, RSA-1024, SHA-1"), or NULL. Borrowed. */
const char *tls_connection_get_old_algorithms(const TlsConnection *connection);

/* All of the bytes. Errors: CTL_ERROR_UNREACHABLE, _CANCELLED. */
gboolean tls_connection_write(TlsConnection *connection, GBytes *bytes, GCancellable *cancellable,
                              GError **error);
gboolean tls_connection_read(TlsConnection *connection, guint8 *buffer, gsize len, GCancellable *cancellable,
                             GError **error);
