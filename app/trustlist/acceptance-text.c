/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sources: those of acceptance.c. Where to upload: TN118893; that a list is deleted by hand: TN118893 and
 * the Troubleshooting Guide. */
#include "app/trustlist/acceptance.h"

#include "app/trustlist/certificate.h"
#include "app/trustlist/record-identity.h"
#include "app/trustlist/token-issuer.h"

#include <glib/gi18n.h>

const char *
acceptance_verdict_get_word(AcceptanceVerdict verdict)
{
  static const char *const words[] = {
      [ACCEPTANCE_ACCEPTED] = "accepted",
      [ACCEPTANCE_ASKS_TVS] = "asks-tvs",
      [ACCEPTANCE_REJECTED] = "rejected",
      [ACCEPTANCE_IGNORED] = "ignored",
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
      [ACCEPTANCE_WRONG_KEY] = "signature-wrong-with-held-record",
      [ACCEPTANCE_BAD_SIGNATURE] = "signature-wrong",
      [ACCEPTANCE_NO_ITL_SUPPORT] = "takes-no-itl",
  };
  return words[reason];
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

static char *
unknown_text(const Acceptance *acceptance, const TrustList *file, const char *record)
{
  const TrustListHeader *header = trust_list_get_header(file);
  g_autofree char *name = name_dup_common_name(header->signer_name);
  g_autofree char *serial = serial_to_text(header->signer_serial.data, header->signer_serial.len);
  if (acceptance->reason == ACCEPTANCE_NO_TVS)
    return g_strdup_printf(_("no list that the phone holds knows the signer, %s (serial %s), and its ITL "
                             "names no TVS server to ask"),
                           name, serial);
  if (acceptance->reason == ACCEPTANCE_CTL_ONLY)
    return g_strdup_printf(_("no list that the phone holds knows the signer, %s (serial %s) as CCM+TFTP; a "
                             "phone with a CTL and no ITL asks no TVS about an ITL"),
                           name, serial);
  if (acceptance->verdict == ACCEPTANCE_REJECTED)
    return g_strdup_printf(_("no list that the phone holds knows the signer, %s (serial %s), and without "
                             "Security by Default it cannot ask TVS"),
                           name, serial);
  if (record == NULL)
    return g_strdup_printf(_("no list that the phone holds knows the signer, %s (serial %s); it asks TVS and "
                             "takes the list only if TVS trusts that certificate"),
                           name, serial);
  /* TRANSLATORS: the last %s is the TVS server's record: "record 4 of the ITL it holds, TVS cucm-pub" */
  return g_strdup_printf(_("no list that the phone holds knows the signer, %s (serial %s); it asks TVS (%s) "
                           "and takes the list only if TVS trusts that certificate"),
                         name, serial, record);
}

char *
acceptance_to_text(const Acceptance *acceptance, const TrustList *file, const Phone *phone)
{
  g_autofree char *record = name_record(acceptance, file, phone);
  switch (acceptance->reason) {
  case ACCEPTANCE_BLIND:
    return blind_text(phone);
  case ACCEPTANCE_VOUCHED:
    /* TRANSLATORS: %s is "record 2 of the CTL it holds, SAST SAST-ADN008580ef" */
    return g_strdup_printf(_("the signer is %s, and the signature is right with its key"), record);
  case ACCEPTANCE_UNKNOWN_SIGNER:
  case ACCEPTANCE_NO_TVS:
  case ACCEPTANCE_CTL_ONLY:
    return unknown_text(acceptance, file, record);
  case ACCEPTANCE_WRONG_KEY:
    return g_strdup_printf(
        _("%s, has the signer's issuer and serial number, but the signature is wrong with its key"), record);
  case ACCEPTANCE_BAD_SIGNATURE:
    return record != NULL
               ? g_strdup_printf(_("the signature is wrong with the key of its signer, %s"), record)
               : g_strdup(_("the signature of the file is wrong, or its signer is not in it"));
  case ACCEPTANCE_NO_ITL_SUPPORT:
    return g_strdup(_("a phone without Security by Default does not ask for ITL files"));
  }
  return NULL;
}

static const char *
unknown_signer_advice(const TrustList *file, gboolean can_ask)
{
  gboolean token = token_issuer_matches(trust_list_get_header(file)->signer_ca_name);
  if (trust_list_is_itl(file))
    return can_ask ? _("Make sure that the signer's certificate (CallManager or ITLRecovery) is under OS "
                       "Administration > Security > Certificate Management, and that TVS runs and did not "
                       "get a new certificate at the same time")
                   : _("Restore the CallManager certificate and key that signed the ITL the phones hold, "
                       "from a backup; otherwise the ITL has to be erased on each phone by hand");
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
    return unknown_signer_advice(file, acceptance->verdict == ACCEPTANCE_ASKS_TVS);
  case ACCEPTANCE_NO_TVS:
  case ACCEPTANCE_CTL_ONLY:
    return unknown_signer_advice(file, FALSE);
  case ACCEPTANCE_WRONG_KEY:
    return _("The list was changed after it was signed, or was signed by somebody who uses the signer's "
             "name. Do not push it; build and sign it again");
  case ACCEPTANCE_BAD_SIGNATURE:
    return _("Do not push this file; build and sign it again");
  default:
    return NULL;
  }
}
