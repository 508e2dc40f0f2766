/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/plan/plan-text.h"

#include "app/workflow/list/list-file.h"

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

char *
plan_describe_today(const TrustList *list)
{
  if (list == NULL)
    return g_strdup(_("The cluster has no list."));
  GBytes *bytes = trust_list_get_bytes(list);
  g_autofree char *md5 = NULL;
  g_autofree char *sha1 = NULL;
  list_checksums(bytes, &md5, &sha1);
  guint n = trust_list_get_n_records(list);
  return g_strdup_printf(ngettext("Today's list: %zu bytes, %u record, MD5 %s",
                                  "Today's list: %zu bytes, %u records, MD5 %s", n),
                         g_bytes_get_size(bytes), n, md5);
}

void
plan_get_parts(const Plan *plan, PlanPart parts[PLAN_N_PARTS])
{
  parts[0] = (PlanPart){_("To do"), plan->to_do};
  parts[1] = (PlanPart){_("Not known"), plan->unknown};
  parts[2] = (PlanPart){_("Not known"), plan->unread};
  parts[3] = (PlanPart){_("To know"), plan->notes};
}

const char *
plan_get_verdict(const Plan *plan, gboolean all_well)
{
  if (plan_needs_list(plan))
    return _("The cluster needs a new list.");
  if (plan->first != NULL)
    return _("Whether the cluster needs a new list is known when that is done.");
  if (!plan_check_determined(plan, NULL))
    return _("Whether the cluster needs a new list could not be determined.");
  if (plan->is_partial)
    return _("As far as the nodes were asked, the cluster needs no new list.");
  return all_well ? _("Nothing to do: the cluster has the list that it needs.")
                  : _("The cluster needs no new list.");
}
