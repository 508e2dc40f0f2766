/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/publisher/settings/address.h"
#include "app/publisher/settings/old-algorithms.h"

/* What a saved publisher tells of its cluster besides its own address. */

typedef enum {
  NODE_PUBLISHER,
  NODE_SUBSCRIBER,
  NODE_TFTP,
} NodeRole;

/* Another node of the cluster. The login is the publisher's. */
typedef struct {
  NodeRole role;
  char *host;
  PublisherAddress *address; /* NULL: reached with the publisher's user, port and path */
  gboolean has_way;          /* files get in by a way of its own */
  DeliveryWay way;
} ClusterNode;

typedef struct {
  GPtrArray *nodes;     /* of ClusterNode, without the publisher itself; may be empty */
  guint old_algorithms; /* set of OldAlgorithm that may be used */
  guint tftp_port;      /* 1 to 65535 */
  guint http_port;
  guint tvs_port;
  char *cli_user;          /* user of the platform CLI, where it is not the publisher's user; or NULL */
  gboolean keep_password;  /* passwords are in the keyring, see keyring.h */
  guint keep_old;          /* how many replaced lists stay on each node, 0 to CLUSTER_MAX_KEEP_OLD */
  char **tvs_certificates; /* fingerprints ("AB:CD:...") of the certificates that TVS on the publisher may
                            * show, which somebody has confirmed; may be empty */
  char **web_certificates; /* the same of the certificates that OS Administration of the nodes may show */
  char **host_keys; /* fingerprints ("SHA256:...") of host keys that are known to be right; may be empty */
} ClusterSettings;

#define CLUSTER_MAX_NODES 100
#define CLUSTER_MAX_KEEP_OLD 9

/* No other nodes, no old algorithms, the usual ports, one old list kept. */
ClusterSettings *cluster_settings_new(void);
ClusterSettings *cluster_settings_copy(const ClusterSettings *settings);
void cluster_settings_free(ClusterSettings *settings);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ClusterSettings, cluster_settings_free)

/* "publisher", "subscriber", "tftp". */
const char *node_role_get_word(NodeRole role);

/* Adds a node from "HOST" (a subscriber), "ROLE HOST" or "ROLE HOST WAY", SEPARATOR being between them; a URL
 * in place of HOST for one with a user, port or path of its own. Errors: CTL_ERROR_USAGE for a wrong role or
 * host, one that is there already, too many. */
gboolean cluster_settings_add_node(ClusterSettings *settings, const char *words, char separator,
                                   GError **error);

/* TRUE when all values are in range; else CTL_ERROR_USAGE. */
gboolean cluster_settings_check(const ClusterSettings *settings, GError **error);

/* Reads and writes the keys nodes, old-algorithms, cli-user, password, tftp-port, http-port, tvs-port,
 * keep-old, host-keys, tvs-certificates and web-certificates of GROUP; what stands for the usual is not
 * written. A fingerprint that is not whole, as version 0.1 took them, counts for nothing: IGNORED (may be
 * NULL) gets a part of a sentence (char *) about it, and it stays in the file. Errors: CTL_ERROR_DAMAGED or
 * CTL_ERROR_USAGE with what is wrong and the key, as a part of a sentence. */
ClusterSettings *cluster_settings_read(GKeyFile *file, const char *group, GPtrArray *ignored, GError **error);
void cluster_settings_write(const ClusterSettings *settings, GKeyFile *file, const char *group);
