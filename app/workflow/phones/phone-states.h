/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/trustlist/acceptance.h"

/* Would phones take a file? Judged for each state that a phone can be in with the lists that are known. */

typedef struct {
  const TrustList *file; /* a CTL or an ITL */
  const TrustList *ctl;  /* what phones hold, or NULL */
  const TrustList *itl;  /* or NULL */
} PhoneQuestion;

/* A phone in one state. */
typedef struct {
  const char *word;    /* for scripts: "nothing", "itl", "ctl", "both" */
  const char *holding; /* "Phones that hold this CTL only" */
  const char *kind;    /* "with Security by Default", or without it */
  Phone phone;
  gboolean given; /* it holds all the lists that are known */
  Acceptance acceptance;
} PhoneState;

/* The states (GArray of PhoneState), two for each holding: with and without Security by Default. The most
 * common question comes last, next to the advice. The caller frees it; the lists are borrowed. */
GArray *phone_states_judge(const PhoneQuestion *question);

/* What phones do and why, without the holding, as people read it. */
typedef struct {
  const char *holding;       /* static; the same in two lines when the two kinds do not act alike */
  AcceptanceVerdict verdict; /* of all phones of the line */
  char *text;                /* "all take it: the signer is ...": a sentence without its full stop */
} PhoneLine;

/* STATES as PhoneLines; the caller frees them. */
GPtrArray *phone_states_describe(const GArray *states, const PhoneQuestion *question);

/* What to do (of const char *), each advice once: sentences without the last full stop. The caller frees the
 * array. */
GPtrArray *phone_states_collect_advice(const GArray *states, const PhoneQuestion *question);

/* The first state with all the lists in which the file is rejected, in words for an error message ("without
 * Security by Default ..."); NULL when there is none. Static. */
const char *phone_states_find_rejection(const GArray *states);
