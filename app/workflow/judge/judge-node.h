/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/trustlist/acceptance.h"
#include "app/workflow/judge/consent.h"

/* What the Trust Verification Service (TVS) of a cluster says of the signer of a list. */
typedef enum {
  PUBLISH_TVS_NOT_ASKED,
  PUBLISH_TVS_VOUCHES,    /* it trusts the certificate as that of a System Administrator Security Token */
  PUBLISH_TVS_OTHER_ROLE, /* it trusts the certificate, but not as that */
  PUBLISH_TVS_UNKNOWN,    /* it does not trust the certificate */
  PUBLISH_TVS_FAILED,     /* it could not be asked */
} PublishTvsVerdict;

/* Borrowed from whoever asked. */
typedef struct {
  PublishTvsVerdict verdict;
  const char *text;     /* the verdict as a part of a sentence, without a full stop: "TVS on cucm-pub does not
                         * know its certificate"; NULL when it was not asked */
  const TrustList *itl; /* the cluster's ITL, or NULL where none could be had that is proven to be it */
  const char *warning;  /* of old algorithms in use, as a sentence without a full stop, or NULL */
} PublishTvsAnswer;

/* A list that is about to be put on a node. All is borrowed. */
typedef struct {
  const TrustList *list;       /* signed; it verifies */
  const char *host;            /* the node, as it is called */
  const char *file_name;       /* where the list goes, without folder */
  GBytes *old_bytes;           /* what is there now, or NULL */
  const TrustList *old_list;   /* the same read, NULL when it is damaged */
  const GError *old_damage;    /* why it could not be read */
  const GPtrArray *expected;   /* of TrustList: those that may be replaced; NULL: any */
  gboolean was_read;           /* what the node held was known when those were decided upon */
  const PublishTvsAnswer *tvs; /* NULL: not asked */
  const char *version;         /* of the cluster, as its platform CLI tells; NULL: not known */
} NodeCase;

/* Phones in one state. */
typedef struct {
  const char *who;           /* "Phones with Security by Default that hold the old list"; static */
  AcceptanceVerdict verdict; /* with the answer of TVS; it stays ASKS_TVS where TVS gave none */
  char *text;                /* who, what they will do and why: a sentence without a full stop */
} JudgedPhones;

typedef enum {
  PHONES_NOT_JUDGED, /* nobody knows what they hold */
  PHONES_SAFE,       /* all that hold the old list take the new one */
  PHONES_DOUBTFUL,   /* those without Security by Default, if there are any, do not */
  PHONES_REJECT,     /* some would be locked out, or it cannot be known that they are not */
} PhonesVerdict;

typedef struct {
  GPtrArray *findings; /* of Finding */
  PhonesVerdict verdict;
  GPtrArray *phones; /* of JudgedPhones; empty when they were not judged */
} NodeJudgement;

/* What PHONE, which is called WHO, does with LIST when TVS says ANSWER. WHO is borrowed; the caller frees the
 * result with judged_phones_free(). */
JudgedPhones *judge_phones_in_state(const char *who, const Phone *phone, const TrustList *list,
                                    const PublishTvsAnswer *answer);
void judged_phones_free(JudgedPhones *phones);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(JudgedPhones, judged_phones_free)

/* TRUE when phones that hold the old list would ask TVS about the signer, so that its answer is needed. */
gboolean judge_node_needs_tvs(const NodeCase *question);

/* All that speaks against putting the list on this node: what it is for, what is there now, and what phones
 * do that hold it. The list itself is judge_list()'s matter. The caller frees the judgement. Pure. */
/* What is known, and what is not, of token lists on a cluster of VERSION, which supports no tokens: a
 * sentence without a full stop. The caller frees it. */
char *judge_describe_release(const char *version);

NodeJudgement *judge_node(const NodeCase *question);
void node_judgement_free(NodeJudgement *judgement);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(NodeJudgement, node_judgement_free)
