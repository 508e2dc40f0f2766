/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/base/progress.h"
#include "app/base/prompt.h"
#include "app/publisher/settings/address-book.h"

/* Which ways the account of a saved cluster has into its nodes. */

typedef enum {
  NODE_WAY_SFTP,
  NODE_WAY_CLI,    /* the platform CLI, which tells what a node holds, and restarts its services */
  NODE_WAY_WEB,    /* OS Administration takes a file */
  NODE_WAY_SERVED, /* what phones get can be read, by HTTP or TFTP, without a login */
} NodeWay;

#define N_NODE_WAYS 4

typedef enum {
  WAY_NOT_TRIED,
  WAY_WORKS,
  WAY_REFUSED,     /* the node says no */
  WAY_NOT_REACHED, /* it does not answer, or is not known to be the node */
} WayState;

typedef struct {
  WayState state;
  GError *why; /* why it does not work, or could not be tried; may be NULL */
} WayFound;

typedef struct {
  PublisherAddress *address; /* as it is saved */
  NodeRole role;
  WayFound ways[N_NODE_WAYS];
  GPtrArray *warnings; /* of char *: what there is to know of the connections */
} NodeWays;

/* Looks at the nodes of ENTRY, the publisher first; an array of NodeWays in their order, which the caller
 * frees. Nothing is changed anywhere. One node after the other is tried, each way by itself, until one works
 * on a node; then the others at the same time, with what worked and their own way. Once a password was
 * refused, none is sent any more, anywhere. LOGIN has to have a shared password. Any thread. Errors:
 * CTL_ERROR_CANCELLED only. */
GPtrArray *node_ways_look(const AddressBookEntry *entry, const PublisherLogin *login, CtlPrompt *prompt,
                          const Progress *progress, GCancellable *cancellable, GError **error);

/* How files can get into NODES, by the first that tells: SFTP, or else OS Administration, or else a person,
 * where a node answers and takes files in neither way. FALSE: nothing was found out. */
gboolean node_ways_propose(const GPtrArray *nodes, DeliveryWay *way);

/* What was found of NODE's own way. */
const WayFound *node_ways_get_own(const NodeWays *node);

/* Do files get into each of NODES by its own way? *ALL is FALSE when one was not even tried. FALSE with what
 * stands in the way on each: see node_errors_check(). */
gboolean node_ways_check(const GPtrArray *nodes, gboolean *all, GError **error);

/* "sftp", "cli", "web", "served"; what a person reads. Static text. */
const char *node_way_get_word(NodeWay way);
const char *node_way_get_title(NodeWay way);

/* "not-tried", "works", "refused", "not-reached"; what a person reads. Static text. */
const char *way_state_get_word(WayState state);
const char *way_state_describe(WayState state);

/* A sentence that says which WAY is proposed, for ENTRY, and how to choose it where it is another one. The
 * caller frees it. */
char *node_ways_describe_proposal(const AddressBookEntry *entry, DeliveryWay way);
