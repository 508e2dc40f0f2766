/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/trustlist/certificate.h"

#include <gio/gio.h>

/* The certificate of a token that is not here: it lies in a safe, or is another cluster's. It goes into a
 * list as that of one that is plugged in. */

/* Reads a file, DER or PEM. Which CAs issue the certificates of all eTokens is not known (token-issuer.h),
 * but none of them signed itself, as those of servers do. Errors: CTL_ERROR_FILE, _DAMAGED; CTL_ERROR_USAGE
 * for the certificate of a server. The caller frees it. */
X509 *token_certificate_read(const char *path, GCancellable *cancellable, GError **error);

/* The same of several files, NULL-terminated. *CERTIFICATES (of X509) is set to NULL where PATHS is; the
 * caller unrefs it. */
gboolean token_certificates_read(const char *const *paths, GPtrArray **certificates,
                                 GCancellable *cancellable, GError **error);
