/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/trustlist/list-header.h"

#include "app/trustlist/record-identity.h"
#include "app/trustlist/tag-name.h"
#include "app/trustlist/tags.h"

#include <glib/gi18n.h>

/* The header while it is read: which known tags were seen and how long the containers' contents are. */
typedef struct {
  TrustListHeader *header;
  TlvReader file;
  guint32 seen;
  guint n_entries;
  gsize content_len[16];
  guint16 declared_len[16];
} HeaderParser;

static gboolean
damaged(const char **why, const char *what)
{
  *why = what;
  return FALSE;
}

static gboolean
is_container(guint8 tag)
{
  return tag == HEADER_SIGNER_ID || tag == HEADER_SIGNATURE_INFO || tag == HEADER_SIGNATURE_ALGO_INFO;
}

gboolean
list_header_next(TlvReader *reader, Tlv *tlv, guint16 *declared)
{
  TlvReader rest = *reader;
  if (!tlv_reader_u8(&rest, &tlv->tag))
    return FALSE;
  if (tlv->tag != HEADER_PADDING && !is_container(tlv->tag)) {
    if (!tlv_reader_next(reader, tlv))
      return FALSE;
    *declared = (guint16)tlv->value.len;
    return TRUE;
  }
  *declared = 0;
  tlv->value = (TlvReader){rest.data, 0};
  if (tlv->tag != HEADER_PADDING && !tlv_reader_u16(&rest, declared))
    return FALSE;
  *reader = rest;
  return TRUE;
}

static gboolean
read_version(TlvReader value, guint8 version[2])
{
  return value.len == 2 && tlv_reader_u8(&value, &version[0]) && tlv_reader_u8(&value, &version[1]);
}

static gboolean
read_u8_value(TlvReader value, guint8 *number)
{
  return value.len == 1 && tlv_reader_u8(&value, number);
}

/* Takes the value of one entry into the header. FALSE when its size is wrong. */
static gboolean
store_value(HeaderParser *parser, const Tlv *tlv)
{
  TrustListHeader *header = parser->header;
  TlvReader value = tlv->value;
  switch (tlv->tag) {
  case HEADER_VERSION:
    return read_version(value, header->version);
  case HEADER_LENGTH:
    return value.len == 2 && tlv_reader_u16(&value, &header->len);
  case HEADER_SIGNER_NAME:
    header->signer_name = name_bytes_to_text(value);
    return TRUE;
  case HEADER_SERIAL_NUMBER:
    header->signer_serial = value;
    return TRUE;
  case HEADER_CA_NAME:
    header->signer_ca_name = name_bytes_to_text(value);
    return TRUE;
  case HEADER_DIGEST_ALGORITHM:
    return read_u8_value(value, &header->digest);
  case HEADER_SIGNATURE_ALGORITHM:
    return read_u8_value(value, &header->signature_algorithm);
  case HEADER_SIGNATURE_MODULUS:
    return read_u8_value(value, &header->signature_modulus);
  case HEADER_SIGNATURE:
    header->signature = value;
    return TRUE;
  case HEADER_FILENAME:
    header->filename = name_bytes_to_text(value);
    return TRUE;
  case HEADER_TIMESTAMP:
    return value.len == 4 && tlv_reader_u32(&value, &header->timestamp);
  case HEADER_SIGNER_VERSION:
    return read_version(value, header->signer_version);
  default:
    return TRUE;
  }
}

/* Adds the entry's whole length to the containers that count it. */
static void
count_content(HeaderParser *parser, guint8 tag, gsize entry_len)
{
  if (tag >= HEADER_SIGNER_NAME && tag <= HEADER_CA_NAME)
    parser->content_len[HEADER_SIGNER_ID] += entry_len;
  if (tag >= HEADER_DIGEST_ALGORITHM && tag <= HEADER_SIGNATURE_MODULUS)
    parser->content_len[HEADER_SIGNATURE_INFO] += entry_len;
  if (tag == HEADER_SIGNATURE_ALGORITHM || tag == HEADER_SIGNATURE_MODULUS)
    parser->content_len[HEADER_SIGNATURE_ALGO_INFO] += entry_len;
}

static gboolean
parse_header_entry(HeaderParser *parser, TlvReader *rest, const char **why)
{
  TlvReader start = *rest;
  Tlv tlv = {0};
  guint16 declared = 0;
  if (!list_header_next(rest, &tlv, &declared))
    return damaged(why, _("the file ends in its header"));
  if (tlv.tag == HEADER_PADDING)
    return TRUE;
  if (parser->n_entries++ == TRUST_LIST_MAX_HEADER_ENTRIES)
    return damaged(why, _("the header has more entries than any"));
  if (header_tag_get_name(tlv.tag) != NULL) {
    if (parser->seen & 1u << tlv.tag)
      return damaged(why, _("the header has the same entry twice"));
    parser->seen |= 1u << tlv.tag;
  }
  if (!store_value(parser, &tlv))
    return damaged(why, _("the header has a number of the wrong size"));
  count_content(parser, tlv.tag, start.len - rest->len);
  if (is_container(tlv.tag))
    parser->declared_len[tlv.tag] = declared;
  if (tlv.tag == HEADER_SIGNATURE) {
    parser->header->signed_before = (TlvReader){parser->file.data, parser->file.len - start.len};
    parser->header->signed_after = *rest;
  }
  return TRUE;
}

static gboolean
check_header(const HeaderParser *parser, const char **why)
{
  static const guint8 needed[] = {
      HEADER_VERSION,
      HEADER_LENGTH,
      HEADER_SIGNER_ID,
      HEADER_SIGNER_NAME,
      HEADER_SERIAL_NUMBER,
      HEADER_CA_NAME,
      HEADER_SIGNATURE_INFO,
      HEADER_DIGEST_ALGORITHM,
      HEADER_SIGNATURE,
      HEADER_SIGNATURE_ALGO_INFO,
      HEADER_SIGNATURE_ALGORITHM,
      HEADER_SIGNATURE_MODULUS,
  };
  for (gsize i = 0; i < G_N_ELEMENTS(needed); i++) {
    if (!(parser->seen & 1u << needed[i]))
      return damaged(why, _("the header is not complete"));
    if (is_container(needed[i]) && parser->declared_len[needed[i]] != parser->content_len[needed[i]])
      return damaged(why, _("the lengths in the header do not fit together"));
  }
  return TRUE;
}

/* Reads entries until HEADERLENGTH is reached; it may stand anywhere in the header. */
gboolean
list_header_read(TrustListHeader *header, TlvReader *reader, const char **why)
{
  HeaderParser parser = {.header = header, .file = *reader};
  TlvReader rest = *reader;
  for (;;) {
    gsize done = reader->len - rest.len;
    if (header->len != 0 && done == header->len)
      break;
    if (header->len != 0 && done > header->len)
      return damaged(why, _("the header is longer than it says"));
    if (!parse_header_entry(&parser, &rest, why))
      return FALSE;
  }
  if (!check_header(&parser, why))
    return FALSE;
  *reader = rest;
  return TRUE;
}

gboolean
list_header_names(const TrustListHeader *header, const TrustListRecord *record)
{
  TlvReader serial = {NULL, 0};
  return trust_list_record_get(record, RECORD_SERIAL_NUMBER, &serial) &&
         tlv_reader_equal(serial, header->signer_serial) &&
         tlv_reader_equal(trust_list_record_get_text(record, RECORD_ISSUER_NAME), header->signer_ca_name);
}
