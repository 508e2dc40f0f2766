/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/publisher/settings/address.h"

/* Sessions with nodes that stay open between the steps of a job, so that a node is logged in to once however
 * many steps follow. Any thread; what is taken belongs to the thread that took it until it is given back. */
typedef struct _SessionKeeper SessionKeeper;

SessionKeeper *session_keeper_new(void);

/* Ends all that were given back. Those that are taken have to be given back before. */
void session_keeper_free(SessionKeeper *keeper);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SessionKeeper, session_keeper_free)

/* A session of KIND ("cli") with the user, host and port of ADDRESS that nobody uses now; NULL: there is
 * none. Nobody knows whether the node has ended it meanwhile. KEEPER may be NULL, which has none. */
gpointer session_keeper_take(SessionKeeper *keeper, const char *kind, const PublisherAddress *address);

/* Gives SESSION to the keeper, for the next who needs such a one; END ends it. */
void session_keeper_give(SessionKeeper *keeper, const char *kind, const PublisherAddress *address,
                         gpointer session, GDestroyNotify end);
