/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sources: those of acceptance.c. Where to upload: TN118893; that a list is deleted by hand: TN118893 and
 * the Troubleshooting Guide. */
#include "app/trustlist/acceptance.h"

#include "app/trustlist/certificate.h"
#include "app/trustlist/record-identity.h"
#include "app/trustlist/tags.h"
#include "app/trustlist/token-issuer.h"

#include <glib/gi18n.h>

/* The documents' short names are those of acceptance.h; where a sentence has its reason there, that is where
 * the source stands too. */

const char *
acceptance_verdict_get_word(AcceptanceVerdict verdict)
{
  static const char *const words[] = {
      [ACCEPTANCE_ACCEPTED] = "accepted",   [ACCEPTANCE_ASKS_TVS] = "asks-tvs",
      [ACCEPTANCE_REJECTED] = "rejected",   [ACCEPTANCE_IGNORED] = "ignored",
      [ACCEPTANCE_NOT_KNOWN] = "not-known",
  };
  return words[verdict];
}

const char *
acceptance_reason_get_word(AcceptanceReason reason)
{
  static const char *const words[] = {
      [ACCEPTANCE_BLIND] = "holds-no-list",
      [ACCEPTANCE_VOUCHED] = "signer-known",
      [ACCEPTANCE_UNKNOWN_SIGNER] = "signer-unknown",
      [ACCEPTANCE_NO_TVS] = "no-tvs",
      [ACCEPTANCE_CTL_ONLY] = "not-by-ctl",
      [ACCEPTANCE_ITL_EMPTIED] = "itl-emptied",
      [ACCEPTANCE_WRONG_KEY] = "signature-wrong-with-held-record",
      [ACCEPTANCE_BAD_SIGNATURE] = "signature-wrong",
      [ACCEPTANCE_NOT_CHECKED] = "signature-not-checked",
      [ACCEPTANCE_NO_ITL_SUPPORT] = "takes-no-itl",
      [ACCEPTANCE_TOO_LARGE] = "too-large",
  };
  return words[reason];
}

const char *
acceptance_basis_get_word(AcceptanceBasis basis)
{
  static const char *const words[] = {
      [ACCEPTANCE_DOCUMENTED] = "documented",
      [ACCEPTANCE_DEDUCED] = "deduced",
      [ACCEPTANCE_SILENT] = "not-known",
  };
  return words[basis];
}

/* "record 2 of the CTL it holds, SAST SAST-ADN008580ef". */
static char *
name_record(const Acceptance *acceptance, const TrustList *file, const Phone *phone)
{
  const TrustListRecord *record = acceptance_get_record(acceptance, file, phone);
  if (record == NULL)
    return NULL;
  g_autofree char *label = record_dup_label(record);
  guint number = acceptance->record + 1;
  switch (acceptance->list) {
  case ACCEPTANCE_LIST_CTL:
    return g_strdup_printf(_("record %u of the CTL it holds, %s"), number, label);
  case ACCEPTANCE_LIST_ITL:
    return g_strdup_printf(_("record %u of the ITL it holds, %s"), number, label);
  default:
    return g_strdup_printf(_("record %u of the file, %s"), number, label);
  }
}

/* SBD, the phone verifies, first state; without Security by Default TN118893, note on the CTL that is
 * deleted. */
static char *
blind_text(const Phone *phone)
{
  if (phone->itl == NULL)
    return g_strdup(_("a phone that holds no list takes the first one it gets without checking its signer"));
  return g_strdup(phone->security_by_default
                      ? _("the ITL is emptied, so the phone takes the next list without checking its signer")
                      : _("a phone without Security by Default keeps no ITL, so it takes the next list "
                          "without checking its signer"));
}

/* The signer is in no list that the phone holds, and nobody is asked. */
static char *
refused_text(const Acceptance *acceptance, const char *name, const char *serial)
{
  switch (acceptance->reason) {
  case ACCEPTANCE_NO_TVS: /* deduced from SBD, TVS: its certificate is checked with the ITL's record */
    return g_strdup_printf(_("no list that the phone holds knows the signer, %s (serial %s), and its ITL "
                             "names no TVS server to ask"),
                           name, serial);
  case ACCEPTANCE_CTL_ONLY: /* SBD, the phone verifies, second state; SAST is deduced, see acceptance.c */
    return g_strdup_printf(_("no list that the phone holds knows the signer, %s (serial %s) as CCM+TFTP or "
                             "SAST; a phone with a CTL and no ITL asks no TVS about an ITL"),
                           name, serial);
  case ACCEPTANCE_ITL_EMPTIED: /* not known: SBD, the phone verifies, first state, can be read either way */
    return g_strdup_printf(_("the CTL that the phone holds does not know the signer, %s (serial %s), and its "
                             "ITL is emptied; the documents do not say whether it then checks the next list "
                             "by its CTL or not at all"),
                           name, serial);
  default: /* TN118893, requirements, note */
    return g_strdup_printf(_("no list that the phone holds knows the signer, %s (serial %s), and without "
                             "Security by Default it cannot ask TVS"),
                           name, serial);
  }
}

