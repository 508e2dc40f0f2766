/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Source of what phones know TVS by: "Security By Default", the TVS record of the ITL. */
#include "app/publisher/tls/tvs.h"

#include "app/base/error.h"
#include "app/publisher/tls/tls-certificate.h"

#include <glib/gi18n.h>
#include <openssl/rand.h>

/* A phone's name; TVS writes it into its log. */
#define DEVICE_NAME "CP-7975-SEP000000000000"

static gboolean
check_server(const TlsTarget *target, const TvsCertificates *known, X509 *certificate, GError **error)
{
  if (tvs_certificates_contain(known, certificate))
    return TRUE;
  g_autofree char *fingerprint = tls_certificate_fingerprint(certificate, G_CHECKSUM_SHA1);
  g_set_error(error, CTL_ERROR, CTL_ERROR_HOST_KEY_UNKNOWN,
              _("%s port %u: the server's certificate (SHA-1 %s) is not the one that phones know for TVS, so "
                "it is not asked"),
              target->host, target->port, fingerprint);
  return FALSE;
}

static guint32
new_session_id(void)
{
  guint32 id = 0;
  if (RAND_bytes((guint8 *)&id, sizeof id) != 1)
    id = g_random_int();
  return id;
}

/* What is wrong with an answer is told without the server that gave it. */
static void
name_server(const TlsTarget *target, GError **error)
{
  g_prefix_error(error, _("%s port %u: "), target->host, target->port);
}

static gboolean
exchange(const TlsTarget *target, TlsConnection *connection, GBytes *certificate, TvsAnswer *answer,
         GCancellable *cancellable, GError **error)
{
  guint32 session_id = new_session_id();
  guint8 header[TVS_HEADER_LEN];
  gsize body_len = 0;
  g_autoptr(GBytes) request = tvs_request_build(session_id, DEVICE_NAME, certificate, error);
  if (request == NULL || !tls_connection_write(connection, request, cancellable, error) ||
      !tls_connection_read(connection, header, sizeof header, cancellable, error))
    return FALSE;
  if (!tvs_header_parse(header, session_id, &body_len, error)) {
    name_server(target, error);
    return FALSE;
  }
  g_autofree guint8 *body = g_malloc(body_len + 1);
  if (!tls_connection_read(connection, body, body_len, cancellable, error))
    return FALSE;
  if (tvs_body_parse(body, body_len, certificate, answer, error))
    return TRUE;
  name_server(target, error);
  return FALSE;
}

gboolean
tvs_ask(const TlsTarget *target, const TvsCertificates *known, GBytes *certificate, TvsAnswer *answer,
        char **old_algorithms, GCancellable *cancellable, GError **error)
{
  if (old_algorithms != NULL)
    *old_algorithms = NULL;
  g_autoptr(TlsConnection) connection = tls_connection_open(target, NULL, cancellable, error);
  if (connection == NULL || !check_server(target, known, tls_connection_get_certificate(connection), error))
    return FALSE;
  if (old_algorithms != NULL)
    *old_algorithms = g_strdup(tls_connection_get_old_algorithms(connection));
  return exchange(target, connection, certificate, answer, cancellable, error);
}
