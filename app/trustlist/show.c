/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/trustlist/show.h"

#include "app/trustlist/certificate.h"
#include "app/trustlist/function.h"
#include "app/trustlist/tags.h"
#include "app/trustlist/verify.h"

#include <openssl/evp.h>
#include <string.h>

#define TAB_STOP 8
#define VALUE_COLUMN 24 /* where the lengths begin: the third tab stop */
#define SIGNATURE_ROW_LEN 8

static const char *const header_names[] = {
    [HEADER_VERSION] = "VERSION",
    [HEADER_LENGTH] = "HEADERLENGTH",
    [HEADER_SIGNER_ID] = "SIGNERID",
    [HEADER_SIGNER_NAME] = "SIGNERNAME",
    [HEADER_SERIAL_NUMBER] = "SERIALNUMBER",
    [HEADER_CA_NAME] = "CANAME",
    [HEADER_SIGNATURE_INFO] = "SIGNATUREINFO",
    [HEADER_DIGEST_ALGORITHM] = "DIGESTALGORTITHM",
    [HEADER_SIGNATURE_ALGO_INFO] = "SIGNATUREALGOINFO",
    [HEADER_SIGNATURE_ALGORITHM] = "SIGNATUREALGORTITHM",
    [HEADER_SIGNATURE_MODULUS] = "SIGNATUREMODULUS",
    [HEADER_SIGNATURE] = "SIGNATURE",
    [HEADER_FILENAME] = "FILENAME",
    [HEADER_TIMESTAMP] = "TIMESTAMP",
    [HEADER_SIGNER_VERSION] = "SIGNERVERSION",
};

static const char *const record_names[] = {
    [RECORD_LENGTH] = "RECORDLENGTH",      [RECORD_DNS_NAME] = "DNSNAME",
    [RECORD_SUBJECT_NAME] = "SUBJECTNAME", [RECORD_FUNCTION] = "FUNCTION",
    [RECORD_ISSUER_NAME] = "ISSUERNAME",   [RECORD_SERIAL_NUMBER] = "SERIALNUMBER",
    [RECORD_PUBLIC_KEY] = "PUBLICKEY",     [RECORD_SIGNATURE] = "SIGNATURE",
    [RECORD_CERTIFICATE] = "CERTIFICATE",  [RECORD_IP_ADDRESS] = "IPADDRESS",
    [RECORD_CERT_HASH] = "CERTHASH",       [RECORD_HASH_ALGORITHM] = "HASH ALGORITHM",
};

char *
trust_list_safe_text(TlvReader text)
{
  g_autofree char *utf8 = g_utf8_make_valid((const char *)text.data, (gssize)text.len);
  GString *safe = g_string_new(NULL);
  for (const char *p = utf8; *p != '\0'; p = g_utf8_next_char(p)) {
    gunichar character = g_utf8_get_char(p);
    if (g_unichar_iscntrl(character))
      g_string_append_printf(safe, "\\x%02x", character);
    else
      g_string_append_unichar(safe, character);
  }
  return g_string_free(safe, FALSE);
}

static void
append_text(GString *out, TlvReader text)
{
  g_autofree char *safe = trust_list_safe_text(text);
  g_string_append(out, safe);
}

static void
append_hex(GString *out, const guint8 *data, gsize len, const char *separator)
{
  for (gsize i = 0; i < len; i++)
    g_string_append_printf(out, "%s%02X", i == 0 ? "" : separator, data[i]);
}

/* Number, name and length of an entry, with as many tabs after the name as reach the column of lengths. */
static void
append_entry_start(GString *out, guint8 tag, const char *name, gsize len)
{
  gsize column = TAB_STOP + strlen(name);
  g_string_append_printf(out, "%u\t%s\t", tag, name);
  for (column += TAB_STOP - column % TAB_STOP; column < VALUE_COLUMN; column += TAB_STOP)
    g_string_append_c(out, '\t');
  g_string_append_printf(out, "%" G_GSIZE_FORMAT, len);
}

static const char *
entry_name(const char *const *names, gsize n_names, guint8 tag)
{
  return tag < n_names && names[tag] != NULL ? names[tag] : "UNKNOWN";
}

/* Entries whose meaning we do not know are shown with their bytes. */
static void
append_unknown(GString *out, TlvReader value)
{
  g_string_append_c(out, '\t');
  append_hex(out, value.data, value.len, " ");
}

