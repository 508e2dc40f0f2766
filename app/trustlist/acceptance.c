/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/trustlist/acceptance.h"

#include "app/base/error.h"
#include "app/trustlist/certificate.h"
#include "app/trustlist/function.h"
#include "app/trustlist/record-identity.h"
#include "app/trustlist/tags.h"
#include "app/trustlist/verify.h"

static Acceptance
decide(AcceptanceVerdict verdict, AcceptanceReason reason, AcceptanceList list, guint record)
{
  return (Acceptance){verdict, reason, list, record, ACCEPTANCE_DOCUMENTED};
}

/* The same without a deciding record, on another basis. */
static Acceptance
decide_on(AcceptanceBasis basis, AcceptanceVerdict verdict, AcceptanceReason reason)
{
  return (Acceptance){verdict, reason, ACCEPTANCE_LIST_NONE, RECORD_NONE, basis};
}

/* Which records of a held list may vouch for a file.
 * A CTL needs a SAST record, in either list (SBD, the phone verifies, third state; SG14: SAST is the role for
 * that).
 * An ITL needs the CTL's CCM+TFTP record (SBD, the phone verifies, second state: the phone trusts an ITL only
 * if the CCM+TFTP function of the CTL can verify it), or the held ITL's SAST or CCM+TFTP record, which CUCM
 * writes for the same certificate (SBD, the published ITL, records 1 and 2; regeneration, step 2: the phone
 * looks for the CCM+TFTP signer in the old ITL), or the CTL's SAST record, see get_basis(). */
static gboolean
may_vouch(guint function, gboolean file_is_itl)
{
  return function == FUNCTION_SAST || (file_is_itl && function == FUNCTION_CCM_TFTP);
}

/* From 12.0 on ITLRecovery signs the ITL (TN214231), and a CTL has it as SAST alone (SG12, CTL Client Setup).
 * A phone with a CTL checks the ITL's signature by it, and SAST is the role for that (SG14, Default
 * Security). Deduced: that a CTL's SAST record vouches for an ITL. */
static AcceptanceBasis
get_basis(const TrustListRecord *record, AcceptanceList list, gboolean file_is_itl)
{
  return file_is_itl && list == ACCEPTANCE_LIST_CTL && trust_list_record_get_function(record) == FUNCTION_SAST
             ? ACCEPTANCE_DEDUCED
             : ACCEPTANCE_DOCUMENTED;
}

/* Looks in HELD, which is the phone's LIST, for a record that decides about FILE, among those that vouch for
 * it on this BASIS. Phones find a signer by issuer text and serial number (SBD, TVS:
 * findByIssuerAndSerialAndRoleInTL in the phone's log). TRUE when there is one: accepted when the signature
 * is right with its key, else rejected (SBD, authentication of downloads). A right one counts wherever it
 * stands. */
static gboolean
look_up_on(AcceptanceBasis basis, Acceptance *acceptance, const TrustList *file, const TrustList *held,
           AcceptanceList list)
{
  guint found = RECORD_NONE;
  g_autoptr(GArray) indices = g_array_new(FALSE, FALSE, sizeof(guint));
  for (guint i = 0; held != NULL && i < trust_list_get_n_records(held); i++) {
    const TrustListRecord *record = trust_list_get_record(held, i);
    if (may_vouch(trust_list_record_get_function(record), trust_list_is_itl(file)) &&
        get_basis(record, list, trust_list_is_itl(file)) == basis &&
        list_header_names(trust_list_get_header(file), record))
      g_array_append_val(indices, i);
  }
  if (indices->len == 0)
    return FALSE;
  g_autoptr(GError) why = NULL;
  if (trust_list_verify_by_records(file, held, &g_array_index(indices, guint, 0), indices->len, &found, &why))
    *acceptance = decide(ACCEPTANCE_ACCEPTED, ACCEPTANCE_VOUCHED, list, found);
  else if (g_error_matches(why, CTL_ERROR, CTL_ERROR_NOT_CHECKED))
    *acceptance = decide(ACCEPTANCE_NOT_KNOWN, ACCEPTANCE_NOT_CHECKED, list, found);
  else if (found != RECORD_NONE)
    *acceptance = decide(ACCEPTANCE_REJECTED, ACCEPTANCE_WRONG_KEY, list, found);
  acceptance->basis = basis;
  return found != RECORD_NONE;
}

/* A record whose key fits decides, wherever another one stands; one that cannot be tried here might. */
static int
rank(const Acceptance *acceptance)
{
  return acceptance->reason == ACCEPTANCE_VOUCHED ? 2 : acceptance->reason == ACCEPTANCE_NOT_CHECKED ? 1 : 0;
}

