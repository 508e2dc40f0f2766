/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/publisher/settings/address-book.h"
#include "app/workflow/nodes/node-round.h"

/* Looks at the lists that the nodes of ENTRY serve, and sets "listed" of CERTIFICATES (of SastCertificate):
 * TVS may know a token from the list of its own node (TN118893). What cannot be read counts as such a list.
 * Errors: CTL_ERROR_CANCELLED. */
gboolean sast_look_at_lists(const AddressBookEntry *entry, const GPtrArray *certificates,
                            const NodeRound *round, GError **error);