static void
append_signature_rows(GString *out, TlvReader signature)
{
  for (gsize i = 0; i < signature.len; i++) {
    const char *before = i == 0 ? "\n" : i % SIGNATURE_ROW_LEN == 0 ? "\n" : "  ";
    g_string_append_printf(out, "%s%x", before, signature.data[i]);
  }
}

static void
append_header_entry(GString *out, const Tlv *tlv, guint16 declared)
{
  gboolean container = tlv->value.len == 0 && declared != 0;
  const char *name = entry_name(header_names, G_N_ELEMENTS(header_names), tlv->tag);
  append_entry_start(out, tlv->tag, name, container ? sizeof declared : tlv->value.len);
  switch (tlv->tag) {
  case HEADER_SIGNER_ID:
  case HEADER_SIGNATURE_INFO:
  case HEADER_SIGNATURE_ALGO_INFO:
    g_string_append_printf(out, "\t%u", declared);
    break;
  case HEADER_SIGNER_NAME:
  case HEADER_CA_NAME:
    g_string_append_c(out, '\t');
    append_text(out, name_bytes_to_text(tlv->value));
    break;
  case HEADER_SERIAL_NUMBER:
    g_string_append_c(out, '\t');
    append_hex(out, tlv->value.data, tlv->value.len, ":");
    break;
  case HEADER_SIGNATURE:
    append_signature_rows(out, tlv->value);
    break;
  case HEADER_DIGEST_ALGORITHM:
  case HEADER_SIGNATURE_ALGORITHM:
  case HEADER_SIGNATURE_MODULUS:
  case HEADER_FILENAME:
  case HEADER_TIMESTAMP:
    break;
  default:
    append_unknown(out, tlv->value);
  }
  g_string_append_c(out, '\n');
}

static void
append_table_head(GString *out)
{
  g_string_append(out, "BYTEPOS\tTAG\t\tLENGTH\tVALUE\n-------\t---\t\t------\t-----\n");
}

static void
append_header(GString *out, const TrustList *list)
{
  const TrustListHeader *header = trust_list_get_header(list);
  const char *kind = trust_list_is_itl(list) ? "ITL" : "CTL";
  g_string_append_printf(
      out, "\nParse %s File\n----------------\n\nVersion:\t%u.%u\nHeaderLength:\t%u (BYTES)\n\n", kind,
      header->version[0], header->version[1], header->len);
  append_table_head(out);
  TlvReader rest = {0};
  rest.data = g_bytes_get_data(trust_list_get_bytes(list), NULL);
  rest.len = header->len;
  Tlv tlv = {0};
  guint16 declared = 0;
  while (trust_list_header_next(&rest, &tlv, &declared))
    if (tlv.tag != HEADER_PADDING && tlv.tag != HEADER_VERSION && tlv.tag != HEADER_LENGTH)
      append_header_entry(out, &tlv, declared);
}

static void
append_certificate_hash(GString *out, TlvReader certificate)
{
  guint8 hash[EVP_MAX_MD_SIZE];
  unsigned int len = 0;
  g_string_append_c(out, '\t');
  if (EVP_Digest(certificate.data, certificate.len, hash, &len, EVP_sha1(), NULL) == 1)
    append_hex(out, hash, len, " ");
  g_string_append(out, " (SHA1 Hash HEX)");
}

static void
append_function(GString *out, TlvReader value)
{
  guint16 number = 0;
  tlv_reader_u16(&value, &number);
  const char *title = function_get_title(number);
  if (title != NULL)
    g_string_append_printf(out, "\t%s", title);
  else
    g_string_append_printf(out, "\t%u", number);
}

static void
append_record_value(GString *out, const Tlv *tlv)
{
  TlvReader value = tlv->value;
  TlvReader text = name_bytes_to_text(value);
  guint16 len = 0;
  switch (tlv->tag) {
  case RECORD_LENGTH:
    tlv_reader_u16(&value, &len);
    g_string_append_printf(out, "\t%u", len);
    break;
  case RECORD_DNS_NAME:
  case RECORD_SUBJECT_NAME:
  case RECORD_ISSUER_NAME:
    if (text.len > 0)
      g_string_append_c(out, '\t');
    append_text(out, text);
    break;
  case RECORD_FUNCTION:
    append_function(out, value);
    break;
  case RECORD_SERIAL_NUMBER:
    g_string_append_c(out, '\t');
    append_hex(out, value.data, value.len, ":");
    break;
  case RECORD_CERTIFICATE:
    append_certificate_hash(out, value);
    break;
  case RECORD_CERT_HASH:
    append_unknown(out, value);
    break;
  case RECORD_HASH_ALGORITHM:
    g_string_append(out, value.data[0] == 1 ? "\tSHA-1" : "\t");
    if (value.data[0] != 1)
      g_string_append_printf(out, "%u", value.data[0]);
    break;
  case RECORD_PUBLIC_KEY:
  case RECORD_SIGNATURE:
  case RECORD_IP_ADDRESS:
    break;
  default:
    append_unknown(out, value);
  }
}

