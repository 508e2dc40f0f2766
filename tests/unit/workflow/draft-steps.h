/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/workflow/list/draft.h"
#include "sample-cluster.h"

/* What a test does to a draft, as a table of steps. */

typedef enum {
  STEP_END,
  STEP_TOKEN,  /* sample_token(which) is added */
  STEP_SERVER, /* sample_server(which) is added with function and host */
  STEP_REMOVE, /* record index */
  STEP_NON_SECURE,
} DraftStepKind;

typedef struct {
  DraftStepKind kind;
  guint which;
  guint function;
  const char *host;
  gboolean refused; /* it is refused (CTL_ERROR_USAGE), and changes nothing */
} DraftStep;

#define ADD_TOKEN(token)                                                                                     \
  {                                                                                                          \
    STEP_TOKEN, token, 0, NULL, FALSE                                                                        \
  }
#define ADD_TOKEN_REFUSED(token)                                                                             \
  {                                                                                                          \
    STEP_TOKEN, token, 0, NULL, TRUE                                                                         \
  }
#define ADD_SERVER(function, host, server)                                                                   \
  {                                                                                                          \
    STEP_SERVER, server, function, host, FALSE                                                               \
  }
#define ADD_SERVER_REFUSED(function, host, server)                                                           \
  {                                                                                                          \
    STEP_SERVER, server, function, host, TRUE                                                                \
  }
#define REMOVE(index)                                                                                        \
  {                                                                                                          \
    STEP_REMOVE, index, 0, NULL, FALSE                                                                       \
  }
#define REMOVE_REFUSED(index)                                                                                \
  {                                                                                                          \
    STEP_REMOVE, index, 0, NULL, TRUE                                                                        \
  }
#define NON_SECURE                                                                                           \
  {                                                                                                          \
    STEP_NON_SECURE, 0, 0, NULL, FALSE                                                                       \
  }
/* The last of the steps; where a table has more places, none need be written. */
#define STEPS_END                                                                                            \
  {                                                                                                          \
    STEP_END, 0, 0, NULL, FALSE                                                                              \
  }

/* A draft made from OLD (may be NULL) by STEPS. */
ListDraft *draft_from_steps(TrustList *old, const DraftStep *steps);
void draft_take_steps(ListDraft *draft, const DraftStep *steps);

/* The server that a step adds. The caller frees it. */
ServerRecord *draft_step_server(const DraftStep *step);

/* The draft's records in short: the function and the number in the old list, after "=" for one that was kept,
 * "~" for one that was replaced; "+" for one that was added. The caller frees it. */
char *draft_describe(const ListDraft *draft);
