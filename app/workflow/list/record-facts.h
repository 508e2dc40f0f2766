/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/workflow/list/draft.h"

/* What people want to know of a record of a list, as texts to show: valid UTF-8 without control characters,
 * empty where the record says nothing. */
typedef struct {
  char *number;   /* in the list, from 1; empty for a record that was removed */
  char *function; /* "CCM+TFTP" */
  char *host;
  char *name;      /* the CN of the certificate's subject, or the whole name in the record */
  char *issuer;    /* the same of the issuer */
  char *serial;    /* "83:E9:08:00:00:00:55:45:AF:31" */
  char *validity;  /* the last day, or the phrase of certificate_facts_validity() for one to be warned of */
  gboolean warn;   /* the validity is one to be warned of */
  char *remark;    /* "signed this list", "added", ... separated by commas */
  gboolean change; /* added, replaced or removed */
  char *findings;  /* what is wrong with it, a line each, see list-findings.h; or NULL */
} RecordFacts;

void record_facts_free(RecordFacts *facts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RecordFacts, record_facts_free)

/* Says in FACTS that something is wrong: MARK ("1 error") becomes the first of the remarks, FINDINGS are the
 * sentences. Both are copied. */
void record_facts_set_mark(RecordFacts *facts, const char *mark, const char *findings);

/* The records of DRAFT (of RecordFacts), in their order. SIGNED_AS (may be NULL) is the signed list that the
 * draft stands for: its signer is marked. NOW in seconds since 1970. */
GPtrArray *record_facts_for_draft(const ListDraft *draft, const TrustList *signed_as, gint64 now);

/* The same for a review before signing: with the records of the old list that were removed at the end. */
GPtrArray *record_facts_for_review(const ListDraft *draft, gint64 now);

/* The changes against the old list, as a sentence. The caller frees it. */
char *record_facts_summary(const ListDraft *draft);

/* The question before the draft's record INDEX is removed, and what its removal means for phones, as
 * sentences. The caller frees them. */
char *record_facts_ask_removal(const ListDraft *draft, guint index);
char *record_facts_describe_removal(const ListDraft *draft, guint index);

/* One fact with its name ("Serial number"), for a window that shows them all. */
typedef struct {
  const char *label; /* static */
  char *text;
  gboolean fixed_width; /* to be compared digit by digit */
} RecordFact;

/* LABEL is static; TEXT is taken. */
RecordFact *record_fact_new(const char *label, char *text);
void record_fact_free(RecordFact *fact);

/* All that is known of the draft's record INDEX and of its certificate (of RecordFact). */
GPtrArray *record_facts_list(const ListDraft *draft, guint index, gint64 now);
