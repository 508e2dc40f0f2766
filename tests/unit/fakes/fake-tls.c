/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/base/certificate-der.h"
#include "app/publisher/tls/tls-connection.h"
#include "app/publisher/tls/tvs.h"
#include "fake-private.h"

#include <string.h>

/* In place of tls-connection.c and tvs.c. */

typedef struct {
  X509 *certificate;
  char *old;
} Port;

struct _TlsConnection {
  X509 *certificate;
  char *old;
};

static GHashTable *ports; /* "pub:2445": Port */

static void
port_free(gpointer data)
{
  Port *port = data;
  X509_free(port->certificate);
  g_free(port->old);
  g_free(port);
}

void
fake_tls_reset(void)
{
  fake_lock();
  g_clear_pointer(&ports, g_hash_table_unref);
  ports = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, port_free);
  fake_unlock();
}

void
fake_tls(const char *host, guint port, X509 *certificate, const char *old)
{
  Port *shown = g_new0(Port, 1);
  X509_up_ref(certificate);
  *shown = (Port){certificate, g_strdup(old)};
  fake_lock();
  g_hash_table_insert(ports, g_strdup_printf("%s:%u", host, port), shown);
  fake_unlock();
}

X509 *
fake_tls_find(const char *host, guint port, gboolean allowed, char **old, GError **error)
{
  g_autofree char *name = g_strdup_printf("%s:%u", host, port);
  X509 *certificate = NULL;
  fake_lock();
  const Port *shown = g_hash_table_lookup(ports, name);
  if (shown == NULL) {
    g_set_error(error, CTL_ERROR, CTL_ERROR_UNREACHABLE, "%s port %u: nothing listens there", host, port);
  } else if (shown->old != NULL && !allowed) {
    g_set_error(error, CTL_ERROR, CTL_ERROR_REMOTE, "%s port %u: needs old algorithms", host, port);
  } else {
    certificate = shown->certificate;
    X509_up_ref(certificate);
    if (old != NULL)
      *old = g_strdup(shown->old);
  }
  fake_unlock();
  return certificate;
}

/* --- connections: for the certificate only --- */

TlsConnection *
tls_connection_open(const TlsTarget *target, X509 **certificate, GCancellable *cancellable, GError **error)
{
  g_autoptr(TlsConnection) connection = g_new0(TlsConnection, 1);
  if (!fake_ask(cancellable, error, "tls %s:%u", target->host, target->port))
    return NULL;
  connection->certificate =
      fake_tls_find(target->host, target->port, target->old_algorithms, &connection->old, error);
  if (connection->certificate == NULL)
    return NULL;
  X509_up_ref(connection->certificate);
  *certificate = connection->certificate;
  return g_steal_pointer(&connection);
}

void
tls_connection_close(TlsConnection *connection)
{
  if (connection == NULL)
    return;
  X509_free(connection->certificate);
  g_free(connection->old);
  g_free(connection);
}

/* --- TVS --- */

char *
fake_hash(GBytes *certificate)
{
  return g_compute_checksum_for_bytes(G_CHECKSUM_SHA1, certificate);
}

void
fake_tvs_trust(const char *host, X509 *certificate, guint8 role)
{
  g_autoptr(GBytes) der = certificate_to_der(certificate);
  g_autofree char *hash = fake_hash(der);
  fake_lock();
  GHashTable *trust = fake_node_find(host)->trust;
  GByteArray *roles = g_hash_table_lookup(trust, hash);
  if (roles == NULL) {
    roles = g_byte_array_new();
    g_hash_table_insert(trust, g_steal_pointer(&hash), roles);
  }
  g_byte_array_append(roles, &role, 1);
  fake_unlock();
}

static void
answer_about(const char *host, GBytes *certificate, TvsAnswer *answer)
{
  g_autofree char *hash = fake_hash(certificate);
  *answer = (TvsAnswer){0};
  fake_lock();
  const GByteArray *roles = g_hash_table_lookup(fake_node_find(host)->trust, hash);
  if (roles != NULL) {
    answer->trusted = TRUE;
    answer->n_roles = roles->len;
    memcpy(answer->roles, roles->data, roles->len);
  }
  fake_unlock();
}

gboolean
tvs_ask(const TlsTarget *target, const TvsCertificates *certificates, GBytes *certificate, TvsAnswer *answer,
        char **old_algorithms, GCancellable *cancellable, GError **error)
{
  if (!fake_ask(cancellable, error, "tvs %s:%u", target->host, target->port))
    return FALSE;
  X509 *shown = fake_tls_find(target->host, target->port, target->old_algorithms, old_algorithms, error);
  if (shown == NULL)
    return FALSE;
  gboolean known = tvs_certificates_contain(certificates, shown);
  X509_free(shown);
  if (known)
    answer_about(target->host, certificate, answer);
  else
    g_set_error(error, CTL_ERROR, CTL_ERROR_HOST_KEY_UNKNOWN,
                "%s port %u: the server is not the one that phones know for TVS", target->host, target->port);
  return known;
}
