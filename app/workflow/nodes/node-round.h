/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/base/progress.h"
#include "app/base/prompt.h"

#include <gio/gio.h>

/* One round over the nodes of a cluster: the same work on each, at the same time. A node on which it fails
 * does not hold up the others. */

/* At most so many nodes are worked on at once. */
#define NODE_MAX_THREADS 32

/* Told in the threads of the round, one call at a time: STEP is what is done now on node INDEX, or NULL when
 * its work has ended. */
typedef void (*NodeWatch)(guint index, const char *step, gpointer user_data);

/* How a round is held; all of it is borrowed. */
typedef struct {
  CtlPrompt *prompt;        /* or NULL: nothing is asked */
  const Progress *progress; /* or NULL. With several nodes their steps come mixed: each is told once, without
                             * its fraction */
  GCancellable *cancellable;
  const gboolean *left_out; /* for each node, or NULL: none is left out */
  NodeWatch watch;          /* or NULL */
  gpointer watch_data;
} NodeRound;

/* One node's turn in a round. */
typedef struct {
  guint index;
  CtlPrompt *prompt;        /* the round's; asks one question at a time, and each passphrase once */
  const Progress *progress; /* of this node */
  GCancellable *cancellable;
} NodeTurn;

/* The work on one node, in a thread of its own. FALSE and ERROR on failure. */
typedef gboolean (*NodeFunc)(const NodeTurn *turn, gpointer user_data, GError **error);

/* Calls FUNC for each of N_NODES nodes that is not left out, and returns when all calls have returned. ERRORS
 * has N_NODES elements, all NULL: that of a node on which it fails, or whose turn comes after the
 * cancellation, is set. */
void node_round_run(const NodeRound *round, guint n_nodes, NodeFunc func, gpointer user_data,
                    GError **errors);

/* The worst of N_NODES errors, each of which may be NULL: that with the highest exit status; NULL when there
 * is none. Borrowed. */
const GError *node_errors_find_worst(const GError *const *errors, guint n_nodes);

/* TRUE when none of the N_NODES elements of ERRORS is set. Otherwise ERROR tells of each that is, with the
 * code of the worst. When a single one is set, it is that. */
gboolean node_errors_check(const GError *const *errors, guint n_nodes, GError **error);

/* Frees N_NODES errors and the array that holds them. */
void node_errors_free(GError **errors, guint n_nodes);
