/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/trustlist/trust-list.h"

/* The lists of clusters of several releases (cluster releases: Security Guide 12.5, CTL Client Setup,
 * "Signers and SAST records"; who signs an ITL: "Regenerate Certificates in UCM"), all of one cluster, whose
 * servers' certificates are the same from row to row but where a name says renewed. */
typedef enum {
  NO_LIST,
  /* CTLs */
  TOKENS_9,         /* up to 10.5: two tokens as SAST, the second signs */
  TOKENS_9_AGAIN,   /* the same, signed by the first token */
  TOKENS_9_RENEWED, /* the same with a new CallManager certificate */
  TOKENS_12,        /* from 11.5 on: the tokens, ITLRecovery and CallManager as SAST */
  OTHER_TOKENS,     /* two new tokens */
  TOKENS_FORGED,    /* somebody else's key under the second token's name */
  TOKENS_CHANGED,   /* changed after it was signed */
  TOKENLESS_10,     /* up to 11.5: CallManager is SAST and signs */
  TOKENLESS_10_RENEWED,
  TOKENLESS_12,   /* from 12.0 on: ITLRecovery is SAST and signs, CallManager is SAST */
  TOKENS_EMPTIED, /* of a cluster that was set to non-secure mode */
  /* ITLs */
  ITL_8,         /* 8.0 to 11.5: CallManager is SAST and signs */
  ITL_8_RENEWED, /* with a new CallManager certificate */
  ITL_12,        /* from 12.0 on: ITLRecovery is SAST and signs */
  ITL_12_NEW_CALLMANAGER,
  ITL_12_RENEWED,   /* with a new ITLRecovery certificate */
  ITL_EMPTIED,      /* by the rollback switch */
  ITL_EMPTIED_SAST, /* the same, and the record of the signer stays */
  ITL_WITHOUT_TVS,  /* of CallManager */
  ITL_OVER_64_KB,
  N_SITUATION_LISTS,
} SituationList;

/* Makes all lists, each of which stays until situation_lists_free(). */
void situation_lists_make(void);
void situation_lists_free(void);

/* NULL for NO_LIST. Borrowed. */
const TrustList *situation_list(SituationList which);
