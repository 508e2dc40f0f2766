/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/publisher/address-book.h"
#include "app/workflow/publish.h"

/* A push to several nodes at the same time. */

/* How far a node has come. */
typedef enum {
  PUBLISH_STAGE_NEW,
  PUBLISH_STAGE_CHECKED, /* what it holds is known: a dry run did not fail, or only since the list is refused
                          */
  PUBLISH_STAGE_DONE,    /* it has got the list; later runs leave it alone */
} PublishStage;

typedef struct {
  char *publisher; /* the name of its entry, or NULL for a URL */
  NodeRole role;
  PublisherAddress *address;
  char *url;
  /* set by the caller between runs */
  gboolean left_out; /* not worked on in the next run; what is said below of the last one stays */
  gboolean force;    /* for this node alone */
  /* of the last run */
  PublishStage stage;
  PublishResult result; /* when ERROR is NULL */
  GError *error;        /* why it failed */
  GPtrArray *warnings;  /* of char * */
  PublishFindings findings;
} PublishNode;

typedef struct _PublishNodes PublishNodes;

PublishNodes *publish_nodes_new(void);
void publish_nodes_free(PublishNodes *nodes);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PublishNodes, publish_nodes_free)

/* Adds all nodes of ENTRY, except those that are there already. Its password is asked for once for all of
 * them, and so is TVS on its publisher. LOGIN (may be NULL: as ENTRY says) is how to log in; both have to
 * outlive NODES. */
void publish_nodes_add(PublishNodes *nodes, const AddressBookEntry *entry, const PublisherLogin *login);

/* Keeps only nodes whose host or role is in NAMES. Errors: CTL_ERROR_USAGE when one of NAMES fits no node. */
gboolean publish_nodes_select(PublishNodes *nodes, const char *const *names, GError **error);

/* The nodes (of PublishNode), in the order in which they were added; borrowed. */
const GPtrArray *publish_nodes_get(const PublishNodes *nodes);

/* From now on locks that pushes have left are taken over, see app/publisher/remote-lock.h. */
void publish_nodes_take_over(PublishNodes *nodes);

/* Tells what is done on node INDEX: STEP is a phrase, or NULL when the node is finished and all of its
 * PublishNode is set. Comes in the threads that work on the nodes, one call at a time. */
typedef void (*PublishNodeFunc)(guint index, const char *step, gpointer user_data);
void publish_nodes_watch(PublishNodes *nodes, PublishNodeFunc func, gpointer user_data);

/* Puts LIST on each node that is not left out, as publish_list() does, and stores each node's outcome. A node
 * that holds this list already is left as it is, so that a second run does what the first could not. TVS is
 * asked anew in each run. Questions come one at a time; when the job is cancelled, each node's temporary
 * files are removed. WARNINGS gets what concerns no node alone. FALSE with CTL_ERROR_SIGNATURE when the list
 * does not verify, before any node is called; otherwise with a copy of the worst node's error: that with the
 * highest exit status. */
gboolean publish_nodes_run(PublishNodes *nodes, const TrustList *list, gboolean force, gboolean dry_run,
                           GPtrArray *warnings, Prompt *prompt, const Progress *progress,
                           GCancellable *cancellable, GError **error);
