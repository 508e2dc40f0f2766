/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/trustlist/record.h"

#include "app/base/error.h"
#include "app/trustlist/certificate.h"
#include "app/trustlist/tags.h"

#include <glib/gi18n.h>
#include <string.h>

/* RECORDLENGTH: tag, length field, 2 bytes. */
#define RECORD_HEAD_LEN 5

static gboolean damaged(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);
static gboolean
damaged(GError **error, const char *format, ...)
{
  va_list args;
  va_start(args, format);
  g_autofree char *what = g_strdup_vprintf(format, args);
  va_end(args);
  g_set_error(error, CTL_ERROR, CTL_ERROR_DAMAGED, _("The list is damaged: %s"), what);
  return FALSE;
}

static gboolean
cut_record(TrustListRecord *record, TlvReader *reader, guint number, GError **error)
{
  TlvReader head = *reader;
  Tlv tlv = {0};
  guint16 len = 0;
  if (!tlv_reader_next(&head, &tlv) || tlv.tag != RECORD_LENGTH || tlv.value.len != 2)
    return damaged(error, _("record %u does not begin with its length"), number);
  if (!tlv_reader_u16(&tlv.value, &len) || len < RECORD_HEAD_LEN)
    return damaged(error, _("record %u is shorter than its own length field"), number);
  if (!tlv_reader_take(reader, len, &record->bytes))
    return damaged(error, _("record %u is longer than the rest of the file"), number);
  return TRUE;
}

/* The size that a tag's value must have, or 0 where any size is right. */
static gsize
fixed_len(guint8 tag)
{
  switch (tag) {
  case RECORD_LENGTH:
  case RECORD_FUNCTION:
    return 2;
  case RECORD_IP_ADDRESS:
    return 4;
  case RECORD_HASH_ALGORITHM:
    return 1;
  default:
    return 0;
  }
}

gboolean
trust_list_record_read(TrustListRecord *record, TlvReader *reader, guint number, GError **error)
{
  if (!cut_record(record, reader, number, error))
    return FALSE;
  guint32 seen = 0;
  guint n_entries = 0;
  TlvReader rest = record->bytes;
  while (rest.len > 0) {
    Tlv tlv = {0};
    if (n_entries++ == TRUST_LIST_MAX_RECORD_ENTRIES)
      return damaged(error, _("record %u has more entries than any"), number);
    if (!tlv_reader_next(&rest, &tlv))
      return damaged(error, _("record %u ends in the middle of an entry"), number);
    if (fixed_len(tlv.tag) != 0 && fixed_len(tlv.tag) != tlv.value.len)
      return damaged(error, _("record %u has a number of the wrong size"), number);
    if (tlv.tag == RECORD_CERTIFICATE && tlv.value.len > TRUST_LIST_MAX_CERTIFICATE_LEN)
      return damaged(error, _("record %u has a certificate larger than any"), number);
    if (tlv.tag < RECORD_LENGTH || tlv.tag > RECORD_HASH_ALGORITHM)
      continue; /* unknown ones may stand there twice */
    if (seen & 1u << tlv.tag)
      return damaged(error, _("record %u has the same entry twice"), number);
    seen |= 1u << tlv.tag;
  }
  if (!(seen & 1u << RECORD_FUNCTION))
    return damaged(error, _("record %u has no function"), number);
  return TRUE;
}

gboolean
trust_list_record_get(const TrustListRecord *record, guint8 tag, TlvReader *value)
{
  TlvReader rest = record->bytes;
  Tlv tlv = {0};
  while (tlv_reader_next(&rest, &tlv))
    if (tlv.tag == tag) {
      *value = tlv.value;
      return TRUE;
    }
  return FALSE;
}

guint
trust_list_record_get_function(const TrustListRecord *record)
{
  TlvReader value = {NULL, 0};
  guint16 function = 0;
  if (!trust_list_record_get(record, RECORD_FUNCTION, &value) || !tlv_reader_u16(&value, &function))
    return G_MAXUINT;
  return function;
}

TlvReader
name_bytes_to_text(TlvReader value)
{
  const guint8 *end = value.len > 0 ? memchr(value.data, 0, value.len) : NULL;
  if (end != NULL)
    value.len = (gsize)(end - value.data);
  return value;
}

TlvReader
trust_list_record_get_text(const TrustListRecord *record, guint8 tag)
{
  TlvReader value = {NULL, 0};
  trust_list_record_get(record, tag, &value);
  return name_bytes_to_text(value);
}

char *
trust_list_record_dup_address(const TrustListRecord *record)
{
  TlvReader value = {NULL, 0};
  if (!trust_list_record_get(record, RECORD_IP_ADDRESS, &value))
    return NULL;
  return g_strdup_printf("%u.%u.%u.%u", value.data[0], value.data[1], value.data[2], value.data[3]);
}

gboolean
trust_list_record_holds(const TrustListRecord *record, GBytes *certificate)
{
  TlvReader value = {NULL, 0};
  TlvReader wanted = {NULL, 0};
  wanted.data = g_bytes_get_data(certificate, &wanted.len);
  return trust_list_record_get(record, RECORD_CERTIFICATE, &value) && tlv_reader_equal(value, wanted);
}

X509 *
trust_list_record_dup_certificate(const TrustListRecord *record)
{
  TlvReader value = {NULL, 0};
  if (!trust_list_record_get(record, RECORD_CERTIFICATE, &value))
    return NULL;
  return certificate_from_der(value.data, value.len);
}

EVP_PKEY *
trust_list_record_dup_public_key(const TrustListRecord *record)
{
  TlvReader value = {NULL, 0};
  if (trust_list_record_get(record, RECORD_CERTIFICATE, &value))
    return public_key_from_certificate(value);
  if (trust_list_record_get(record, RECORD_PUBLIC_KEY, &value))
    return public_key_from_pkcs1(value.data, value.len);
  return NULL;
}
