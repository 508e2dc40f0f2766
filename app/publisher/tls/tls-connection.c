/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/tls/tls-connection.h"

#include "app/base/clock.h"
#include "app/base/error.h"

#include <glib/gi18n.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <string.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(SSL_CTX, SSL_CTX_free)

#define DEFAULT_TIMEOUT_MS 15000
#define SILENCES_OF_CONNECTION 4 /* all of it may last so many times as long as the server may be silent */
#define MIN_RSA_BITS 2048

struct _TlsConnection {
  char *name; /* the subject of every message: "cucm-pub port 2445" */
  GSocketConnection *stream;
  SSL *ssl;
  X509 *certificate;
  char *old_algorithms;
  guint timeout_ms;
  gint64 until_us; /* it has to be done */
};

static void
set_error(const TlsConnection *connection, GError **error, int code, const char *why)
{
  g_set_error(error, CTL_ERROR, code, _("%s: %s"), connection->name, why);
}

/* Of a failure of GLib's sockets. */
static void
set_socket_error(const TlsConnection *connection, const GError *cause, GCancellable *cancellable,
                 GError **error)
{
  if (ctl_cancelled(cancellable, error))
    return;
  const char *why = cause->message;
  if (cause->domain == G_RESOLVER_ERROR)
    why = _("the host name is not known");
  else if (g_error_matches(cause, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
    why = _("nothing listens there (connection refused)");
  else if (g_error_matches(cause, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    why = _("the server does not answer");
  set_error(connection, error, CTL_ERROR_UNREACHABLE, why);
}

static GSocket *
get_socket(const TlsConnection *connection)
{
  return g_socket_connection_get_socket(connection->stream);
}

static gboolean
connect_socket(TlsConnection *connection, const TlsTarget *target, GCancellable *cancellable, GError **error)
{
  g_autoptr(GError) cause = NULL;
  g_autoptr(GSocketClient) client = g_socket_client_new();
  g_autoptr(GSocketConnectable) address = g_network_address_new(target->host, (guint16)target->port);
  g_socket_client_set_enable_proxy(client, FALSE);
  g_socket_client_set_timeout(client, (connection->timeout_ms + 999) / 1000);
  connection->stream = g_socket_client_connect(client, address, cancellable, &cause);
  if (connection->stream != NULL)
    return TRUE;
  set_socket_error(connection, cause, cancellable, error);
  return FALSE;
}

/* OpenSSL's own verification is replaced: it would ask for an authority. What the server shows is kept at
 * once. */
static int
keep_certificate(X509_STORE_CTX *store, void *data)
{
  TlsConnection *connection = data;
  X509 *shown = X509_STORE_CTX_get0_cert(store);
  X509_free(connection->certificate);
  connection->certificate = shown != NULL ? X509_dup(shown) : NULL;
  return 1;
}

static gboolean
set_up_ssl(TlsConnection *connection, gboolean old, GError **error)
{
  g_autoptr(SSL_CTX) context = SSL_CTX_new(TLS_client_method());
  gboolean good = context != NULL &&
                  SSL_CTX_set_min_proto_version(context, old ? TLS1_VERSION : TLS1_2_VERSION) == 1 &&
                  SSL_CTX_set_cipher_list(context, old ? "DEFAULT:@SECLEVEL=0" : "DEFAULT:@SECLEVEL=2") == 1;
  if (good) /* each record that is none of ours comes back to a look at time and cancellation */
    SSL_CTX_clear_mode(context, SSL_MODE_AUTO_RETRY);
  /* The certificate that the caller has compared stays that of the connection. */
  if (good)
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | (old ? SSL_OP_LEGACY_SERVER_CONNECT : 0));
  if (good)
    SSL_CTX_set_cert_verify_callback(context, keep_certificate, connection);
  connection->ssl = good ? SSL_new(context) : NULL;
  good = connection->ssl != NULL && SSL_set_fd(connection->ssl, g_socket_get_fd(get_socket(connection))) == 1;
  ERR_clear_error();
  if (!good)
    set_error(connection, error, CTL_ERROR_FAILED, _("OpenSSL cannot start TLS"));
  return good;
}

/* Waits until the socket is ready for what OpenSSL wants. */
static gboolean
wait_for(TlsConnection *connection, GIOCondition condition, GCancellable *cancellable, GError **error)
{
  g_autoptr(GError) cause = NULL;
  gint64 until_us = MIN(clock_in_ms(connection->timeout_ms), connection->until_us);
  if (g_socket_condition_timed_wait(get_socket(connection), condition, MAX(until_us - clock_now_us(), 0),
                                    cancellable, &cause) &&
      clock_now_us() < connection->until_us)
    return TRUE;
  if (cause == NULL || clock_now_us() >= connection->until_us) {
    g_set_error(error, CTL_ERROR, CTL_ERROR_UNREACHABLE,
                _("%s: the server answers too slowly, it is not done after %.3g seconds"), connection->name,
                SILENCES_OF_CONNECTION * connection->timeout_ms / 1000.0);
    return FALSE;
  }
  set_socket_error(connection, cause, cancellable, error);
  return FALSE;
}

static gboolean
has_reason(unsigned long code, int reason)
{
  return ERR_GET_LIB(code) == ERR_LIB_SSL && ERR_GET_REASON(code) == reason;
}

static void
set_ssl_error(const TlsConnection *connection, GError **error)
{
  unsigned long code = ERR_peek_error();
  const char *reason = code != 0 ? ERR_reason_error_string(code) : NULL;
  if (reason == NULL || has_reason(code, SSL_R_UNEXPECTED_EOF_WHILE_READING))
    set_error(connection, error, CTL_ERROR_UNREACHABLE, _("the connection broke"));
  else if (has_reason(code, SSL_R_UNSUPPORTED_PROTOCOL) || has_reason(code, SSL_R_WRONG_SIGNATURE_TYPE) ||
           has_reason(code, SSL_R_TLSV1_ALERT_PROTOCOL_VERSION) || has_reason(code, SSL_R_DH_KEY_TOO_SMALL) ||
           has_reason(code, SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE) || has_reason(code, SSL_R_BAD_SIGNATURE) ||
           has_reason(code, SSL_R_UNSAFE_LEGACY_RENEGOTIATION_DISABLED))
    g_set_error(error, CTL_ERROR, CTL_ERROR_REMOTE,
                _("%s: the server offers no TLS that is allowed; a server that is too old for TLS 1.2 needs "
                  "the old algorithms switched on (%s)"),
                connection->name, reason);
  else
    g_set_error(error, CTL_ERROR, CTL_ERROR_REMOTE, _("%s: TLS failed (%s)"), connection->name, reason);
  ERR_clear_error();
}

/* After a call of OpenSSL that returned RC: TRUE when it has to be tried again. */
static gboolean
try_again(TlsConnection *connection, int rc, GCancellable *cancellable, GError **error)
{
  switch (SSL_get_error(connection->ssl, rc)) {
  case SSL_ERROR_WANT_READ:
    return wait_for(connection, G_IO_IN, cancellable, error);
  case SSL_ERROR_WANT_WRITE:
    return wait_for(connection, G_IO_OUT, cancellable, error);
  default:
    set_ssl_error(connection, error);
    return FALSE;
  }
}

static gboolean
shake_hands(TlsConnection *connection, GCancellable *cancellable, GError **error)
{
  ERR_clear_error();
  for (;;) {
    int rc = SSL_connect(connection->ssl);
    if (rc == 1)
      return TRUE;
    if (!try_again(connection, rc, cancellable, error))
      return FALSE;
    ERR_clear_error();
  }
}

static void add_name(GString *names, const char *format, ...) G_GNUC_PRINTF(2, 3);
static void
add_name(GString *names, const char *format, ...)
{
  va_list args;
  va_start(args, format);
  g_string_append(names, names->len > 0 ? ", " : "");
  g_string_append_vprintf(names, format, args);
  va_end(args);
}

static char *
describe_old_algorithms(const TlsConnection *connection)
{
  g_autoptr(GString) names = g_string_new(NULL);
  int digest = NID_undef;
  EVP_PKEY *key = X509_get0_pubkey(connection->certificate);
  if (SSL_version(connection->ssl) < TLS1_2_VERSION)
    add_name(names, SSL_version(connection->ssl) == TLS1_VERSION ? "TLS 1.0" : "TLS 1.1");
  if (key != NULL && EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA && EVP_PKEY_get_bits(key) < MIN_RSA_BITS)
    add_name(names, "RSA-%d", EVP_PKEY_get_bits(key));
  if (X509_get_signature_info(connection->certificate, &digest, NULL, NULL, NULL) == 1 &&
      (digest == NID_sha1 || digest == NID_md5))
    add_name(names, digest == NID_sha1 ? "SHA-1" : "MD5");
  return names->len > 0 ? g_strdup(names->str) : NULL;
}

static gboolean
check_old_algorithms(TlsConnection *connection, gboolean allowed, GError **error)
{
  if (connection->certificate == NULL) {
    set_error(connection, error, CTL_ERROR_REMOTE, _("the server shows no certificate"));
    return FALSE;
  }
  connection->old_algorithms = describe_old_algorithms(connection);
  if (allowed || connection->old_algorithms == NULL)
    return TRUE;
  g_set_error(error, CTL_ERROR, CTL_ERROR_REMOTE,
              _("%s: the server uses %s, which is refused unless the old algorithms are switched on"),
              connection->name, connection->old_algorithms);
  return FALSE;
}

TlsConnection *
tls_connection_open(const TlsTarget *target, X509 **certificate, GCancellable *cancellable, GError **error)
{
  g_autoptr(TlsConnection) connection = g_new0(TlsConnection, 1);
  connection->name = g_strdup_printf(_("%s port %u"), target->host, target->port);
  connection->timeout_ms = target->timeout_ms != 0 ? target->timeout_ms : DEFAULT_TIMEOUT_MS;
  connection->until_us = clock_in_ms((guint64)SILENCES_OF_CONNECTION * connection->timeout_ms);
  gboolean open = connect_socket(connection, target, cancellable, error) &&
                  set_up_ssl(connection, target->old_algorithms, error) &&
                  shake_hands(connection, cancellable, error) &&
                  check_old_algorithms(connection, target->old_algorithms, error);
  if (certificate != NULL)
    *certificate = connection->certificate != NULL ? X509_dup(connection->certificate) : NULL;
  return open ? g_steal_pointer(&connection) : NULL;
}

void
tls_connection_close(TlsConnection *connection)
{
  if (connection == NULL)
    return;
  g_clear_pointer(&connection->ssl, SSL_free);
  g_clear_object(&connection->stream);
  X509_free(connection->certificate);
  g_free(connection->old_algorithms);
  g_free(connection->name);
  g_free(connection);
}

X509 *
tls_connection_get_certificate(const TlsConnection *connection)
{
  return connection->certificate;
}

const char *
tls_connection_get_old_algorithms(const TlsConnection *connection)
{
  return connection->old_algorithms;
}

gboolean
tls_connection_write(TlsConnection *connection, GBytes *bytes, GCancellable *cancellable, GError **error)
{
  gsize len = 0;
  const guint8 *data = g_bytes_get_data(bytes, &len);
  for (;;) {
    size_t n = 0;
    ERR_clear_error();
    int rc = SSL_write_ex(connection->ssl, data, len, &n);
    if (rc == 1)
      return TRUE;
    if (!try_again(connection, rc, cancellable, error))
      return FALSE;
  }
}

gboolean
tls_connection_read(TlsConnection *connection, guint8 *buffer, gsize len, GCancellable *cancellable,
                    GError **error)
{
  gsize done = 0;
  while (done < len) {
    size_t n = 0;
    ERR_clear_error();
    int rc = SSL_read_ex(connection->ssl, buffer + done, len - done, &n);
    done += n;
    if (rc == 1)
      continue;
    if (SSL_get_error(connection->ssl, rc) == SSL_ERROR_ZERO_RETURN) {
      set_error(connection, error, CTL_ERROR_UNREACHABLE, _("the server ended the connection too early"));
      return FALSE;
    }
    if (!try_again(connection, rc, cancellable, error))
      return FALSE;
  }
  return TRUE;
}
