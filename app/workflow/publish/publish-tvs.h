/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/base/progress.h"
#include "app/base/prompt.h"
#include "app/publisher/settings/address-book.h"
#include "app/workflow/judge/judge-node.h"
#include "app/workflow/publish/tvs-identity.h"

/* TVS on one cluster's publisher. All nodes of a push share it: it is asked when the first of them needs it,
 * and once for nodes that hold the same list. Any thread. */
typedef struct _PublishTvs PublishTvs;

/* With the ports of ENTRY and, where they are allowed for it, old algorithms. Nothing is contacted yet.
 */
PublishTvs *publish_tvs_new(const AddressBookEntry *entry);

/* Who TVS is, where the administrator has said so for this time: it is believed then, and what is saved with
 * the publisher does not count. NULL: he has not. */
void publish_tvs_set_identity(PublishTvs *tvs, TvsIdentity *identity);

/* How to log in on the publisher, to read the ITL there when the one that is served is not proven. Both are
 * borrowed until the next call or publish_tvs_free(); NULL: it is not read so. */
void publish_tvs_set_login(PublishTvs *tvs, const PublisherLogin *login, CtlPrompt *prompt);

/* Who TVS is, by what publish_tvs_ask() says, for whoever asks it himself; HELD is what it calls OLD_LIST.
 * The caller unrefs it. Errors: CTL_ERROR_USAGE when nobody says it, those of
 * tvs_identity_new_from_served_itl(), CTL_ERROR_CANCELLED. */
TvsIdentity *publish_tvs_dup_identity(PublishTvs *tvs, const TrustList *held, const Progress *progress,
                                      GCancellable *cancellable, GError **error);

/* What it said is forgotten; the next question is asked anew. */
void publish_tvs_forget(PublishTvs *tvs);

void publish_tvs_free(PublishTvs *tvs);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PublishTvs, publish_tvs_free)

/* Asks about the signer of LIST, which has to verify. Who TVS is, is said by what publish_tvs_set_identity()
 * was given; else by the fingerprints that are saved with the publisher; else by the ITL that HTTP or TFTP
 * gives, when it was signed by a key that OLD_LIST, what the publisher and so its phones hold, has for that;
 * else by the ITL read over SSH. LIST itself says nothing about it: it is what is to be judged. OLD_LIST is
 * NULL where it is not known. When nobody says who TVS is it is not asked: PUBLISH_TVS_FAILED. FALSE with
 * CTL_ERROR_CANCELLED only: a TVS that cannot be asked is an answer. What ANSWER points to belongs to TVS
 * until it is to forget it.
 *
 * That is what TVS says now. TN118893's log of TVS shows it looking a token up in the certificate store, in
 * vain, and then finding it in the CTL of its own node. So a signer that it does not know may be known once
 * the new list is there; no document says whether, so a "no" refuses the list all the same. */
gboolean publish_tvs_ask(PublishTvs *tvs, const TrustList *list, const TrustList *old_list,
                         PublishTvsAnswer *answer, const Progress *progress, GCancellable *cancellable,
                         GError **error);
