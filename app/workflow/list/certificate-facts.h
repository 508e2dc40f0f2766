/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/trustlist/certificate.h"
#include "app/trustlist/name-text.h"

/* What people want to know of a certificate, as texts to show. Safe to show whatever the certificate holds:
 * valid UTF-8 without control characters. */
typedef struct {
  char *subject;       /* as the trust list spells it */
  char *subject_short; /* its CN without blanks at its ends, or the whole name where it has none */
  char *issuer;        /* as the trust list spells it */
  char *issuer_short;
  char *serial;      /* "83:E9:08:00:00:00:55:45:AF:31" */
  char *key;         /* "RSA 1024" */
  char *sha1;        /* fingerprint, "AB:CD:..." */
  gint64 not_before; /* seconds since 1970, or CERTIFICATE_NO_TIME; likewise the next one */
  gint64 not_after;
} CertificateFacts;

CertificateFacts *certificate_facts_new(X509 *certificate, NameStyle style);
void certificate_facts_free(CertificateFacts *facts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CertificateFacts, certificate_facts_free)

/* "4 Jun 2034", in the local time zone and language. The caller frees it. */
char *certificate_date_text(gint64 time);

/* How long before its end a certificate is warned of: time to order and sign up another token. */
#define CERTIFICATE_WARNING_DAYS 60

/* The validity as a phrase: "valid until 4 Jun 2034", "expires in 20 days, on 4 Jun 2034", "expired on ...",
 * "not valid before ...". *WARN tells whether it is one to be warned of. NOW in seconds since 1970. The
 * caller frees it. */
char *certificate_facts_validity(const CertificateFacts *facts, gint64 now, gboolean *warn);
