/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

/* Work on the nodes of a cluster at the same time. */

/* At most so many nodes are worked on at once. */
#define NODE_MAX_THREADS 32

/* One node's part. Runs in a thread of its own, beside the others. */
typedef void (*NodeFunc)(guint index, gpointer user_data);

/* Calls FUNC for each index below N_NODES and returns when all calls have returned. */
void node_threads_run(guint n_nodes, NodeFunc func, gpointer user_data);

/* TRUE when none of the N_NODES elements of ERRORS is set. Otherwise ERROR tells of each that is, with the
 * code of the worst: that with the highest exit status. When a single one is set, it is that. */
gboolean node_errors_check(const GError *const *errors, guint n_nodes, GError **error);
