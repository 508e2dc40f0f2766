/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The nodes that an update works on: those of the setup, without those that serve no lists. */
#include "app/workflow/update/update-private.h"

static gboolean
is_other(const Update *update, const char *host)
{
  return update->others != NULL && g_strv_contains((const char *const *)update->others, host);
}

/* Of PublisherAddress. */
static GPtrArray *
filter(const Update *update, const GPtrArray *nodes)
{
  GPtrArray *kept = g_ptr_array_new_with_free_func((GDestroyNotify)publisher_address_free);
  for (guint i = 0; i < nodes->len; i++) {
    const PublisherAddress *node = g_ptr_array_index(nodes, i);
    if (!is_other(update, node->host))
      g_ptr_array_add(kept, publisher_address_copy(node));
  }
  return kept;
}

/* One that is not among the entry's nodes any more is left out already. */
static AddressBookEntry *
filter_entry(const Update *update, const AddressBookEntry *entry)
{
  AddressBookEntry *copy = address_book_entry_copy(entry);
  for (char **host = update->others; host != NULL && *host != NULL; host++) {
    const char *const hosts[] = {*host, NULL};
    address_book_entry_leave_out(copy, hosts, NULL);
  }
  return copy;
}

void
update_use_nodes(Update *update)
{
  const UpdateSetup *setup = update->setup;
  g_clear_pointer(&update->entry, address_book_entry_free);
  g_clear_pointer(&update->nodes, g_ptr_array_unref);
  g_clear_pointer(&update->cli_nodes, g_ptr_array_unref);
  update->entry = filter_entry(update, setup->entry);
  update->nodes = filter(update, setup->nodes);
  update->cli_nodes = filter(update, setup->cli_nodes);
}

void
update_leave_out_others(Update *update, const ClusterStatus *status)
{
  g_autoptr(GPtrArray) sentences = cluster_status_describe_others(status);
  for (guint i = 0; i < sentences->len; i++)
    g_ptr_array_add(update->setup->warnings, g_strdup(g_ptr_array_index(sentences, i)));
  g_autoptr(GStrvBuilder) hosts = g_strv_builder_new();
  for (guint i = 0; i < status->others->len; i++)
    g_strv_builder_add(hosts, g_ptr_array_index(status->others, i));
  g_strfreev(update->others);
  update->others = g_strv_builder_end(hosts);
  update_use_nodes(update);
}
