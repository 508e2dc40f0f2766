/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/trustlist/builder.h"
#include "app/trustlist/record-match.h"
#include "app/workflow/plan/plan-private.h"

/* Which record of today's list is what a new one is of. What two records are to each other says
 * record_traits_relate(); what is known of the cluster besides is added here. */

/* A record that the list should have. */
typedef struct {
  ListFunction function;
  const PlanNode *node; /* NULL for a token */
  const char *unit;     /* whose certificate it is, for people; NULL for a token */
  X509 *certificate;    /* borrowed */
  TrustListBuilder *builder;
  RecordTraits traits; /* of the record that would be written; they borrow from BUILDER */
  gboolean settled;    /* the plan has the record */
  guint index;         /* of the record of today's list that it is or whose place it takes, or RECORD_NONE */
} PlanWanted;

void plan_wanted_free(PlanWanted *wanted);

/* Adds one that nothing is decided of yet. */
void plan_want(Planning *planning, ListFunction function, const PlanNode *node, const char *unit,
               X509 *certificate);

/* TRUE when record INDEX holds the certificate. */
gboolean plan_holds(const Planning *planning, guint index, const PlanWanted *wanted);

/* TRUE when record INDEX is of the same thing, whatever its certificate is. */
gboolean plan_is_same_thing(const Planning *planning, guint index, const PlanWanted *wanted);

/* The first record that the plan has not decided about, and that holds the certificate for this node; that is
 * of the same thing; or that was of it before the node got another address or name. RECORD_NONE: there is
 * none. */
guint plan_find_in_place(const Planning *planning, const PlanWanted *wanted);
guint plan_find_same(const Planning *planning, const PlanWanted *wanted);
guint plan_find_moved(const Planning *planning, const PlanWanted *wanted);
