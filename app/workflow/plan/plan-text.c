/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/plan/plan-text.h"

#include <glib/gi18n.h>

const char *
plan_action_text(PlanAction action)
{
  static const char *const texts[] = {
      [PLAN_KEEP] = N_("stays"),          [PLAN_ADD] = N_("is added"), [PLAN_RENEW] = N_("is renewed"),
      [PLAN_READDRESS] = N_("has moved"), [PLAN_REMOVE] = N_("goes"),
  };
  return _(texts[action]);
}

char *
plan_record_describe(const PlanRecord *record)
{
  return g_strdup_printf("%s %s%s%s", record->label, plan_action_text(record->action),
                         record->reason != NULL ? ": " : "", record->reason != NULL ? record->reason : "");
}
