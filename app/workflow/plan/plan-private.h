/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/trustlist/record-traits.h"
#include "app/workflow/plan/plan-servers.h"
#include "app/workflow/plan/plan.h"

/* A node of the cluster: what it answered, what the publisher says of it, or both. Borrowed. */
typedef struct {
  const NodeStatus *status;   /* NULL: it was not asked */
  const PlatformNode *member; /* NULL: the publisher does not tell of it */
} PlanNode;

/* Those that have records in a list: nodes that only run another product are none. Of PlanNode, the publisher
 * first. The caller frees the array. */
GArray *plan_nodes_list(const ClusterStatus *status);

/* What a person calls it. Borrowed. */
const char *plan_node_get_name(const PlanNode *node);
/* Its dotted IPv4 address, or NULL where it is not known. Borrowed. */
const char *plan_node_get_address(const PlanNode *node);
/* TRUE when the record with TRAITS is of this node. */
gboolean plan_node_has_record(const PlanNode *node, const RecordTraits *traits);
/* The same of any of NODES (of PlanNode). */
gboolean plan_nodes_have_record(const GArray *nodes, const RecordTraits *traits);

/* What plan_make() is working on. */
typedef struct {
  const PlanQuestion *question;
  Plan *plan;
  GArray *nodes;     /* of PlanNode */
  GArray *traits;    /* of RecordTraits of today's list */
  GPtrArray *wanted; /* of PlanWanted (plan-match.h) */
  gboolean *claimed; /* for each record of today's list: the plan has decided about it */
} Planning;

/* Adds the records that the list should have, in the order in which they are written. */
void plan_add_wanted(Planning *planning);
/* Decides about the records of today's list that are none of those. */
void plan_add_leftover(Planning *planning);
/* Adds what there is to do and to know besides. */
void plan_add_findings(Planning *planning);

/* TRUE when a SAST record, in today's list or among those that are named, is a token's. */
gboolean plan_has_tokens(const Planning *planning);
/* TRUE when record INDEX of today's list is SAST and can only be a token's. */
gboolean plan_is_token(const Planning *planning, guint index);

/* Adds a sentence to one of the plan's arrays. */
void plan_tell(GPtrArray *sentences, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Adds what becomes of record INDEX of today's list (RECORD_NONE: a new one), which is claimed. REASON is
 * taken. */
PlanRecord *plan_add_record(Planning *planning, PlanAction action, guint index, char *reason);

/* The certificate of record INDEX of today's list; NULL when it has none. The caller frees it. */
X509 *plan_dup_certificate(const Planning *planning, guint index);
