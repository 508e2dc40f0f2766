/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/publisher/tls/tls-connection.h"
#include "app/publisher/tls/tvs-certificates.h"
#include "app/publisher/tls/tvs-message.h"

#define TVS_PORT 2445

/* Asks the Trust Verification Service at TARGET, as a phone would, whether phones may trust CERTIFICATE
 * (DER). Nothing is sent to a server whose certificate is none of KNOWN. *OLD_ALGORITHMS (may be NULL) gets
 * what the user has to be warned of, as tls_connection_get_old_algorithms() names it, or NULL; the caller
 * frees it. Errors: those of tls_connection_open(); CTL_ERROR_HOST_KEY_UNKNOWN for a server that is another
 * one, with its fingerprint; CTL_ERROR_REMOTE when its answer makes no sense. */
gboolean tvs_ask(const TlsTarget *target, const TvsCertificates *known, GBytes *certificate,
                 TvsAnswer *answer, char **old_algorithms, GCancellable *cancellable, GError **error);
