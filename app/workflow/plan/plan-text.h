/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/workflow/plan/plan.h"

/* The plan for people. */

/* "is renewed": what becomes of a record, to stand behind its name. Static, translated. */
const char *plan_action_text(PlanAction action);

/* "CCM+TFTP 10.48.47.154 is renewed: the certificate of ...". The caller frees it. */
char *plan_record_describe(const PlanRecord *record);

/* "Today's list: 5728 bytes, 10 records, MD5 ..."; LIST may be NULL. The caller frees it. */
char *plan_describe_today(const TrustList *list);

/* What there is to do, what is not known and what to know, each with its name for people. PLAN's. */
#define PLAN_N_PARTS 4
typedef struct {
  const char *name;           /* translated; static */
  const GPtrArray *sentences; /* of char * */
} PlanPart;
void plan_get_parts(const Plan *plan, PlanPart parts[PLAN_N_PARTS]);

/* Whether the cluster needs a new list, a sentence. ALL_WELL: nothing was found in the list that it has, and
 * there is nothing else to do. Static, translated. */
const char *plan_get_verdict(const Plan *plan, gboolean all_well);
