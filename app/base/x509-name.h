/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>
#include <openssl/x509.h>

/* VALUE as UTF-8, which ends with a NUL after *LEN (may be NULL) bytes; NULs may stand among them. NULL for
 * what is no text. The caller frees it. */
char *asn1_string_dup_text(const ASN1_STRING *value, gsize *len);

/* The same for the first value of the attribute NID in NAME, which is none where NAME has no such attribute.
 */
char *x509_name_dup_value(const X509_NAME *name, int nid, gsize *len);
