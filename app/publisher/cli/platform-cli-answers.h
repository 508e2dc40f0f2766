/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* What the answers of the platform CLI say. Pure functions of text as platform_cli_run() returns it; lines
 * may be wrapped. */

/* The answer to `show ctl` or `show itl`. */
typedef struct {
  gboolean found;    /* FALSE: the node has no such file, the rest is empty */
  gboolean verified; /* "was verified successfully" */
  gint64 len;        /* bytes, -1 where it is not said */
  char *md5;         /* lower-case hex, or NULL */
  char *sha1;
  char *modified;       /* as the node writes it, or NULL */
  char *signer;         /* subject, or NULL */
  char *signer_serial;  /* "83:E9:...", or NULL */
  guint n_servers;      /* records of TFTP servers that are shown */
  guint n_certificates; /* those of them that have a certificate */
} PlatformListFacts;

/* FALSE when TEXT is no such answer. */
gboolean platform_cli_parse_list(const char *text, PlatformListFacts *facts);

/* TRUE when these are the checksums of the list that FACTS tells of: it has to tell one, and those that it
 * tells have to be these. In lower-case hex. */
gboolean platform_list_facts_match(const PlatformListFacts *facts, const char *md5, const char *sha1);
void platform_list_facts_clear(PlatformListFacts *facts);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PlatformListFacts, platform_list_facts_clear)

#define PLATFORM_CLI_ASK_MODE                                                                                \
  "run sql select paramname,paramvalue from processconfig where paramname='ClusterSecurityMode'"
#define PLATFORM_CLI_ASK_NODES "run sql select name from processnode"

/* ClusterSecurityMode. */
typedef enum {
  CLUSTER_MODE_UNKNOWN = -1,
  CLUSTER_MODE_NON_SECURE = 0,
  CLUSTER_MODE_MIXED = 1,
} ClusterMode;
ClusterMode platform_cli_parse_mode(const char *text);

#define PLATFORM_CLI_ASK_ROLLBACK                                                                            \
  "run sql select paramname,paramvalue from processconfig where paramname='RollBackToPreGrayback'"

/* The enterprise parameter "Prepare Cluster for Rollback to pre 8.0". */
typedef enum {
  PLATFORM_SWITCH_UNKNOWN,
  PLATFORM_SWITCH_OFF,
  PLATFORM_SWITCH_ON,
} PlatformSwitch;
PlatformSwitch platform_cli_parse_rollback(const char *text);

/* The names in processnode, without the entry that stands for the whole cluster. The caller frees them with
 * g_strfreev(). */
char **platform_cli_parse_node_names(const char *text);

typedef enum {
  PLATFORM_ROLE_UNKNOWN, /* the line does not say */
  PLATFORM_ROLE_PUBLISHER,
  PLATFORM_ROLE_SUBSCRIBER,
} PlatformRole;

/* What a node runs. */
typedef enum {
  PLATFORM_PRODUCT_UNKNOWN,     /* the line does not say, or a word that is not known here */
  PLATFORM_PRODUCT_CALLMANAGER, /* Unified CM: call processing, TFTP, or both */
  PLATFORM_PRODUCT_CUPS,        /* IM and Presence */
  PLATFORM_PRODUCT_CISCOER,     /* Emergency Responder */
} PlatformProduct;

/* A line of `show network cluster`. */
typedef struct {
  char *address;
  char *full_name; /* cucm-pub.example.com; NULL without a DNS domain */
  char *name;
  PlatformRole role;
  PlatformProduct product;
} PlatformNode;
void platform_node_free(PlatformNode *node);

/* TRUE when HOST is the address or a name of NODE; of a node without a DNS domain also when HOST has one. */
gboolean platform_node_is(const PlatformNode *node, const char *host);

/* An array of PlatformNode, in the order of the lines. UNREAD (of char *) gets the addresses and names of
 * nodes that TEXT names and says no more of, or nothing that makes sense. Nothing in either array means that
 * the nodes are not known, never that there are none. */
GPtrArray *platform_cli_parse_cluster(const char *text, GPtrArray *unread);

/* "10.5.2.10000-5" of `show version active`. The caller frees it; NULL when it is not there. */
char *platform_cli_parse_version(const char *text);

/* FALSE for 14SU3 (14.0.1.13900) and later, whose CTL Provider supports no tokens (TN214231, the only
 * source). The guides of release 14 name no token client. Whether such a cluster serves a list that tokens
 * sign, when it was put there in another way, is not known. */
gboolean platform_cli_version_supports_tokens(const char *version);

/* What a node says of a service. */
typedef enum {
  PLATFORM_SERVICE_UNKNOWN, /* nothing, or a state that is not known here */
  PLATFORM_SERVICE_STARTED,
  PLATFORM_SERVICE_STARTING,
  PLATFORM_SERVICE_STOPPING,
  PLATFORM_SERVICE_STOPPED,       /* "[STOPPED]", "[NOTRUNNING]" */
  PLATFORM_SERVICE_COMMANDED_OUT, /* the same with "Commanded Out of Service": somebody stopped it */
  PLATFORM_SERVICE_NOT_ACTIVATED,
} PlatformService;

/* What `utils service list` or `utils service restart` answers about SERVICE: the last that TEXT says of it
 * counts, as a restart goes through several states. */
PlatformService platform_cli_parse_service(const char *text, const char *service);

/* The same for the answer to a restart of SERVICE alone, which may say without its name that it is not
 * activated; not where it tells the states of other services. */
PlatformService platform_cli_parse_restart(const char *text, const char *service);

/* TRUE when TEXT tells the state of any service. */
gboolean platform_cli_tells_services(const char *text);

/* A line of `show cert list trust`. */
typedef struct {
  char *store; /* "Phone-SAST-trust" */
  char *file;  /* "SAST-ADN008580ef.pem" */
  char *description;
} PlatformTrustEntry;
void platform_trust_entry_free(PlatformTrustEntry *entry);

/* An array of PlatformTrustEntry. */
GPtrArray *platform_cli_parse_trust(const char *text);
