/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>
#include <openssl/x509.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(X509, X509_free)

/* The SAST name of CERTIFICATE ("SAST-ADN008580ef", without the blanks at its end), or NULL when it is no
 * security token's certificate: those have the issuer O "Cisco Systems", CN "Cisco Manufacturing CA" and a
 * subject CN that begins with "SAST-". Source: certificates of KEY-CCM-ADMIN-K9= tokens. The caller frees it.
 */
char *sast_certificate_dup_name(X509 *certificate);
