/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/workflow/publish/publish-nodes.h"

/* TRUE when a node took the list in the last run and serves another one, until Cisco Tftp was restarted. */
gboolean publish_restart_is_needed(const PublishNodes *nodes);

/* After a run: restarts Cisco Tftp, on its platform CLI, on each node that took LIST and serves another one,
 * one after the other, each after a yes (PROMPT_RESTART), and waits until the node serves LIST: it is
 * PUBLISH_SERVED then. Stops at the first that fails. TOLD gets a line (char *) for each node. Errors: those
 * of service_restart_run(); CTL_ERROR_REMOTE when Cisco Tftp is not activated or not known on a node, or the
 * node still does not serve it; those of served_file_read() when what it serves cannot be read. */
gboolean publish_restart_nodes(const PublishNodes *nodes, const TrustList *list, GPtrArray *told,
                               CtlPrompt *prompt, const Progress *progress, GCancellable *cancellable,
                               GError **error);
