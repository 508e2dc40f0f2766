/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/cli/output/json-output.h"
#include "app/workflow/plan/plan.h"

/* A plan as commands print it. */

/* All of it is borrowed. */
typedef struct {
  const TrustList *list; /* today's; NULL: the cluster has none */
  const Plan *plan;
  PlanGoal goal;
  const GPtrArray *findings; /* of Finding: against the list that the plan makes; NULL: not judged here */
} PlanReport;

/* On standard output. */
void plan_report_print(const PlanReport *report);

/* Adds the plan's members, all but the findings. */
void json_add_plan(JsonBuilder *json, const PlanReport *report);

/* TRUE when something stands in the way of the list that the plan makes. */
gboolean plan_report_has_errors(const PlanReport *report);
