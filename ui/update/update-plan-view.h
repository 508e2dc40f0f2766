/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/workflow/plan/plan.h"

#include <gtk/gtk.h>

/* What becomes of each record of a list, with its reason, and what else there is to do and to know. */
#define UPDATE_PLAN_VIEW_TYPE (update_plan_view_get_type())
G_DECLARE_FINAL_TYPE(CtlUpdatePlanView, update_plan_view, CTL, UPDATE_PLAN_VIEW, GtkBin)

/* TODAY is today's list, or NULL where there is none. */
void update_plan_view_show(CtlUpdatePlanView *view, const Plan *plan, const TrustList *today);
