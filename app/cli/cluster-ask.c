/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/cli/cluster-ask.h"

#include <glib/gi18n.h>

ClusterStatus *
cluster_ask(CommandContext *context, const AddressBookEntry *entry, const char *cli_user, CtlPrompt *prompt,
            GError **error)
{
  g_autoptr(GPtrArray) nodes = address_book_entry_list_cli_nodes(entry, cli_user);
  const PublisherLogin login = command_get_login(context, entry);
  guint old = context->options.old_algorithms_text != NULL ? context->options.old_algorithms
                                                           : entry->cluster->old_algorithms;
  ClusterStatusRequest request = {.nodes = nodes,
                                  .login = &login,
                                  .entry = entry,
                                  .certificates = TRUE,
                                  .facts = TRUE,
                                  .old_tls = (old & OLD_TLS) != 0};
  return cluster_status_ask(&request, prompt, &context->progress, context->cancellable, error);
}

void
cluster_note_warnings(const ClusterStatus *status)
{
  for (guint i = 0; i < status->nodes->len; i++) {
    const NodeStatus *node = g_ptr_array_index(status->nodes, i);
    if (node->warnings != NULL)
      command_note(_("Warning: %s."), node->warnings);
  }
}
