/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/publisher/settings/address-book.h"
#include "ui/widgets/job.h"

/* What the nodes of a publisher that was tried out answer, in words; not GOOD for a list that does not
 * verify, or a node into which files do not get. */
typedef struct {
  char *text;
  gboolean good;
  DeliveryWay way; /* of ways_job_run() */
} CheckResult;

void check_result_free(CheckResult *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CheckResult, check_result_free)

/* The connection test: takes an AddressBookEntry, gives a CheckResult. */
gpointer check_job_run(const JobContext *context, GError **error);

/* Which ways the account of an AddressBookEntry has into the publisher: GOOD when one is proposed, WAY. */
gpointer ways_job_run(const JobContext *context, GError **error);
