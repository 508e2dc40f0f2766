/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/trustlist/acceptance.h"

#include "app/trustlist/certificate.h"
#include "app/trustlist/function.h"
#include "app/trustlist/record-identity.h"
#include "app/trustlist/tags.h"
#include "app/trustlist/verify.h"

static Acceptance
decide(AcceptanceVerdict verdict, AcceptanceReason reason, AcceptanceList list, guint record)
{
  return (Acceptance){verdict, reason, list, record};
}

/* Which records of a held list may vouch for a file.
 * A CTL needs a SAST record, in either list.
 * An ITL needs the CTL's CCM+TFTP record (seed 004, section on verifying the ITL, second state: the phone
 * trusts an ITL only if the CCM+TFTP function of the CTL can verify it), or the held ITL's SAST or CCM+TFTP
 * record, which CUCM writes for the same certificate (the published ITL there, records 1 and 2; "Regeneration
 * of certificates", step 2: the phone looks for the CCM+TFTP signer in the old ITL). */
static gboolean
may_vouch(guint function, AcceptanceList list, gboolean file_is_itl)
{
  if (!file_is_itl)
    return function == FUNCTION_SAST;
  return function == FUNCTION_CCM_TFTP || (function == FUNCTION_SAST && list == ACCEPTANCE_LIST_ITL);
}

/* Phones find a signer by issuer text and serial number. */
static gboolean
names_signer(const TrustListRecord *record, const TrustListHeader *header)
{
  TlvReader serial = {NULL, 0};
  return trust_list_record_get(record, RECORD_SERIAL_NUMBER, &serial) &&
         tlv_reader_equal(serial, header->signer_serial) &&
         tlv_reader_equal(trust_list_record_get_text(record, RECORD_ISSUER_NAME), header->signer_ca_name);
}

/* Looks in HELD, which is the phone's LIST, for a record that decides about FILE. TRUE when there is one:
 * accepted when the signature is right with its key, else rejected. A right one counts wherever it stands. */
static gboolean
look_up_signer(Acceptance *acceptance, const TrustList *file, const TrustList *held, AcceptanceList list)
{
  guint found = RECORD_NONE;
  g_autoptr(GArray) indices = g_array_new(FALSE, FALSE, sizeof(guint));
  for (guint i = 0; held != NULL && i < trust_list_get_n_records(held); i++) {
    const TrustListRecord *record = trust_list_get_record(held, i);
    if (may_vouch(trust_list_record_get_function(record), list, trust_list_is_itl(file)) &&
        names_signer(record, trust_list_get_header(file)))
      g_array_append_val(indices, i);
  }
  if (indices->len == 0)
    return FALSE;
  if (trust_list_verify_by_records(file, held, &g_array_index(indices, guint, 0), indices->len, &found, NULL))
    *acceptance = decide(ACCEPTANCE_ACCEPTED, ACCEPTANCE_VOUCHED, list, found);
  else if (found != RECORD_NONE)
    *acceptance = decide(ACCEPTANCE_REJECTED, ACCEPTANCE_WRONG_KEY, list, found);
  return found != RECORD_NONE;
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

/* "Prepare Cluster for Rollback" gives phones an ITL whose records are empty; they then hold none (seed 004,
 * first state of the list). */
static gboolean
is_emptied(const TrustList *itl)
{
  for (guint i = 0; i < trust_list_get_n_records(itl); i++)
    if (!record_is_empty(trust_list_get_record(itl, i)))
      return FALSE;
  return TRUE;
}

/* The file against itself. TRUE when it is wrong: a signer's record is there and the signature does not fit.
 */
static gboolean
contradicts_itself(Acceptance *acceptance, const TrustList *file)
{
  if (trust_list_verify(file, NULL, NULL))
    return FALSE;
  for (guint i = 0; i < trust_list_get_n_records(file); i++)
    if (trust_list_record_is_signer(file, trust_list_get_record(file, i))) {
      *acceptance = decide(ACCEPTANCE_REJECTED, ACCEPTANCE_BAD_SIGNATURE, ACCEPTANCE_LIST_FILE, i);
      return TRUE;
    }
  return FALSE;
}

/* No list on the phone: it takes the file, as long as anything fits its signature. */
static Acceptance
judge_blind(const TrustList *file)
{
  if (trust_list_verify(file, NULL, NULL))
    return decide(ACCEPTANCE_ACCEPTED, ACCEPTANCE_BLIND, ACCEPTANCE_LIST_NONE, RECORD_NONE);
  return decide(ACCEPTANCE_REJECTED, ACCEPTANCE_BAD_SIGNATURE, ACCEPTANCE_LIST_NONE, RECORD_NONE);
}

/* No record of the held lists knows the signer. A phone asks TVS whenever neither CTL nor ITL can verify a
 * signature (seed 004, section on TVS); but with a CTL and no ITL an ITL has to be verified by the CTL
 * (second state). TVS servers prove themselves with a TVS record of the ITL, where there is one. */
static Acceptance
judge_unknown(const TrustList *file, const TrustList *itl, gboolean security_by_default)
{
  if (itl == NULL && trust_list_is_itl(file))
    return decide(ACCEPTANCE_REJECTED, ACCEPTANCE_CTL_ONLY, ACCEPTANCE_LIST_NONE, RECORD_NONE);
  if (!security_by_default)
    return decide(ACCEPTANCE_REJECTED, ACCEPTANCE_UNKNOWN_SIGNER, ACCEPTANCE_LIST_NONE, RECORD_NONE);
  if (itl == NULL)
    return decide(ACCEPTANCE_ASKS_TVS, ACCEPTANCE_UNKNOWN_SIGNER, ACCEPTANCE_LIST_NONE, RECORD_NONE);
  guint tvs = find_function(itl, FUNCTION_TVS);
  if (tvs == RECORD_NONE)
    return decide(ACCEPTANCE_REJECTED, ACCEPTANCE_NO_TVS, ACCEPTANCE_LIST_NONE, RECORD_NONE);
  return decide(ACCEPTANCE_ASKS_TVS, ACCEPTANCE_UNKNOWN_SIGNER, ACCEPTANCE_LIST_ITL, tvs);
}

Acceptance
acceptance_judge(const TrustList *file, const Phone *phone)
{
  const TrustList *itl =
      phone->security_by_default && phone->itl != NULL && !is_emptied(phone->itl) ? phone->itl : NULL;
  if (trust_list_is_itl(file) && !phone->security_by_default)
    return decide(ACCEPTANCE_IGNORED, ACCEPTANCE_NO_ITL_SUPPORT, ACCEPTANCE_LIST_NONE, RECORD_NONE);
  if (phone->ctl == NULL && itl == NULL)
    return judge_blind(file);
  Acceptance by_ctl = {0};
  Acceptance by_itl = {0};
  Acceptance own = {0};
  gboolean in_ctl = look_up_signer(&by_ctl, file, phone->ctl, ACCEPTANCE_LIST_CTL);
  gboolean in_itl = look_up_signer(&by_itl, file, itl, ACCEPTANCE_LIST_ITL);
  if (in_ctl && (by_ctl.reason == ACCEPTANCE_VOUCHED || by_itl.reason != ACCEPTANCE_VOUCHED))
    return by_ctl;
  if (in_itl)
    return by_itl;
  if (contradicts_itself(&own, file))
    return own;
  return judge_unknown(file, itl, phone->security_by_default);
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