/* On any basis: what is documented comes before what is deduced. */
static gboolean
look_up_signer(Acceptance *acceptance, const TrustList *file, const TrustList *held, AcceptanceList list)
{
  Acceptance deduced = {0};
  gboolean found = look_up_on(ACCEPTANCE_DOCUMENTED, acceptance, file, held, list);
  if ((found && acceptance->reason == ACCEPTANCE_VOUCHED) ||
      !look_up_on(ACCEPTANCE_DEDUCED, &deduced, file, held, list))
    return found;
  if (!found || rank(&deduced) > rank(acceptance))
    *acceptance = deduced;
  return TRUE;
}

/* The first record of LIST with FUNCTION, or RECORD_NONE. */
static guint
find_function(const TrustList *list, guint function)
{
  for (guint i = 0; i < trust_list_get_n_records(list); i++)
    if (trust_list_record_get_function(trust_list_get_record(list, i)) == function)
      return i;
  return RECORD_NONE;
}

/* What the rollback switch empties. */
static gboolean
is_emptied_by_rollback(guint function)
{
  return function == FUNCTION_CCM || function == FUNCTION_CCM_TFTP || function == FUNCTION_TFTP ||
         function == FUNCTION_TVS;
}

/* "Prepare Cluster for Rollback" gives phones a signed ITL with empty functions (SBD, can I disable SBD?);
 * they then hold none (SBD, the phone verifies, first state). What is empty are the sections of TVS and TFTP
 * (SG14, rollback). Deduced: the record of the signer, SAST, may stay, since the ITL is signed. */
static gboolean
is_emptied(const TrustList *itl)
{
  for (guint i = 0; i < trust_list_get_n_records(itl); i++) {
    const TrustListRecord *record = trust_list_get_record(itl, i);
    if (is_emptied_by_rollback(trust_list_record_get_function(record)) && !record_is_empty(record))
      return FALSE;
  }
  return TRUE;
}

/* The phone's ITL is one that was emptied. */
static gboolean
holds_emptied_itl(const Phone *phone)
{
  return phone->security_by_default && phone->itl != NULL && is_emptied(phone->itl);
}

/* The file against itself, by its signer's first record. TRUE when that has something to say. Deduced: when
 * the signature does not fit, it is not the signer's, whoever else vouches for him. Not known: when it cannot
 * be checked here. */
static gboolean
judge_own_signature(Acceptance *acceptance, const TrustList *file)
{
  SignatureCheck check = trust_list_check_signature(file);
  guint n_signers = 0;
  const guint *signers = trust_list_get_signers(file, &n_signers);
  if (check == SIGNATURE_FITS || n_signers == 0)
    return FALSE;
  if (check == SIGNATURE_NOT_CHECKED) {
    *acceptance = decide(ACCEPTANCE_NOT_KNOWN, ACCEPTANCE_NOT_CHECKED, ACCEPTANCE_LIST_FILE, signers[0]);
    return TRUE;
  }
  *acceptance = decide(ACCEPTANCE_REJECTED, ACCEPTANCE_BAD_SIGNATURE, ACCEPTANCE_LIST_FILE, signers[0]);
  acceptance->basis = ACCEPTANCE_DEDUCED;
  return TRUE;
}

/* No list on the phone, or an emptied ITL alone: it takes the next list blindly (SBD, the phone verifies,
 * first state; TN118893, note: phones without Security by Default do when their CTL was deleted). Not known:
 * whether it does when the signature is wrong. */
static Acceptance
judge_blind(const TrustList *file)
{
  SignatureCheck check = trust_list_check_signature(file);
  if (check == SIGNATURE_FITS)
    return decide(ACCEPTANCE_ACCEPTED, ACCEPTANCE_BLIND, ACCEPTANCE_LIST_NONE, RECORD_NONE);
  if (check == SIGNATURE_NOT_CHECKED)
    return decide(ACCEPTANCE_NOT_KNOWN, ACCEPTANCE_NOT_CHECKED, ACCEPTANCE_LIST_NONE, RECORD_NONE);
  return decide_on(ACCEPTANCE_SILENT, ACCEPTANCE_NOT_KNOWN, ACCEPTANCE_BAD_SIGNATURE);
}

/* No record of the held lists knows the signer of FILE, and ITL is the phone's, or NULL.
 * With a CTL and no ITL an ITL has to be verified by the CTL (SBD, the phone verifies, second state). Without
 * Security by Default the file is refused (TN118893, note). Else a phone asks TVS whenever neither CTL nor
 * ITL can verify a signature (SBD, overview of TVS). TVS servers prove themselves with a TVS record of the
 * ITL (SBD, TVS); deduced: an ITL without one leaves nobody to ask; not known: who proves TVS to a phone that
 * holds a CTL and no ITL. */
