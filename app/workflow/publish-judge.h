/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/trustlist/acceptance.h"
#include "app/workflow/publish-tvs.h"

/* Whether phones will take a list that is about to replace another one; to be known before anything is
 * written. push judges so by itself; the desktop program shows the judgement first. */

typedef enum {
  PUBLISH_SAFE,     /* all phones that hold the old list take the new one */
  PUBLISH_DOUBTFUL, /* phones without Security by Default, if there are any, do not; see the warnings */
  PUBLISH_REFUSED,  /* phones would be locked out, or it cannot be known that they are not */
} PublishVerdict;

/* Phones in one state. */
typedef struct {
  const char *who;           /* "Phones with Security by Default that hold the old list"; static */
  AcceptanceVerdict verdict; /* with the answer of TVS; it stays ASKS_TVS where TVS gave none */
  char *text;                /* who, what they will do and why: a sentence without a full stop */
} PublishPhones;

typedef struct {
  PublishVerdict verdict;
  PublishTvsVerdict tvs;
  GPtrArray *phones; /* of PublishPhones */
  GPtrArray
      *warnings; /* what the user has to be told with any verdict: sentences (char *) without full stops */
  char *refusal; /* why it is refused and what to do, in the Windows client's words; else NULL */
} PublishJudgement;

void publish_judgement_free(PublishJudgement *judgement);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PublishJudgement, publish_judgement_free)

typedef struct {
  const TrustList *list;     /* signed; it has to verify */
  const TrustList *old_list; /* what the node holds now, and phones with it */
  const char *host;          /* the node, for the sentences */
  PublishTvs *tvs;           /* asked where phones would ask it; NULL: not asked */
} PublishJudgeRequest;

/* Nothing is contacted when a System Administrator Security Token of the old list has signed the new one, or
 * when phones would not ask TVS. Errors: CTL_ERROR_CANCELLED. The caller frees the judgement. */
PublishJudgement *publish_judge(const PublishJudgeRequest *request, const Progress *progress,
                                GCancellable *cancellable, GError **error);