static char *
unknown_text(const Acceptance *acceptance, const TrustList *file, const char *record)
{
  const TrustListHeader *header = trust_list_get_header(file);
  g_autofree char *name = name_dup_common_name(header->signer_name);
  g_autofree char *serial = serial_to_text(header->signer_serial.data, header->signer_serial.len);
  if (acceptance->verdict != ACCEPTANCE_ASKS_TVS)
    return refused_text(acceptance, name, serial);
  if (record == NULL) /* SBD, overview of TVS; not known: who proves TVS without an ITL */
    return g_strdup_printf(_("no list that the phone holds knows the signer, %s (serial %s); it asks TVS and "
                             "takes the list only if TVS trusts that certificate; not known: whether it can "
                             "ask without an ITL, by which TVS proves itself"),
                           name, serial);
  /* SBD, overview of TVS. */
  /* TRANSLATORS: the last %s is the TVS server's record: "record 4 of the ITL it holds, TVS cucm-pub" */
  return g_strdup_printf(_("no list that the phone holds knows the signer, %s (serial %s); it asks TVS (%s) "
                           "and takes the list only if TVS trusts that certificate"),
                         name, serial, record);
}

/* The file's own signature; deduced where a record of the file is the signer's, not known where a phone holds
 * no list (SBD, the phone verifies, first state, speaks of no signature). */
static char *
signature_text(const char *record)
{
  return record != NULL ? g_strdup_printf(_("the signature is wrong with the key of its signer, %s"), record)
                        : g_strdup(_("the signature of the file is wrong, or its signer is not in it"));
}

static char *
reason_text(const Acceptance *acceptance, const TrustList *file, const Phone *phone)
{
  g_autofree char *record = name_record(acceptance, file, phone);
  switch (acceptance->reason) {
  case ACCEPTANCE_BLIND:
    return blind_text(phone);
  case ACCEPTANCE_VOUCHED: /* SBD, the phone verifies */
    /* TRANSLATORS: %s is "record 2 of the CTL it holds, SAST SAST-ADN008580ef" */
    return g_strdup_printf(_("the signer is %s, and the signature is right with its key"), record);
  case ACCEPTANCE_UNKNOWN_SIGNER:
  case ACCEPTANCE_NO_TVS:
  case ACCEPTANCE_CTL_ONLY:
  case ACCEPTANCE_ITL_EMPTIED:
    return unknown_text(acceptance, file, record);
  case ACCEPTANCE_WRONG_KEY: /* SBD, authentication of downloads */
    return g_strdup_printf(
        _("%s, has the signer's issuer and serial number, but the signature is wrong with its key"), record);
  case ACCEPTANCE_BAD_SIGNATURE:
    return signature_text(record);
  case ACCEPTANCE_NOT_CHECKED: /* not the documents: this machine */
    return g_strdup(
        _("the signature of the file cannot be checked here, since OpenSSL on this machine refuses "
          "its digest or its key; `etoken-ctl doctor` tells which"));
  case ACCEPTANCE_NO_ITL_SUPPORT: /* SBD, background */
    return g_strdup(_("a phone without Security by Default does not ask for ITL files"));
  case ACCEPTANCE_TOO_LARGE: /* SG14, Default Security */
    return g_strdup_printf(_("it has %zu bytes; phones load no ITL over %u and fail to register"),
                           g_bytes_get_size(trust_list_get_bytes(file)), PHONE_ITL_MAX_LEN);
  }
  return NULL;
}

/* What the documents do not say themselves is marked, unless the sentence tells which part of it that is. */
char *
acceptance_to_text(const Acceptance *acceptance, const TrustList *file, const Phone *phone)
{
  g_autofree char *text = reason_text(acceptance, file, phone);
  if (acceptance->basis == ACCEPTANCE_DEDUCED)
    /* TRANSLATORS: before the reason for what a phone does, when the administrators' documents do not say it
     * themselves. */
    return g_strdup_printf(_("deduced: %s"), text);
  return g_steal_pointer(&text);
}

