/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/workflow/cluster/cluster-status.h"
#include "app/workflow/list/draft.h"

/* Which list a cluster should have, and why. */

typedef enum {
  PLAN_TO_TOKENS,
  PLAN_TO_TOKENLESS, /* the list that tokens sign, from which the cluster itself goes to a tokenless one */
} PlanGoal;

/* "tokens", "tokenless", for scripts. Static. */
const char *plan_goal_get_word(PlanGoal goal);
/* Reads such a word, as the option --to gives it; NULL: tokens. Errors: CTL_ERROR_USAGE. */
gboolean plan_goal_from_word(const char *word, PlanGoal *goal, GError **error);

/* What the plan is made from; all of it is borrowed. */
typedef struct {
  const ClusterStatus *status; /* asked for certificates too */
  TrustList *list;             /* today's, from a source that is believed; NULL: the cluster has none */
  PlanGoal goal;
  const GPtrArray *tokens; /* of X509: those that the list is to have, in their order, and no other tokens;
                              NULL: those that it has */
  gboolean is_other;       /* LIST was given, and is not the one that the publisher holds */
} PlanQuestion;

typedef enum {
  PLAN_KEEP,
  PLAN_ADD,
  PLAN_RENEW,     /* the same thing has another certificate */
  PLAN_READDRESS, /* the same certificate is on another address, or its node has another name */
  PLAN_REMOVE,
} PlanAction;

/* One record of today's list, or of the one that is to come. */
typedef struct {
  PlanAction action;
  guint old_number;      /* in today's list, from 1; 0: it is not in it */
  char *label;           /* "CCM+TFTP 10.48.47.154"; safe for a terminal */
  char *reason;          /* a sentence without a full stop; NULL for a record that stays as it is */
  gboolean not_compared; /* it stays because nothing is known of what it should be */
  /* what is written, unless it is kept or removed */
  ListFunction function;
  char *host;        /* NULL for a token */
  char *address;     /* dotted IPv4, or NULL where it is not known */
  X509 *certificate; /* owned */
} PlanRecord;

typedef struct {
  GPtrArray
      *records;     /* of PlanRecord: those to come in the order in which they are written, what goes last */
  GPtrArray *to_do; /* of char *: what has to be done besides, sentences */
  GPtrArray *unknown; /* of char *: what could not be determined, sentences */
  GPtrArray *unread;  /* of char *: what nodes did not tell and the list does not depend on, sentences */
  GPtrArray *notes;   /* of char *: what to know of it, sentences */
  const char *first; /* the sentence of TO_DO that has to be done before this program can make the list; NULL:
                      * nothing */
  gboolean is_partial; /* nodes were left out on purpose: it is a plan for the others */
  GError *failure;     /* why nodes could not be asked, or did not say what they have to; or NULL */
} Plan;

/* Pure. The caller frees the plan. */
Plan *plan_make(const PlanQuestion *question);
void plan_free(Plan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Plan, plan_free)

/* FALSE when the plan is not whole, as something could not be determined. Errors: that of the nodes that
 * could not be asked, CTL_ERROR_REMOTE. */
gboolean plan_check_determined(const Plan *plan, GError **error);

/* TRUE when today's list is not the one that should be. */
gboolean plan_needs_list(const Plan *plan);

/* The list of the plan, made from today's LIST (that of the question). Looks up names of nodes whose address
 * is not known. Errors: those of list_draft_add_server() and its like. The caller frees the draft. */
ListDraft *plan_make_draft(const Plan *plan, TrustList *list, GCancellable *cancellable, GError **error);

/* "keep", "add", "renew", "readdress", "remove", for scripts. Static. */
const char *plan_action_get_word(PlanAction action);
