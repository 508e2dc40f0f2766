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
  char *elsewhere; /* hosts that do not serve that list, though it is the right one; NULL: none is known */
  guint n_elsewhere;
  gboolean by_update; /* an update makes the list that the cluster needs, or brings it to those hosts */
} PlanStatus;

/* STATUS was asked for certificates. The caller frees the result. */
PlanStatus *plan_status_new(const ClusterStatus *status);
void plan_status_free(PlanStatus *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PlanStatus, plan_status_free)

/* "not-judged", "not-known", "right", "wrong", for scripts. Static. */
const char *list_state_get_word(ListState state);

/* The verdict for people: whether the list is right, and what to do, a line each; NULL when nothing is to be
 * said. UPDATER is what an update is called where it is read. The changes are told apart from it. The caller
 * frees it. */
char *plan_status_describe(const PlanStatus *plan, const char *updater);
/* The changes, a line each; NULL: there are none. The caller frees it. */
char *plan_status_describe_changes(const PlanStatus *plan);

/* FALSE when it is not known. Errors: CTL_ERROR_REMOTE. */
gboolean plan_status_check(const PlanStatus *plan, GError **error);
