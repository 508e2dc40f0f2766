/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/publisher/settings/address-book.h"

/* The addresses (of PublisherAddress) of PUBLISHER's nodes, the publisher first. */
GPtrArray *cluster_nodes_list(const AddressBookEntry *entry);

/* The same with the user of the platform CLI: USER, or the saved one where it is NULL, or else the
 * publisher's own. */
GPtrArray *cluster_nodes_list_cli(const AddressBookEntry *entry, const char *user);
