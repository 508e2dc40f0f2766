/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/publisher/cli/platform-cli-answers.h"
#include "app/publisher/cli/platform-cli.h"
#include "app/publisher/settings/address-book.h"
#include "app/publisher/tls/tls-certificate.h"
#include "app/workflow/cluster/own-certificates.h"

/* What there is to know of a node besides its list: whether its services run and have the certificates that
 * the node has, who signs its ITL, and whether the cluster is prepared for a rollback. What could not be read
 * stays unknown, which is no error. */

typedef struct {
  const char *name; /* as the platform CLI has it */
  PlatformService state;
} NodeService;

/* What a TLS port shows, which nobody vouches for, against what the node says over SSH. */
typedef enum {
  PORT_SILENT,       /* it shows nothing */
  PORT_NOT_COMPARED, /* the node did not say which certificate it has */
  PORT_SHOWS_OWN,
  PORT_SHOWS_OTHER, /* than the node has: its service was not restarted since */
} PortAnswer;

typedef struct {
  const TlsService *service;
  X509 *certificate; /* NULL: it shows none */
  PortAnswer answer;
} NodePort;

/* The ITL that phones are served. */
typedef struct {
  PlatformListFacts list;
  const char *source; /* "show itl", or "http", which nobody vouches for; NULL: not known */
} NodeItl;

typedef struct {
  gboolean asked;   /* the rest was asked for */
  GArray *services; /* of NodeService; NULL: the node did not tell them */
  GArray *ports;    /* of NodePort; NULL: they were not asked */
  NodeItl itl;
  PlatformSwitch rollback; /* of the cluster; only the publisher is asked */
} NodeFacts;

void node_facts_clear(NodeFacts *facts);

/* Asks the platform CLI: `utils service list`, `show itl`, and on the PUBLISHER the rollback switch. FACTS
 * has to be empty. Errors: those of platform_cli_run() that end the session. */
gboolean node_facts_ask_cli(NodeFacts *facts, PlatformCli *cli, gboolean publisher, GCancellable *cancellable,
                            GError **error);

/* Asks the TLS ports of HOST, all at the same time, and compares them with OWN; and HTTP on ENTRY's port for
 * the ITL where the CLI did not tell it. A few seconds at most. */
void node_facts_ask_services(NodeFacts *facts, const AddressBookEntry *entry, const char *host,
                             const OwnCertificates *own, gboolean old_algorithms, GCancellable *cancellable);

/* TRUE for a service that is activated and does not run. */
gboolean node_service_is_off(const NodeService *service);

/* As the platform CLI calls the service whose certificate PORT shows. Static. */
const char *node_port_get_service(const NodePort *port);

/* TRUE when SERVICE, as the platform CLI has it, is activated and has stopped, or goes on showing another
 * certificate than the node has; not for one that a person has commanded out of service. */
gboolean node_facts_want_restart(const NodeFacts *facts, const char *service);
