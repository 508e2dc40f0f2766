/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/publisher/tls/tls-connection.h"

/* Certificates as the services of a node show them on their TLS ports. */

/* The services whose certificates belong into a list. */
typedef struct {
  const char *name;   /* "CallManager" */
  const char *record; /* the FUNCTION that such a record has, by its short name: "CCM+TFTP" */
  guint port;
} TlsService;

/* CallManager 5061 and 2443 (SCCP over TLS), CAPF 3804, TVS 2445; ends with a NULL name. */
extern const TlsService TLS_SERVICES[];

/* The certificate that the server at TARGET shows. The handshake need not succeed: CallManager wants a
 * certificate of the phone, and the certificate is no secret. It is not to be believed before somebody has
 * confirmed its fingerprint. The caller frees it. Errors: those of tls_connection_open(). */
X509 *tls_certificate_fetch(const TlsTarget *target, GCancellable *cancellable, GError **error);

/* The digest of the DER; as bytes, and as "AB:CD:...". The caller frees them. */
GBytes *tls_certificate_hash(X509 *certificate, GChecksumType type);
char *tls_certificate_fingerprint(X509 *certificate, GChecksumType type);

/* "sha256//" and the base64 of the digest of its public key, as libcurl compares one; it stays when the
 * certificate is renewed for the same key. The caller frees it. */
char *tls_certificate_dup_pin(X509 *certificate);
