/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/nodes/cluster-nodes.h"

GPtrArray *
cluster_nodes_list(const AddressBookEntry *entry)
{
  GPtrArray *nodes = g_ptr_array_new_with_free_func((GDestroyNotify)publisher_address_free);
  for (guint i = 0; i < address_book_entry_get_n_nodes(entry); i++)
    g_ptr_array_add(nodes, address_book_entry_dup_node(entry, i, NULL));
  return nodes;
}

GPtrArray *
cluster_nodes_list_cli(const AddressBookEntry *entry, const char *user)
{
  GPtrArray *nodes = cluster_nodes_list(entry);
  const char *name = user != NULL ? user : entry->cluster->cli_user;
  for (guint i = 0; name != NULL && i < nodes->len; i++) {
    PublisherAddress *address = g_ptr_array_index(nodes, i);
    g_free(address->user);
    address->user = g_strdup(name);
  }
  return nodes;
}
