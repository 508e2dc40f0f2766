/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/base/progress.h"
#include "app/base/prompt.h"
#include "app/publisher/settings/address.h"
#include "app/publisher/tls/tls-certificate.h"
#include "app/trustlist/certificate.h"
#include "app/trustlist/trust-list.h"

/* The certificates of a cluster's servers, collected for the --server of build: from lists that the cluster
 * serves and from the TLS ports of its services. */

typedef struct {
  char *function; /* short name of the record's FUNCTION: "CCM+TFTP", "CAPF", "TVS" */
  char *host;
  guint port; /* where it was shown; 0: it stands in a list */
  X509 *certificate;
} ServerCertificate;

void server_certificate_free(ServerCertificate *server);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ServerCertificate, server_certificate_free)

/* Adds the servers of LIST, which has to verify, to FOUND (of ServerCertificate): records of tokens, records
 * without a certificate and what is there already are left out. Errors: CTL_ERROR_SIGNATURE. */
gboolean server_certificates_add_list(GPtrArray *found, const TrustList *list, GError **error);

/* Who decides whether a certificate that a port shows is the server's. */
typedef struct {
  const char *const *fingerprints; /* SHA-1 or SHA-256, "AB:CD:..." in any case; or NULL: PROMPT is asked */
  CtlPrompt *prompt;
  gboolean for_ctl; /* only what may stand in a CTL is asked for, thus not TVS; what is not confirmed is left
                     * out, with a note, and is no error */
} CertificateConfirmation;

/* Asks each of TLS_SERVICES on NODES (of PublisherAddress, whose hosts alone count) for its certificate, all
 * at the same time and with OLD_ALGORITHMS if need be, and adds the certificates to FOUND, node by node. One
 * that stands in FOUND with the same function, thus in a verified list, is believed; another one is when
 * CONFIRMATION says so (PROMPT_CERTIFICATE). A port that cannot be asked is told of in NOTES (of char *,
 * sentences). Errors: CTL_ERROR_HOST_KEY_UNKNOWN for a certificate that was not confirmed,
 * CTL_ERROR_CANCELLED, those of the prompt. */
gboolean server_certificates_add_live(GPtrArray *found, const GPtrArray *nodes, gboolean old_algorithms,
                                      const CertificateConfirmation *confirmation, GPtrArray *notes,
                                      const Progress *progress, GCancellable *cancellable, GError **error);

/* "cucm-1051-a-pub_CCM-TFTP.pem", made of the CN and the function; safe as a file's name. The caller frees
 * it. */
char *server_certificate_file_name(const ServerCertificate *server);
