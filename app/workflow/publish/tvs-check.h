/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/base/progress.h"
#include "app/publisher/tls/tvs.h"
#include "app/trustlist/trust-list.h"
#include "app/workflow/publish/tvs-identity.h"

/* Would phones that ask TVS take a list? They do when TVS knows its signer's certificate as a System
 * Administrator Security Token ("Security By Default", Phone Contacts TVS for Unknown Certificate; "CUCM
 * Mixed Mode with Tokenless CTL", its log of TVS). */

typedef struct {
  TlsTarget target;
  const TvsIdentity *identity; /* NULL where nobody who can be believed says who TVS is: an error */
} TvsCheckRequest;

typedef struct {
  TvsAnswer answer;
  gboolean accepts_signer; /* trusted, and as SAST */
  char *old_algorithms;    /* what was used of them, or NULL: to be warned of */
} TvsCheck;

void tvs_check_clear(TvsCheck *check);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(TvsCheck, tvs_check_clear)

/* Asks about CERTIFICATE. Errors: CTL_ERROR_USAGE when REQUEST does not say who TVS is, those of
 * tvs_ask(). */
gboolean tvs_check_certificate(X509 *certificate, const TvsCheckRequest *request, TvsCheck *check,
                               const Progress *progress, GCancellable *cancellable, GError **error);

/* Asks about the certificate that has signed LIST, which has to verify. Errors: as above;
 * CTL_ERROR_SIGNATURE; CTL_ERROR_DAMAGED when the list does not hold the certificate. */
gboolean tvs_check_signer(const TrustList *list, const TvsCheckRequest *request, TvsCheck *check,
                          const Progress *progress, GCancellable *cancellable, GError **error);
