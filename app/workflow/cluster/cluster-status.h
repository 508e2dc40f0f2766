/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/base/progress.h"
#include "app/base/prompt.h"
#include "app/publisher/cli/platform-cli-answers.h"
#include "app/publisher/settings/address-book.h"
#include "app/workflow/cluster/node-facts.h"
#include "app/workflow/cluster/own-certificates.h"
#include "app/workflow/publish/served-list.h"

/* What the nodes of a cluster hold, as they themselves say it on their platform CLIs. */

typedef struct {
  GPtrArray *
      nodes; /* of PublisherAddress, the publisher first; its user has a platform CLI, its path is not used */
  const PublisherLogin *login;   /* may be NULL */
  const AddressBookEntry *entry; /* whose ports are asked for what phones are served; NULL: they are not */
  gboolean certificates;         /* ask for the nodes' own certificates too */
  gboolean facts;                /* and for all that NodeFacts has; wants ENTRY */
  gboolean old_tls;              /* the old algorithms that TLS may use for that */
  const char *const *left_out;   /* hosts of the cluster that are not among NODES on purpose; NULL: none */
} ClusterStatusRequest;

/* One node. */
typedef struct {
  char *host;
  gboolean is_publisher; /* the first of the request */
  GError *error;         /* why it could not be asked; then the rest is empty */
  char *warnings;        /* of the session, or NULL */
  ClusterMode mode;
  char *version; /* "10.5.2.10000-5", or NULL */
  PlatformListFacts ctl;
  ServedList served;
  OwnCertificates own; /* all OWN_UNKNOWN when they were not asked for */
  NodeFacts facts;     /* nothing is known when they were not asked for */
  gboolean other_mode; /* than the first node that answered says */
  gboolean other_list; /* than it holds */
  gboolean stale;   /* phones are served another list than the node holds: Cisco Tftp has to be restarted */
  gboolean differs; /* one of these */
} NodeStatus;

typedef struct {
  GPtrArray *nodes;   /* of NodeStatus, in the order of the request */
  GPtrArray *members; /* of PlatformNode: the cluster's nodes as the publisher tells them */
  GPtrArray *unasked; /* of char *: nodes that run CallManager, are in the cluster and were not asked */
  char **left_out;    /* hosts that were not asked on purpose; they count nowhere else */
  GPtrArray *others;  /* of char *: hosts of the request that run another product, as the publisher says, and
                       * serve no lists; they are not among NODES */
  GPtrArray *unread;  /* of char *: nodes of the cluster of which the publisher did not say what they run */
  gboolean unknown;   /* the publisher did not say which nodes the cluster has */
  gboolean same;      /* all nodes that were asked told their mode and their list, and these are the same */
} ClusterStatus;

void cluster_status_free(ClusterStatus *status);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ClusterStatus, cluster_status_free)

/* Asks all nodes at the same time; questions to the user come one after the other. A node that cannot be
 * asked is told of in the result. Errors: CTL_ERROR_CANCELLED only. */
ClusterStatus *cluster_status_ask(const ClusterStatusRequest *request, CtlPrompt *prompt,
                                  const Progress *progress, GCancellable *cancellable, GError **error);

/* TRUE when MEMBER is one of the nodes that were left out on purpose. */
gboolean cluster_status_is_left_out(const ClusterStatus *status, const PlatformNode *member);

/* FALSE when NODE answered without saying its mode, or nothing by which its list can be told from others. */
gboolean node_status_is_determined(const NodeStatus *node);

/* TRUE when NODE says enough of its list to tell it from others, or that it has none. */
gboolean node_status_knows_list(const NodeStatus *node);

/* TRUE when each node of the cluster is known and was asked, whatever it answered. */
gboolean cluster_status_is_whole(const ClusterStatus *status);

/* TRUE when the list on NODE is one for the other security mode. */
gboolean node_status_is_for_other_mode(const NodeStatus *node);

/* TRUE when all is as it should be: one list on all nodes, made for the cluster's mode, and nothing to do
 * about what else is known of them. */
gboolean cluster_status_is_well(const ClusterStatus *status);

/* FALSE when nodes could not be asked; ERROR tells why of each, see node_errors_check(). */
gboolean cluster_status_check(const ClusterStatus *status, GError **error);

/* FALSE when something could not be determined though nodes answered: which nodes the cluster has and what
 * they run, modes, lists. ERROR says what; its code is CTL_ERROR_REMOTE. */
gboolean cluster_status_check_determined(const ClusterStatus *status, GError **error);

/* "mixed", "non-secure" or "unknown", for scripts. Static. */
const char *cluster_mode_get_word(ClusterMode mode);

/* The same for a person, translated. Static. */
const char *cluster_mode_text(ClusterMode mode);

/* What the administrator has to do, as whole sentences (of char *): empty when all is as it should be. */
GPtrArray *cluster_status_get_to_do(const ClusterStatus *status);

/* A sentence when the release takes no lists that tokens sign, as far as is known; NULL when it does, and
 * when it is not known. The caller frees it. */
char *cluster_status_describe_release(const ClusterStatus *status);

/* A sentence for each of the nodes that serve no lists (of char *). The caller unrefs the array. */
GPtrArray *cluster_status_describe_others(const ClusterStatus *status);

/* All of these. */
GPtrArray *cluster_status_get_advice(const ClusterStatus *status);
