/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/trustlist/trust-list.h"
#include "app/workflow/cluster/cluster-status.h"

/* Today's list of the cluster: what the publisher serves to phones, which nobody vouches for, when its
 * checksums are those that its platform CLI tells over SSH. NULL in *LIST when the publisher says that it has
 * none. Errors: why the publisher could not be asked; CTL_ERROR_REMOTE when the list cannot be had or is not
 * the one that the publisher holds; CTL_ERROR_DAMAGED, and those of trust_list_verify(), since a list that
 * does not verify is no source of another. */
gboolean plan_find_list(const ClusterStatus *status, TrustList **list, GError **error);

/* The list in BYTES, which a person has named as today's. The same errors; *OTHER is set
 * to TRUE when the publisher holds another one. */
TrustList *plan_take_list(const ClusterStatus *status, GBytes *bytes, gboolean *other, GError **error);
