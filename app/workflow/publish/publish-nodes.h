/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/publisher/settings/address-book.h"
#include "app/workflow/nodes/node-round.h"
#include "app/workflow/publish/publish.h"

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
  Consent *consent;  /* to errors that the last run has found on this node; owned, or NULL. It is dropped when
                      * another list is there */
  gboolean take_over; /* no other push is at work there: a lock that one has left is removed */
  /* of the last run */
  PublishStage stage;
  PublishResult result;  /* when ERROR is NULL */
  PublishState state;    /* how far the list has come; not of a dry run that did not fail */
  GError *error;         /* why it failed */
  gboolean was_put;      /* the list was put there since NODES were made, or somebody was told to */
  gboolean tftp_is_done; /* Cisco Tftp was restarted for it */
  GPtrArray *warnings;   /* of char *: what there is to know of the connection */
  PublishFound found;
} PublishNode;

/* What became of NODE in a run that did not fail there, or would after a DRY_RUN, after its name: "holds this
 * list now". Static text. */
const char *publish_node_describe_result(const PublishNode *node, gboolean dry_run);

/* TRUE when the last run on NODE was stopped by an error of its judgement that the node's own consent does
 * not overrule either. */
gboolean publish_node_is_refused(const PublishNode *node);

typedef struct _PublishNodes PublishNodes;

PublishNodes *publish_nodes_new(void);
void publish_nodes_free(PublishNodes *nodes);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PublishNodes, publish_nodes_free)

/* Adds all nodes of ENTRY, except those that are there already. Its password is asked for once for all of
 * them, unless LOGIN has a shared one already, and so is TVS on its publisher. LOGIN (may be NULL: as ENTRY
 * says) is how to log in; both have to outlive NODES. */
void publish_nodes_add(PublishNodes *nodes, const AddressBookEntry *entry, const PublisherLogin *login);

/* Keeps only nodes whose host or role is in NAMES. Errors: CTL_ERROR_USAGE when one of NAMES fits no node. */
gboolean publish_nodes_select(PublishNodes *nodes, const char *const *names, GError **error);

/* Who TVS is, said by the administrator: publish_tvs_set_identity() for the TVS of every publisher. */
void publish_nodes_set_tvs_identity(PublishNodes *nodes, TvsIdentity *identity);

/* The nodes (of PublishNode), in the order in which they were added; borrowed. */
const GPtrArray *publish_nodes_get(const PublishNodes *nodes);

/* Tells what is done on the nodes, by their places in the array. All of a PublishNode is set when its end is
 * told. */
void publish_nodes_watch(PublishNodes *nodes, NodeWatch func, gpointer user_data);

/* TRUE when a node, on which the last run did not fail, does not get phones the list yet, as far as is known:
 * Cisco Tftp has to be restarted there, or a person has to put the file there, or what a node of several
 * serves was not seen. */
gboolean publish_nodes_are_unfinished(const PublishNodes *nodes);

/* On which nodes that have got the list it is not known what phones get, as a sentence; NULL: on none. The
 * caller frees it. */
char *publish_nodes_describe_unseen(const PublishNodes *nodes);

/* What is to be done. All is borrowed. */
typedef struct {
  const TrustList *list;
  const Consent *consent;    /* the errors that are overruled, on all nodes; NULL: none */
  const GPtrArray *expected; /* of TrustList: those that may be replaced; NULL: any */
  const char *const *read;   /* hosts whose lists were known when those were decided upon; NULL: none */
  const char *version;       /* of the cluster, as its platform CLI tells; NULL: not known */
  GHashTable *awaited; /* hosts (char *) of which an earlier run has told that a person has to put the list
                        * there; NULL: none */
  GHashTable *settled; /* hosts (char *) of which one has told that it is there, with the PublishState; NULL:
                        * none. What is still so in both is not recorded again */
  gboolean dry_run;    /* check everything, change nothing */
  gboolean take_over;  /* locks that pushes have left are removed, see remote-lock.h */
} PublishOrder;

/* Puts the list on each node that is not left out, and stores each node's outcome. The list is judged first,
 * see judge_list(), then each node, see judge_node(); errors that nobody has accepted stop what they speak
 * against before anything is written. A node that holds this list already is left as it is, so that a second
 * run does what the first could not; and after a check, one that holds another list than the check has found
 * fails with CTL_ERROR_CHANGED, and has to be checked again. TVS is asked anew in each run. Questions come
 * one at a time; when the job is cancelled, each node's temporary files are removed. WARNINGS gets what
 * concerns no node alone. FALSE with an error of consent_check() when the list is not fit, before any node is
 * called; otherwise with a copy of the worst node's error: that with the highest exit status. */
gboolean publish_nodes_run(PublishNodes *nodes, const PublishOrder *order, GPtrArray *warnings,
                           CtlPrompt *prompt, const Progress *progress, GCancellable *cancellable,
                           GError **error);

/* TRUE when the last run called no node, since the list itself is not fit; what is said of the nodes is that
 * of an earlier one then. */
gboolean publish_nodes_refused_list(const PublishNodes *nodes);

/* What the last run has found against the list wherever it goes (of Finding); borrowed until the next. */
const GPtrArray *publish_nodes_get_findings(const PublishNodes *nodes);

/* The same before a run: what judge_list() has against the signed LIST now. The caller frees it. */
GPtrArray *publish_judge_list(const TrustList *list);
