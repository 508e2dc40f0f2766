/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/workflow/plan/plan.h"

/* What a plan says of the list that a cluster has, in short: for a look at its state. */

typedef enum {
  LIST_NOT_JUDGED, /* there is none, or none is wanted as the cluster is; the state itself says so */
  LIST_NOT_KNOWN,
  LIST_RIGHT,
  LIST_WRONG, /* the cluster needs another one */
} ListState;

typedef struct {
  ListState state;
  GPtrArray
      *changes; /* of char *: what the list that the cluster needs changes, sentences without a full stop */
  char *what;   /* what is not known, or what to do: sentences; NULL when there is nothing */
} PlanStatus;

/* STATUS was asked for certificates. The caller frees the result. */
PlanStatus *plan_status_new(const ClusterStatus *status);
void plan_status_free(PlanStatus *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PlanStatus, plan_status_free)

/* "not-judged", "not-known", "right", "wrong", for scripts. Static. */
const char *list_state_get_word(ListState state);

/* FALSE when it is not known. Errors: CTL_ERROR_REMOTE. */
gboolean plan_status_check(const PlanStatus *plan, GError **error);
