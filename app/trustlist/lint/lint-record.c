/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/trustlist/lint/lint-private.h"

#include "app/trustlist/certificate.h"
#include "app/trustlist/function.h"
#include "app/trustlist/name-match.h"
#include "app/trustlist/record-identity.h"
#include "app/trustlist/tags.h"

#include <glib/gi18n.h>
#include <time.h>

#define HASH_ALGORITHM_SHA1 1
#define SHA1_LEN 20

static void
check_name(Linter *linter, guint index, LintRule rule, guint8 tag, const X509_NAME *name)
{
  const TrustListRecord *record = trust_list_get_record(linter->list, index);
  TlvReader text = trust_list_record_get_text(record, tag);
  if (name_text_matches(text, name))
    return;
  g_autofree char *safe = name_dup_short(text);
  if (tag == RECORD_ISSUER_NAME)
    linter_add(linter, rule, index, _("The record's issuer, \"%s\", is not the one of its certificate"),
               safe);
  else
    linter_add(linter, rule, index, _("The record's subject, \"%s\", is not the one of its certificate"),
               safe);
}

/* Bytes are compared, since phones do: a sign byte as in DER is a mismatch. */
static void
check_serial(Linter *linter, guint index, X509 *certificate)
{
  TlvReader serial = {NULL, 0};
  g_autoptr(GBytes) right = certificate_get_serial(certificate);
  TlvReader wanted = {NULL, 0};
  wanted.data = g_bytes_get_data(right, &wanted.len);
  trust_list_record_get(trust_list_get_record(linter->list, index), RECORD_SERIAL_NUMBER, &serial);
  if (tlv_reader_equal(serial, wanted))
    return;
  g_autofree char *text = serial_to_text(serial.data, serial.len);
  g_autofree char *right_text = serial_to_text(wanted.data, wanted.len);
  if (*text != '\0')
    linter_add(linter, LINT_SERIAL_MISMATCH, index,
               _("The record's serial number is %s, the one of its certificate %s"), text, right_text);
  else
    linter_add(linter, LINT_SERIAL_MISMATCH, index,
               _("The record's serial number is empty, the one of its certificate %s"), right_text);
}

/* A record may leave PUBLICKEY out: phones take the certificate's. */
static void
check_public_key(Linter *linter, guint index, X509 *certificate)
{
  TlvReader key = {NULL, 0};
  if (!trust_list_record_get(trust_list_get_record(linter->list, index), RECORD_PUBLIC_KEY, &key))
    return;
  g_autoptr(GBytes) right = certificate_get_public_key(certificate);
  TlvReader wanted = {NULL, 0};
  wanted.data = right != NULL ? g_bytes_get_data(right, &wanted.len) : NULL;
  if (right == NULL || !tlv_reader_equal(key, wanted))
    linter_add(linter, LINT_PUBLIC_KEY_MISMATCH, index,
               _("The record's public key is not the one of its certificate"));
}

/* TRUE when TIME is at or before MOMENT. */
static gboolean
is_past(const ASN1_TIME *time, gint64 moment)
{
  time_t seconds = (time_t)moment;
  return X509_cmp_time(time, &seconds) < 0;
}

static void
check_validity(Linter *linter, guint index, X509 *certificate)
{
  const ASN1_TIME *end = X509_get0_notAfter(certificate);
  const ASN1_TIME *begin = X509_get0_notBefore(certificate);
  if (ASN1_TIME_check(end) != 1 || ASN1_TIME_check(begin) != 1) {
    linter_add(linter, LINT_UNREADABLE_CERTIFICATE, index, _("The certificate's dates cannot be read"));
    return;
  }
  g_autofree char *end_text = certificate_day_text(end);
  g_autofree char *begin_text = certificate_day_text(begin);
  if (is_past(end, linter->now))
    linter_add(linter, LINT_CERTIFICATE_EXPIRED, index, _("The certificate ended on %s"), end_text);
  else if (is_past(end, linter->now + LINT_EXPIRES_SOON_S))
    linter_add(linter, LINT_CERTIFICATE_EXPIRES_SOON, index, _("The certificate ends soon, on %s"), end_text);
  if (!is_past(begin, linter->now + LINT_CLOCK_SLACK_S))
    linter_add(linter, LINT_CERTIFICATE_NOT_YET_VALID, index, _("The certificate begins only on %s"),
               begin_text);
}

