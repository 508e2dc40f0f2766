/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/cli/cluster-nodes.h"

GPtrArray *
cluster_nodes_list(const AddressBookEntry *publisher, const char *user)
{
  GPtrArray *nodes = g_ptr_array_new_with_free_func((GDestroyNotify)publisher_address_free);
  for (guint i = 0; i < address_book_entry_get_n_nodes(publisher); i++) {
    PublisherAddress *address = address_book_entry_dup_node(publisher, i, NULL);
    if (user != NULL) {
      g_free(address->user);
      address->user = g_strdup(user);
    }
    g_ptr_array_add(nodes, address);
  }
  return nodes;
}
