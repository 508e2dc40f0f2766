/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/workflow/cluster/cluster-status.h"

/* What a node has answered, in words for a window. The caller frees all texts. */

/* "10.48.47.154: holds another list than the publisher". */
char *node_status_headline(const ClusterStatus *status, const NodeStatus *node);

/* Sentences, a line each: mode and version, list and signer, what phones get; or why it could not be asked
 * and what to do. */
char *node_status_facts(const NodeStatus *node);

/* The checksums of the list, a line each, or NULL when there is none. */
char *node_status_checksums(const NodeStatus *node);

/* That several nodes agree on their list, or that none has one. NULL when they differ, and for a single node.
 * Static. */
const char *cluster_status_agreement(const ClusterStatus *status);

/* What has to be done, a line each; when nothing has, a sentence that says so. */
char *cluster_status_summary(const ClusterStatus *status);
