/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/trustlist/show-entry.h"

#include "app/trustlist/function.h"
#include "app/trustlist/record.h"
#include "app/trustlist/show.h"
#include "app/trustlist/tag-name.h"
#include "app/trustlist/tags.h"

#include <openssl/evp.h>
#include <string.h>

#define TAB_STOP 8
#define VALUE_COLUMN 24 /* where the lengths begin: the third tab stop */
#define SIGNATURE_ROW_LEN 8

static void
append_hex(GString *out, TlvReader bytes, char separator)
{
  static const char digits[] = "0123456789ABCDEF";
  for (gsize i = 0; i < bytes.len; i++) {
    if (i > 0)
      g_string_append_c(out, separator);
    g_string_append_c(out, digits[bytes.data[i] >> 4]);
    g_string_append_c(out, digits[bytes.data[i] & 0x0F]);
  }
}

/* What stands behind the length: nothing at all, not even a tab, where a value is empty. */
static void
append_hex_column(GString *out, TlvReader bytes, char separator)
{
  if (bytes.len > 0)
    g_string_append_c(out, '\t');
  append_hex(out, bytes, separator);
}

static void
append_text_column(GString *out, TlvReader value)
{
  TlvReader text = name_bytes_to_text(value);
  if (text.len == 0)
    return;
  g_autofree char *safe = trust_list_safe_text(text);
  g_string_append_printf(out, "\t%s", safe);
}

/* Number, name and length of an entry, with as many tabs after the name as reach the column of lengths. */
static void
append_entry_start(GString *out, guint8 tag, const char *known_name, gsize len)
{
  const char *name = known_name != NULL ? known_name : "UNKNOWN";
  gsize column = TAB_STOP + strlen(name);
  g_string_append_printf(out, "%u\t%s\t", tag, name);
  for (column += TAB_STOP - column % TAB_STOP; column < VALUE_COLUMN; column += TAB_STOP)
    g_string_append_c(out, '\t');
  g_string_append_printf(out, "%" G_GSIZE_FORMAT, len);
}

static void
append_signature_rows(GString *out, TlvReader signature)
{
  for (gsize i = 0; i < signature.len; i++)
    g_string_append_printf(out, "%s%x", i % SIGNATURE_ROW_LEN == 0 ? "\n" : "  ", signature.data[i]);
}

static void
append_version(GString *out, TlvReader value)
{
  guint8 major = 0;
  guint8 minor = 0;
  if (tlv_reader_u8(&value, &major) && tlv_reader_u8(&value, &minor))
    g_string_append_printf(out, "\t%u.%u", major, minor);
}

static void
append_header_value(GString *out, const Tlv *tlv, guint16 declared)
{
  switch (tlv->tag) {
  case HEADER_SIGNER_ID:
  case HEADER_SIGNATURE_INFO:
  case HEADER_SIGNATURE_ALGO_INFO:
    g_string_append_printf(out, "\t%u", declared);
    break;
  case HEADER_SIGNER_NAME:
  case HEADER_CA_NAME:
    append_text_column(out, tlv->value);
    break;
  case HEADER_SERIAL_NUMBER:
    append_hex_column(out, tlv->value, ':');
    break;
  case HEADER_SIGNATURE:
    append_signature_rows(out, tlv->value);
    break;
  case HEADER_SIGNER_VERSION:
    append_version(out, tlv->value);
    break;
  case HEADER_DIGEST_ALGORITHM:
  case HEADER_SIGNATURE_ALGORITHM:
  case HEADER_SIGNATURE_MODULUS:
  case HEADER_FILENAME:
  case HEADER_TIMESTAMP:
    break;
  default: /* unknown entries are shown with their bytes */
    append_hex_column(out, tlv->value, ' ');
  }
}

void
show_header_entry(GString *out, const Tlv *tlv, guint16 declared)
{
  gboolean container = tlv->value.len == 0 && declared != 0;
  append_entry_start(out, tlv->tag, header_tag_get_name(tlv->tag),
                     container ? sizeof declared : tlv->value.len);
  append_header_value(out, tlv, declared);
  g_string_append_c(out, '\n');
}

static void
append_certificate_hash(GString *out, TlvReader certificate)
{
  guint8 hash[EVP_MAX_MD_SIZE];
  unsigned int len = 0;
  if (EVP_Digest(certificate.data, certificate.len, hash, &len, EVP_sha1(), NULL) != 1)
    len = 0;
  append_hex_column(out, (TlvReader){hash, len}, ' ');
  g_string_append(out, " (SHA1 Hash HEX)");
}

static void
append_number(GString *out, TlvReader value)
{
  guint16 number = 0;
  tlv_reader_u16(&value, &number);
  g_string_append_printf(out, "\t%u", number);
}

static void
append_function(GString *out, TlvReader value)
{
  TlvReader bytes = value;
  guint16 number = 0;
  tlv_reader_u16(&bytes, &number);
  const char *title = function_get_title(number);
  if (title != NULL)
    g_string_append_printf(out, "\t%s", title);
  else
    append_number(out, value);
}

static void
append_hash_algorithm(GString *out, TlvReader value)
{
  guint8 algorithm = 0;
  tlv_reader_u8(&value, &algorithm);
  if (algorithm == 1)
    g_string_append(out, "\tSHA-1");
  else
    g_string_append_printf(out, "\t%u", algorithm);
}

static void
append_record_value(GString *out, const Tlv *tlv)
{
  switch (tlv->tag) {
  case RECORD_LENGTH:
    append_number(out, tlv->value);
    break;
  case RECORD_DNS_NAME:
  case RECORD_SUBJECT_NAME:
  case RECORD_ISSUER_NAME:
    append_text_column(out, tlv->value);
    break;
  case RECORD_FUNCTION:
    append_function(out, tlv->value);
    break;
  case RECORD_SERIAL_NUMBER:
    append_hex_column(out, tlv->value, ':');
    break;
  case RECORD_CERTIFICATE:
    append_certificate_hash(out, tlv->value);
    break;
  case RECORD_HASH_ALGORITHM:
    append_hash_algorithm(out, tlv->value);
    break;
  case RECORD_PUBLIC_KEY:
  case RECORD_SIGNATURE:
  case RECORD_IP_ADDRESS:
    break;
  default: /* CERTHASH, and unknown entries */
    append_hex_column(out, tlv->value, ' ');
  }
}

void
show_record_entry(GString *out, const Tlv *tlv)
{
  append_entry_start(out, tlv->tag, record_tag_get_name(tlv->tag), tlv->value.len);
  append_record_value(out, tlv);
  g_string_append_c(out, '\n');
}