static Acceptance
judge_unknown(const TrustList *file, const TrustList *itl, gboolean security_by_default)
{
  if (itl == NULL && trust_list_is_itl(file))
    return decide(ACCEPTANCE_REJECTED, ACCEPTANCE_CTL_ONLY, ACCEPTANCE_LIST_NONE, RECORD_NONE);
  if (!security_by_default)
    return decide(ACCEPTANCE_REJECTED, ACCEPTANCE_UNKNOWN_SIGNER, ACCEPTANCE_LIST_NONE, RECORD_NONE);
  if (itl == NULL)
    return decide_on(ACCEPTANCE_SILENT, ACCEPTANCE_ASKS_TVS, ACCEPTANCE_UNKNOWN_SIGNER);
  guint tvs = find_function(itl, FUNCTION_TVS);
  if (tvs == RECORD_NONE)
    return decide_on(ACCEPTANCE_DEDUCED, ACCEPTANCE_REJECTED, ACCEPTANCE_NO_TVS);
  return decide(ACCEPTANCE_ASKS_TVS, ACCEPTANCE_UNKNOWN_SIGNER, ACCEPTANCE_LIST_ITL, tvs);
}

/* What the file is judged without: an ITL over 64 KB does not load, and phones fail to register (SG14,
 * Default Security); and phones without Security by Default ask for none (SBD, background). */
static gboolean
judge_kind(Acceptance *acceptance, const TrustList *file, const Phone *phone)
{
  if (!trust_list_is_itl(file))
    return FALSE;
  if (!phone->security_by_default)
    *acceptance = decide(ACCEPTANCE_IGNORED, ACCEPTANCE_NO_ITL_SUPPORT, ACCEPTANCE_LIST_NONE, RECORD_NONE);
  else if (g_bytes_get_size(trust_list_get_bytes(file)) > PHONE_ITL_MAX_LEN)
    *acceptance = decide(ACCEPTANCE_REJECTED, ACCEPTANCE_TOO_LARGE, ACCEPTANCE_LIST_NONE, RECORD_NONE);
  else
    return FALSE;
  return TRUE;
}

/* By the records of the lists that the phone holds. Of both, the one that the documents speak of counts. */
static gboolean
judge_by_records(Acceptance *acceptance, const TrustList *file, const TrustList *ctl, const TrustList *itl)
{
  Acceptance by_ctl = {0};
  Acceptance by_itl = {0};
  gboolean in_ctl = look_up_signer(&by_ctl, file, ctl, ACCEPTANCE_LIST_CTL);
  gboolean in_itl = look_up_signer(&by_itl, file, itl, ACCEPTANCE_LIST_ITL);
  gboolean itl_is_surer =
      in_itl && (rank(&by_itl) > rank(&by_ctl) ||
                 (by_itl.reason == ACCEPTANCE_VOUCHED && by_ctl.basis != ACCEPTANCE_DOCUMENTED));
  *acceptance = in_ctl && !itl_is_surer ? by_ctl : by_itl;
  return in_ctl || in_itl;
}

/* A file whose signer no held list knows. Not known: what a phone does that holds a CTL and an emptied ITL.
 * SBD's first state can be read either way: it takes the next list blindly, or that is of phones that hold an
 * emptied ITL alone. */
static Acceptance
judge_stranger(const TrustList *file, const TrustList *itl, const Phone *phone)
{
  Acceptance unknown = holds_emptied_itl(phone)
                           ? decide_on(ACCEPTANCE_SILENT, ACCEPTANCE_NOT_KNOWN, ACCEPTANCE_ITL_EMPTIED)
                           : judge_unknown(file, itl, phone->security_by_default);
  Acceptance own = {0};
  if (!judge_own_signature(&own, file))
    return unknown;
  /* A refusal of whatever signature comes before one that cannot be checked here. */
  return own.reason == ACCEPTANCE_NOT_CHECKED && unknown.verdict == ACCEPTANCE_REJECTED ? unknown : own;
}

Acceptance
acceptance_judge(const TrustList *file, const Phone *phone)
{
  const TrustList *itl = phone->security_by_default && !holds_emptied_itl(phone) ? phone->itl : NULL;
  Acceptance acceptance = {0};
  if (judge_kind(&acceptance, file, phone))
    return acceptance;
  if (phone->ctl == NULL && itl == NULL)
    return judge_blind(file);
  if (judge_by_records(&acceptance, file, phone->ctl, itl))
    return acceptance;
  return judge_stranger(file, itl, phone);
}

const TrustListRecord *
acceptance_get_record(const Acceptance *acceptance, const TrustList *file, const Phone *phone)
{
  const TrustList *const lists[] = {
      [ACCEPTANCE_LIST_FILE] = file,
      [ACCEPTANCE_LIST_CTL] = phone->ctl,
      [ACCEPTANCE_LIST_ITL] = phone->itl,
  };
  const TrustList *list = lists[acceptance->list];
  return list != NULL ? trust_list_get_record(list, acceptance->record) : NULL;
}
