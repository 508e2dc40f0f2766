/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/workflow/publish/publish-nodes.h"

/* How often what the nodes serve is looked at. */
#define PUBLISH_POLL_S 5

/* The hosts that are chosen and waited for, separated by commas: somebody has to put the list there, or to
 * restart Cisco Tftp; NULL: none. The caller frees it. */
char *publish_nodes_list_waiting(const PublishNodes *nodes);

/* After a run by ORDER that was no dry run: looks at what those nodes serve, every PUBLISH_POLL_S seconds,
 * until all of them serve the list, one fails, or the moment UNTIL_US has come (CLOCK_NEVER: none). A node
 * that serves it is worked on once more, so that it is judged and recorded as in any run. FALSE with a node's
 * error, or CTL_ERROR_CANCELLED; what was found until then stands with the nodes. */
gboolean publish_nodes_wait(PublishNodes *nodes, const PublishOrder *order, gint64 until_us,
                            GPtrArray *warnings, CtlPrompt *prompt, const Progress *progress,
                            GCancellable *cancellable, GError **error);
