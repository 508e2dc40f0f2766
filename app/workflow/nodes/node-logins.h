/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/publisher/settings/publisher-login.h"
#include "app/workflow/nodes/node-round.h"

/* A round over nodes that are logged in to. */

/* Where, and how; borrowed. ADDRESS NULL: nobody logs in on this node, or only where its host key is known.
 */
typedef struct {
  const PublisherAddress *address;
  const PublisherLogin *login;
} NodeLogin;

/* node_round_run(), with an element of LOGINS for each node. When the host keys of several nodes are unknown,
 * they are shown together first, in one question (PROMPT_HOST_KEY): each that was shown is kept after a yes,
 * none after a no, and then these nodes fail with CTL_ERROR_HOST_KEY_UNKNOWN. A node that shows none in time,
 * and one whose key has changed, are no part of it, and are told of by their turns. A single key is asked for
 * in its node's turn. */
void node_logins_run(const NodeRound *round, const NodeLogin *logins, guint n_nodes, NodeFunc func,
                     gpointer user_data, GError **errors);
