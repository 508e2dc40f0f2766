/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/trustlist/record-match.h"

/* Would a phone take this file? The rules are those of the administrators' documents; each says at its place
 * in acceptance.c where it is from. By short names, which tests/sources.md has in full: SBD is
 * "Communications Manager Security By Default and ITL Operation and Troubleshooting", TN118893 "CUCM Mixed
 * Mode with Tokenless CTL", REGEN "CUCM Certificate Regeneration/Renewal Process", SG12 and SG14 the Security
 * Guides, TN214231 "Regenerate Certificates in Unified Communications Manager", P88 the 8800's guide. "The
 * phone verifies" is SBD's section "Phone Verifies ITL and Configuration File", with its three states. */

/* What a phone holds and can do. Both lists are borrowed. */
typedef struct {
  const TrustList *ctl; /* or NULL */
  const TrustList *itl; /* or NULL. One that was emptied for a rollback counts as none */
  /* Security by Default is ITL files and TVS together (SBD, background). A phone without it keeps no ITL,
   * whatever ITL says, and asks no TVS. Which models those are is said by Unified Reporting > Unified CM
   * Phone Feature List (TN118893, requirements; SG14). */
  gboolean security_by_default;
} Phone;

typedef enum {
  ACCEPTANCE_ACCEPTED,
  ACCEPTANCE_ASKS_TVS,  /* it depends on whether the cluster trusts the signer's certificate */
  ACCEPTANCE_REJECTED,  /* the phone keeps what it has */
  ACCEPTANCE_IGNORED,   /* the phone does not ask for files of this kind */
  ACCEPTANCE_NOT_KNOWN, /* the documents do not say it */
} AcceptanceVerdict;

/* How sure a verdict is. */
typedef enum {
  ACCEPTANCE_DOCUMENTED,
  ACCEPTANCE_DEDUCED, /* from what the documents say of something near it; the text says "deduced" */
  ACCEPTANCE_SILENT,  /* the documents say nothing about a part of it; the text says "not known" */
} AcceptanceBasis;

typedef enum {
  ACCEPTANCE_BLIND,   /* accepted: the phone holds nothing to check it with */
  ACCEPTANCE_VOUCHED, /* accepted: a record of a held list is the signer's, and the signature is right */
  ACCEPTANCE_UNKNOWN_SIGNER, /* asks TVS, or without Security by Default rejected: no held list has the signer
                              */
  ACCEPTANCE_NO_TVS,         /* rejected: the same, and the held ITL names no TVS server */
  ACCEPTANCE_CTL_ONLY,       /* an ITL rejected: no CCM+TFTP or SAST record of the held CTL is its signer's */
  ACCEPTANCE_ITL_EMPTIED, /* not known: the held CTL does not know the signer, and the held ITL is emptied */
  ACCEPTANCE_WRONG_KEY,   /* rejected: the signer's record of a held list does not fit the signature */
  ACCEPTANCE_BAD_SIGNATURE,  /* rejected or not known: the file's own signature is wrong, or nothing in it can
                              * check it */
  ACCEPTANCE_NOT_CHECKED,    /* not known: this machine cannot check the signature */
  ACCEPTANCE_NO_ITL_SUPPORT, /* ignored: the file is an ITL, and the phone has no Security by Default */
  ACCEPTANCE_TOO_LARGE,      /* an ITL rejected: it is longer than phones load */
} AcceptanceReason;

/* The list whose record decided. */
typedef enum {
  ACCEPTANCE_LIST_NONE,
  ACCEPTANCE_LIST_FILE,
  ACCEPTANCE_LIST_CTL,
  ACCEPTANCE_LIST_ITL,
} AcceptanceList;

typedef struct {
  AcceptanceVerdict verdict;
  AcceptanceReason reason;
  AcceptanceList list;
  guint record; /* the record of LIST that decided, from 0; RECORD_NONE where LIST is none */
  AcceptanceBasis basis;
} Acceptance;

/* Would PHONE take FILE, a CTL or an ITL? */
Acceptance acceptance_judge(const TrustList *file, const Phone *phone);

/* The record that decided, or NULL. Borrowed from the lists. */
const TrustListRecord *acceptance_get_record(const Acceptance *acceptance, const TrustList *file,
                                             const Phone *phone);

/* "accepted", "asks-tvs", "rejected", "ignored", "not-known"; a word for the reason; "documented", "deduced",
 * "not-known". Static. */
const char *acceptance_verdict_get_word(AcceptanceVerdict verdict);
const char *acceptance_reason_get_word(AcceptanceReason reason);
const char *acceptance_basis_get_word(AcceptanceBasis basis);

/* Why, as a sentence without a final full stop. The caller frees it. */
char *acceptance_to_text(const Acceptance *acceptance, const TrustList *file, const Phone *phone);

/* What the administrator can do about it, as sentences without the last full stop; NULL when nothing is to be
 * done. Static. */
const char *acceptance_get_advice(const Acceptance *acceptance, const TrustList *file);
