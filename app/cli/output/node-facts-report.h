/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/cli/output/columns.h"
#include "app/cli/output/json-output.h"
#include "app/workflow/cluster/cluster-status.h"

/* What is known of nodes besides their list, as commands print it. */

/* Services, ports, ITL, and what only the publisher was asked for. */
void node_facts_add_lines(NamedLines *lines, const NodeStatus *node);

/* Of all nodes, each with its host, on standard output. */
void node_facts_print(const ClusterStatus *status);

/* The members "services", "ports", "itl" and "rollback" of a node. */
void json_add_node_facts(JsonBuilder *json, const NodeStatus *node);

/* The member "nodes" with these and the host of each. */
void json_add_nodes_facts(JsonBuilder *json, const ClusterStatus *status);
