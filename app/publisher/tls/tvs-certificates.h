/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>
#include <openssl/x509.h>

/* The certificates that a Trust Verification Service may show, whole or by their hashes. Whether they are the
 * right ones is for the caller to know: app/workflow/publish/tvs-identity.h. */
typedef struct {
  GPtrArray *certificates; /* of GBytes: DER */
  GPtrArray *hashes;       /* of GBytes: SHA-1 (a record's CERTHASH) or SHA-256, 20 or 32 bytes */
} TvsCertificates;

/* None yet. */
TvsCertificates *tvs_certificates_new(void);
void tvs_certificates_free(TvsCertificates *certificates);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TvsCertificates, tvs_certificates_free)

/* Is SHOWN, the certificate of a TLS connection, one of them? */
gboolean tvs_certificates_contain(const TvsCertificates *certificates, X509 *shown);