static void
append_record(GString *out, const TrustList *list, guint index)
{
  const TrustListRecord *record = trust_list_get_record(list, index);
  const char *kind = trust_list_is_itl(list) ? "ITL" : "CTL";
  g_string_append_printf(out, "\n%s Record #:%u\n----\n", kind, index + 1);
  append_table_head(out);
  TlvReader rest = record->bytes;
  Tlv tlv = {0};
  while (tlv_reader_next(&rest, &tlv)) {
    append_entry_start(out, tlv.tag, entry_name(record_names, G_N_ELEMENTS(record_names), tlv.tag),
                       tlv.value.len);
    append_record_value(out, &tlv);
    g_string_append_c(out, '\n');
  }
  if (trust_list_record_get_function(record) == FUNCTION_SAST)
    g_string_append_printf(out, "This etoken was %sused to sign the %s file.\n",
                           trust_list_record_is_signer(list, record) ? "" : "not ", kind);
}

char *
trust_list_date_text(gint64 time)
{
  static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  g_autoptr(GDateTime) date = g_date_time_new_from_unix_local(time);
  if (date == NULL)
    return g_strdup("an unknown date");
  return g_strdup_printf("%s %s %02d %02d:%02d:%02d %s %d", days[g_date_time_get_day_of_week(date) - 1],
                         months[g_date_time_get_month(date) - 1], g_date_time_get_day_of_month(date),
                         g_date_time_get_hour(date), g_date_time_get_minute(date),
                         g_date_time_get_second(date), g_date_time_get_timezone_abbreviation(date),
                         g_date_time_get_year(date));
}

static void
append_file_facts(GString *out, GBytes *bytes, const char *kind, gint64 modified)
{
  g_autofree char *md5 = g_compute_checksum_for_bytes(G_CHECKSUM_MD5, bytes);
  g_autofree char *sha1 = g_compute_checksum_for_bytes(G_CHECKSUM_SHA1, bytes);
  g_string_append_printf(out, "The checksum value of the %s file:\n%s(MD5)\n%s(SHA1)\n\n", kind, md5, sha1);
  g_string_append_printf(out, "Length of %s file: %" G_GSIZE_FORMAT "\n", kind, g_bytes_get_size(bytes));
  if (modified < 0)
    return;
  g_autofree char *date = trust_list_date_text(modified);
  g_string_append_printf(out, "The %s File was last modified on %s\n", kind, date);
}

static void
append_failure(GString *out, gboolean itl)
{
  g_string_append_printf(out, "Verification of the %s file failed.\n%s\n", itl ? "ITL" : "CTL",
                         itl ? "Error parsing the ITL file!!" : "Error parsing the CTL File.");
}

char *
trust_list_show(const TrustList *list, gint64 modified)
{
  GString *out = g_string_new(NULL);
  gboolean itl = trust_list_is_itl(list);
  const char *kind = itl ? "ITL" : "CTL";
  append_file_facts(out, trust_list_get_bytes(list), kind,
                    modified >= 0 ? modified : trust_list_get_header(list)->timestamp);
  append_header(out, list);
  for (guint i = 0; i < trust_list_get_n_records(list); i++)
    append_record(out, list, i);
  g_string_append_c(out, '\n');
  if (trust_list_verify(list, NULL, NULL))
    g_string_append_printf(out, "The %s file was verified successfully.\n", kind);
  else
    append_failure(out, itl);
  return g_string_free(out, FALSE);
}

char *
trust_list_show_damaged(GBytes *bytes, gint64 modified)
{
  GString *out = g_string_new(NULL);
  append_file_facts(out, bytes, "CTL", modified);
  g_string_append_c(out, '\n');
  append_failure(out, FALSE);
  return g_string_free(out, FALSE);
}
