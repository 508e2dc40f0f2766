/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/publisher/cli/platform-cli.h"
#include "app/trustlist/certificate.h"

/* The certificates of a node's own services that stand in trust lists, as its platform CLI shows them: over
 * SSH, so from the node itself. */

typedef enum {
  OWN_CALLMANAGER,
  OWN_CALLMANAGER_ECDSA,
  OWN_CAPF,
  OWN_ITLRECOVERY,
  OWN_TVS, /* stands in no CTL; what its port shows is compared */
  OWN_N_UNITS,
} OwnUnit;

typedef enum {
  OWN_UNKNOWN, /* the node did not say, or nothing that makes sense */
  OWN_ABSENT,  /* it has none */
  OWN_KNOWN,
} OwnKnowledge;

typedef struct {
  OwnKnowledge knowledge;
  X509 *certificate; /* of OWN_KNOWN, else NULL */
} OwnCertificate;

typedef struct {
  OwnCertificate units[OWN_N_UNITS];
} OwnCertificates;

void own_certificates_clear(OwnCertificates *own);

/* "CallManager-ECDSA", as CUCM calls it. Static. */
const char *own_unit_get_word(OwnUnit unit);

/* Asks with `show cert list own` which there are, and with `show cert own` for each; where the first is
 * refused, for all of them. What a node refuses or nobody can read is OWN_UNKNOWN and no error. OWN has to be
 * empty. Errors: those of platform_cli_run() that end the session. Source of the answers: SBD, COMM and
 * public tools (a dump with a PEM block). */
gboolean own_certificates_ask(OwnCertificates *own, PlatformCli *cli, GCancellable *cancellable,
                              GError **error);
