/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/publisher/address-book.h"
#include "app/workflow/judge/judge-node.h"

/* TVS on one cluster's publisher. All nodes of a push share it: it is asked when the first of them needs it,
 * and once. Any thread. */
typedef struct _PublishTvs PublishTvs;

/* With the ports of PUBLISHER and, where they are allowed for it, old algorithms. Nothing is contacted yet.
 */
PublishTvs *publish_tvs_new(const AddressBookEntry *publisher);

/* The same for a publisher that is not saved: the usual ports, no old algorithms. */
PublishTvs *publish_tvs_new_for_address(const PublisherAddress *address);

/* What it said is forgotten; the next question is asked anew. */
void publish_tvs_forget(PublishTvs *tvs);

void publish_tvs_free(PublishTvs *tvs);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PublishTvs, publish_tvs_free)

/* Asks about the signer of LIST, which has to verify. The ITL, which says who TVS is, is fetched by HTTP or
 * else by TFTP, as phones get it. Anybody can answer there, so it counts only when the key of one of the
 * certificates in LIST or OLD_LIST has signed it; OLD_LIST is what the publisher holds, read over SSH. FALSE
 * with CTL_ERROR_CANCELLED only: a TVS that cannot be asked is an answer. */
gboolean publish_tvs_ask(PublishTvs *tvs, const TrustList *list, const TrustList *old_list,
                         PublishTvsAnswer *answer, const Progress *progress, GCancellable *cancellable,
                         GError **error);
