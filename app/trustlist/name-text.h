/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>
#include <openssl/x509.h>

/* How a certificate's names are spelt in a trust list. Phones and TVS compare the text, so it has to be spelt
 * as the programs before ours did, with their faults. */
typedef enum {
  NAME_STYLE_SERVER, /* CN=...;OU=...;O=...;L=...;ST=...;C=... as CUCM writes it */
  NAME_STYLE_TOKEN,  /* cn="... ";ou=...;o="... as the Windows CTL Client writes it for eTokens */
} NameStyle;

/* The subject or issuer of CERTIFICATE. Attributes that the style does not have are left out. The caller
 * frees it. */
char *name_text_from_subject(X509 *certificate, NameStyle style);
char *name_text_from_issuer(X509 *certificate, NameStyle style);
