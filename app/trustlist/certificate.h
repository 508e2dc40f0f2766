/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/base/certificate-der.h"
#include "app/trustlist/tlv-reader.h"

#include <openssl/x509.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(X509, X509_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EVP_PKEY, EVP_PKEY_free)

/* The certificate in LEN bytes of DER that hold nothing else, or NULL; NULL, too, for an elliptic key that is
 * not what RFC 5480 wants, see der_certificate_has_odd_curve(). */
X509 *certificate_from_der(const guint8 *der, gsize len);

/* The certificate in the contents of a file, DER or PEM (the first one of a chain). NAME is the file's name,
 * for the message. Errors: CTL_ERROR_DAMAGED. */
X509 *certificate_from_file_contents(GBytes *contents, const char *name, GError **error);

/* The certificate as PEM text. The caller owns it. */
GBytes *certificate_to_pem(X509 *certificate);

/* The serial number as magnitude bytes, without the DER sign byte; one zero byte for zero. */
GBytes *certificate_get_serial(X509 *certificate);

/* "83:E9:08:00:00:00:55:45:AF:31", as `show ctl` prints serial numbers. The caller frees it. */
char *serial_to_text(const guint8 *serial, gsize len);

/* The serial number of CERTIFICATE as serial_to_text() writes it. The caller frees it. */
char *certificate_serial_text(X509 *certificate);

/* "RSA 1024", or NULL for a key that OpenSSL cannot read. The caller frees it. */
char *certificate_key_text(X509 *certificate);

/* What certificate_time() says of a time that cannot be read. */
#define CERTIFICATE_NO_TIME G_MININT64

/* Seconds since 1970, or CERTIFICATE_NO_TIME. */
gint64 certificate_time(const ASN1_TIME *time);

/* "2034-06-04", the day in UTC, or NULL for a time that cannot be read. The caller frees it. */
char *certificate_day_text(const ASN1_TIME *time);

/* The public key as the file stores it: PKCS#1 RSAPublicKey, or the point of an EC key. NULL for other keys.
 */
GBytes *certificate_get_public_key(X509 *certificate);

/* TRUE for a certificate whose alternative names are those of several hosts (RFC 5280, 4.2.1.6), as one for
 * all nodes of a cluster has them. */
gboolean certificate_names_several_hosts(X509 *certificate);

/* The RSA key of a PUBLICKEY entry, or NULL. The caller frees it. */
EVP_PKEY *public_key_from_pkcs1(const guint8 *der, gsize len);

/* The key of a certificate in DER, or NULL. For RSA ten times as fast as certificate_from_der(): OpenSSL 3
 * needs 0.15 ms for a certificate, most of it to find a decoder for the key. The caller frees it. */
EVP_PKEY *public_key_from_certificate(TlvReader der);
