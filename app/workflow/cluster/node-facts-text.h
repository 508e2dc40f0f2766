/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/workflow/cluster/cluster-status.h"

/* What is known of a node besides its list, for a person: each with its source. The caller frees the texts.
 */

/* "Cisco Tftp started, Cisco CTIManager not activated (utils service list)", or that it is not known.
 * Services that the node did not tell are left out. */
char *node_facts_describe_services(const NodeFacts *facts);

/* "CallManager 5061 the node's own certificate, CAPF 3804 no answer (compared with show cert own)" */
char *node_facts_describe_ports(const NodeFacts *facts);

/* "signed by CN=...; (show itl)" */
char *node_facts_describe_itl(const NodeFacts *facts);

/* "off (processconfig)" */
char *node_facts_describe_rollback(const NodeFacts *facts);

/* "What pub did not tell: which services run (utils service list)." NULL when it told all of services, ITL
 * and rollback, or was not asked. The caller frees it. */
char *node_facts_describe_unread(const NodeStatus *node);

/* What has to be done about it (of char *, sentences) is added to ADVICE. */
void node_facts_add_advice(GPtrArray *advice, const NodeStatus *node);

/* TRUE when nothing has to. */
gboolean node_facts_are_well(const NodeStatus *node);

/* "started", "starting", "stopping", "stopped", "commanded-out", "not-activated", "unknown"; "own", "other",
 * "not-compared", "silent"; "on", "off", "unknown": for scripts. Static. */
const char *node_service_get_word(PlatformService state);
const char *node_port_get_word(PortAnswer answer);
const char *rollback_get_word(PlatformSwitch rollback);