/* --- what to do --- */

/* Of an ITL that no list vouches for.
 * SBD, change of host names: a cluster with CTL and ITL cannot be broken for good, since the client of the
 * list can give phones the new certificates at any time; REGEN: with a token of the list that phones hold.
 * SBD, regeneration: TVS says yes when it has the certificate, and was not renewed at the same time. SBD,
 * backup and restore: without a CTL the old key is needed, or the ITL is deleted on each phone. */
static const char *
itl_advice(const Acceptance *acceptance)
{
  switch (acceptance->reason) {
  case ACCEPTANCE_CTL_ONLY:
    return _("Make a new CTL from the cluster's certificates as they are now (from 12.0 on with ITLRecovery "
             "as SAST), sign it with a token that is in the CTL the phones hold, and publish it: they take "
             "it, and by it the ITL");
  case ACCEPTANCE_NO_TVS:
    return _("Where phones hold a CTL that a token signed: make a new one from the cluster's certificates as "
             "they are now, and sign it with a token that they know; by it they take the ITL. Where they "
             "hold an ITL only: restore the certificate and key that signed it (CallManager, from 12.0 on "
             "ITLRecovery) from a backup; otherwise it has to be erased on each phone by hand");
  default:
    return _("Make sure that the signer's certificate (CallManager, from 12.0 on ITLRecovery) is under OS "
             "Administration > Security > Certificate Management, and that TVS runs and did not get a new "
             "certificate at the same time. Phones that hold a CTL take the ITL without TVS after a new CTL "
             "that a token signs which they know");
  }
}

/* Of a CTL whose signer no list knows. TN118893, from tokenless to tokens: tokens are uploaded first; SBD,
 * TVS: it knows what is under Certificate Management; TN210541: other nodes have it after 1800 s at the
 * latest; TN118893, requirements, note: without TVS the CTL has to be deleted by hand. */
static const char *
ctl_advice(const TrustList *file, gboolean can_ask)
{
  gboolean token = token_issuer_matches(trust_list_get_header(file)->signer_ca_name);
  if (!can_ask)
    return _("For phones that cannot ask TVS: sign with a token that is in the list they hold. Otherwise "
             "they keep their old list until their CTL is erased on each of them by hand");
  return token ? _("For phones that ask TVS, before you push: upload the certificate of the token that "
                   "signed as Phone-SAST-trust (OS Administration > Security > Certificate Management > "
                   "Upload Certificate, on the publisher; other nodes have it within 30 minutes), or sign "
                   "with a token that is in the list the phones hold")
               : _("For phones that ask TVS, before you push: make sure that the signer's certificate is "
                   "under OS Administration > Security > Certificate Management on the publisher (or upload "
                   "it as Phone-SAST-trust), or sign with a token that is in the list the phones hold");
}

const char *
acceptance_get_advice(const Acceptance *acceptance, const TrustList *file)
{
  switch (acceptance->reason) {
  case ACCEPTANCE_UNKNOWN_SIGNER:
  case ACCEPTANCE_NO_TVS:
  case ACCEPTANCE_CTL_ONLY:
    return trust_list_is_itl(file) ? itl_advice(acceptance)
                                   : ctl_advice(file, acceptance->verdict == ACCEPTANCE_ASKS_TVS);
  case ACCEPTANCE_ITL_EMPTIED: /* deduced: such a list is right in either reading */
    return _("Publish a CTL first that is signed by a token of the CTL the phones hold; or try it on one "
             "phone of each model before all get it");
  case ACCEPTANCE_WRONG_KEY: /* deduced */
    return _("The list was changed after it was signed, or was signed by somebody who uses the signer's "
             "name. Do not push it; build and sign it again");
  case ACCEPTANCE_BAD_SIGNATURE: /* deduced */
    return _("Do not push this file; build and sign it again");
  case ACCEPTANCE_NOT_CHECKED:
    return _("Check it on a machine whose OpenSSL is not in FIPS mode and allows SHA-1 digests");
  case ACCEPTANCE_TOO_LARGE: /* deduced from SG14, which counts certificates */
    return _("Take certificates that are not needed out of the cluster, so that its ITL gets shorter");
  default:
    return NULL;
  }
}
