/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/workflow/plan/plan.h"

/* The plan for people. */

/* "is renewed": what becomes of a record, to stand behind its name. Static, translated. */
const char *plan_action_text(PlanAction action);

/* "CCM+TFTP 10.48.47.154 is renewed: the certificate of ...". The caller frees it. */
char *plan_record_describe(const PlanRecord *record);