/* SIGNATURE is the certificate's own. */
static void
check_signature(Linter *linter, guint index, X509 *certificate)
{
  TlvReader value = {NULL, 0};
  const ASN1_BIT_STRING *signature = NULL;
  if (!trust_list_record_get(trust_list_get_record(linter->list, index), RECORD_SIGNATURE, &value))
    return;
  X509_get0_signature(&signature, NULL, certificate);
  const TlvReader wanted = {ASN1_STRING_get0_data(signature), (gsize)ASN1_STRING_length(signature)};
  if (!tlv_reader_equal(value, wanted))
    linter_add(linter, LINT_RECORD_SIGNATURE_MISMATCH, index,
               _("The record's SIGNATURE is not the one of its certificate"));
}

/* CERTHASH stands for a certificate that the record leaves out, or beside it. */
static void
check_hash(Linter *linter, guint index)
{
  const TrustListRecord *record = trust_list_get_record(linter->list, index);
  TlvReader hash = {NULL, 0};
  TlvReader algorithm = {NULL, 0};
  TlvReader der = {NULL, 0};
  guint8 sha1[EVP_MAX_MD_SIZE] = {0};
  gboolean is_sha1 = trust_list_record_get(record, RECORD_HASH_ALGORITHM, &algorithm) &&
                     *algorithm.data == HASH_ALGORITHM_SHA1;
  if (!trust_list_record_get(record, RECORD_CERT_HASH, &hash))
    return;
  if (!is_sha1) {
    linter_add(linter, LINT_HASH_UNKNOWN, index, _("The record's CERTHASH is not marked as SHA-1"));
    return;
  }
  gboolean has_certificate = trust_list_record_get(record, RECORD_CERTIFICATE, &der) &&
                             EVP_Digest(der.data, der.len, sha1, NULL, EVP_sha1(), NULL) == 1;
  if (hash.len != SHA1_LEN)
    linter_add(linter, LINT_HASH_MISMATCH, index,
               _("The record's CERTHASH has %zu bytes instead of the %d of SHA-1"), hash.len, SHA1_LEN);
  else if (has_certificate && !tlv_reader_equal(hash, (TlvReader){sha1, SHA1_LEN}))
    linter_add(linter, LINT_HASH_MISMATCH, index,
               _("The record's CERTHASH is not the one of its certificate"));
}

static void
check_certificate(Linter *linter, guint index)
{
  const TrustListRecord *record = trust_list_get_record(linter->list, index);
  TlvReader der = {NULL, 0};
  if (!trust_list_record_get(record, RECORD_CERTIFICATE, &der))
    return;
  X509 *certificate = linter_get_certificate(linter, index);
  if (certificate == NULL) {
    linter_add(linter, LINT_UNREADABLE_CERTIFICATE, index, _("The record's certificate cannot be read"));
    return;
  }
  check_name(linter, index, LINT_SUBJECT_MISMATCH, RECORD_SUBJECT_NAME, X509_get_subject_name(certificate));
  check_name(linter, index, LINT_ISSUER_MISMATCH, RECORD_ISSUER_NAME, X509_get_issuer_name(certificate));
  check_serial(linter, index, certificate);
  check_public_key(linter, index, certificate);
  check_signature(linter, index, certificate);
  check_validity(linter, index, certificate);
}

/* What may stand in files of this kind. In an ITL that was emptied for a rollback no record has a
 * certificate. */
static void
check_kind(Linter *linter, guint index)
{
  const TrustListRecord *record = trust_list_get_record(linter->list, index);
  guint function = trust_list_record_get_function(record);
  TlvReader address = {NULL, 0};
  if (!linter->itl && function == FUNCTION_TVS)
    /* "TVS is not referenced in CTL" ("Regenerate Certificates in UCM", ITL and CTL). */
    linter_add(linter, LINT_TVS_IN_CTL, index, _("A TVS record stands in a CTL; only an ITL has them"));
  if (linter->itl && trust_list_record_get(record, RECORD_IP_ADDRESS, &address))
    linter_add(linter, LINT_ADDRESS_IN_ITL, index, _("A record of an ITL has an address"));
  if (!linter->itl && function != FUNCTION_CCM_TFTP && record_is_empty(record))
    linter_add(linter, LINT_NO_CERTIFICATE, index, _("The record has no certificate and no key"));
}

void
linter_check_record(Linter *linter, guint index)
{
  check_kind(linter, index);
  check_certificate(linter, index);
  check_hash(linter, index);
}
