/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/cli/command.h"
#include "app/workflow/cluster/cluster-status.h"

/* What commands that ask a whole cluster have in common. */

/* Asks all nodes of ENTRY as CLI_USER (NULL: as it is saved) for all that is known of them. The caller frees
 * the result. Errors: cluster_status_ask(). */
ClusterStatus *cluster_ask(CommandContext *context, const AddressBookEntry *entry, const char *cli_user,
                           CtlPrompt *prompt, GError **error);

/* Tells on standard error what there is to know of the nodes' sessions. */
void cluster_note_warnings(const ClusterStatus *status);
