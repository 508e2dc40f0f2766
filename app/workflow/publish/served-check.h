/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/workflow/publish/publish-nodes.h"
#include "app/workflow/publish/served-list.h"

/* After a push: do phones get the new list of each node? */

typedef enum {
  SERVED_NEW,     /* phones get it */
  SERVED_OTHER,   /* phones still get another list: Cisco Tftp has not been restarted */
  SERVED_UNKNOWN, /* neither HTTP nor TFTP answers */
} ServedState;

typedef struct {
  char *host;
  ServedState state;
  ServedList list;
} ServedNode;

/* Asks all nodes of NODES that have got the list of BYTES, at the same time, by HTTP or TFTP. ENTRIES (of
 * AddressBookEntry) are their publishers. An array of ServedNode, which the caller frees. Errors:
 * CTL_ERROR_CANCELLED only. */
GPtrArray *served_check(const PublishNodes *nodes, const GPtrArray *entries, GBytes *bytes,
                        const Progress *progress, GCancellable *cancellable, GError **error);

/* The same for the nodes ADDRESSES (of PublisherAddress) of PUBLISHER, and the list whose MD5 is MD5. */
GPtrArray *served_check_cluster(const AddressBookEntry *entry, const GPtrArray *addresses, const char *md5,
                                const Progress *progress, GCancellable *cancellable, GError **error);

/* The node's state and what to do there: sentences. The caller frees it. */
char *served_node_describe(const ServedNode *node);
