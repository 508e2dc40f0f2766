/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/publisher/address-book.h"

/* The addresses (of PublisherAddress) of PUBLISHER's nodes, the publisher first; with USER in place of the
 * publisher's own user unless it is NULL. */
GPtrArray *cluster_nodes_list(const AddressBookEntry *publisher, const char *user);
