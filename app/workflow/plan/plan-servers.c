/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/plan/plan-servers.h"

#include <glib.h>

PlanServers
plan_servers_of_release(const char *version)
{
  g_auto(GStrv) parts = g_strsplit_set(version != NULL ? version : "", ".-", 3);
  if (g_strv_length(parts) < 2)
    return PLAN_SERVERS_NOT_KNOWN;
  gint64 major = g_ascii_strtoll(parts[0], NULL, 10);
  gint64 minor = g_ascii_strtoll(parts[1], NULL, 10);
  if (major < 11)
    return PLAN_SERVERS_NONE;
  return major > 11 || minor >= 5 ? PLAN_SERVERS_BOTH : PLAN_SERVERS_NOT_KNOWN;
}
