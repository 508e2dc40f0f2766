/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* Which SAST records of servers a list that tokens sign has by release (Security Guide 12.5(1)SU1, "CTL
 * Client Setup", and 12.5(1)SU5, "Security Modes"): none up to 10.5; ITLRecovery and CallManager of the
 * publisher from 11.5 on, so that phones without Security by Default take the tokenless list that one of them
 * signs later. */
typedef enum {
  PLAN_SERVERS_NONE,
  PLAN_SERVERS_BOTH,
  PLAN_SERVERS_NOT_KNOWN, /* of 11.0, and of a release that is not known */
} PlanServers;

/* VERSION as the platform CLI tells it, "11.5.1.12900-21"; NULL: not known. */
PlanServers plan_servers_of_release(const char *version);
