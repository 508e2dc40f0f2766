/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/trustlist/trust-list.h"

#include "app/base/error.h"
#include "app/trustlist/file-kind.h"
#include "app/trustlist/function.h"
#include "app/trustlist/tag-name.h"
#include "app/trustlist/tags.h"

#include <glib/gi18n.h>
#include <string.h>

struct _TrustList {
  GBytes *bytes;
  TrustListHeader header;
  GArray *records; /* of TrustListRecord */
  GArray *signers; /* of guint: which of them the header names */
};

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
damaged(GError **error, const char *what)
{
  g_set_error(error, CTL_ERROR, CTL_ERROR_DAMAGED, _("The list is damaged: %s"), what);
  return FALSE;
}

static gboolean
is_container(guint8 tag)
{
  return tag == HEADER_SIGNER_ID || tag == HEADER_SIGNATURE_INFO || tag == HEADER_SIGNATURE_ALGO_INFO;
}

gboolean
trust_list_header_next(TlvReader *reader, Tlv *tlv, guint16 *declared)
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
parse_header_entry(HeaderParser *parser, TlvReader *rest, GError **error)
{
  TlvReader start = *rest;
  Tlv tlv = {0};
  guint16 declared = 0;
  if (!trust_list_header_next(rest, &tlv, &declared))
    return damaged(error, _("the file ends in its header"));
  if (tlv.tag == HEADER_PADDING)
    return TRUE;
  if (parser->n_entries++ == TRUST_LIST_MAX_HEADER_ENTRIES)
    return damaged(error, _("the header has more entries than any"));
  if (header_tag_get_name(tlv.tag) != NULL) {
    if (parser->seen & 1u << tlv.tag)
      return damaged(error, _("the header has the same entry twice"));
    parser->seen |= 1u << tlv.tag;
  }
  if (!store_value(parser, &tlv))
    return damaged(error, _("the header has a number of the wrong size"));
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
check_header(const HeaderParser *parser, GError **error)
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
      return damaged(error, _("the header is not complete"));
    if (is_container(needed[i]) && parser->declared_len[needed[i]] != parser->content_len[needed[i]])
      return damaged(error, _("the lengths in the header do not fit together"));
  }
  return TRUE;
}

/* Reads entries until HEADERLENGTH is reached; it may stand anywhere in the header. */
static gboolean
parse_header(TrustListHeader *header, TlvReader *reader, GError **error)
{
  HeaderParser parser = {.header = header, .file = *reader};
  TlvReader rest = *reader;
  for (;;) {
    gsize done = reader->len - rest.len;
    if (header->len != 0 && done == header->len)
      break;
    if (header->len != 0 && done > header->len)
      return damaged(error, _("the header is longer than it says"));
    if (!parse_header_entry(&parser, &rest, error))
      return FALSE;
  }
  if (!check_header(&parser, error))
    return FALSE;
  *reader = rest;
  return TRUE;
}

/* Whether a record is the signer's is asked while its bytes are still in the processor's cache. */
static gboolean
parse_records(TrustList *list, TlvReader *reader, GError **error)
{
  while (reader->len > 0) {
    guint index = list->records->len;
    if (index == TRUST_LIST_MAX_RECORDS)
      return damaged(error, _("it has more records than any cluster"));
    TrustListRecord record = {0};
    if (!trust_list_record_read(&record, reader, index + 1, error))
      return FALSE;
    g_array_append_val(list->records, record);
    if (trust_list_record_is_signer(list, &record))
      g_array_append_val(list->signers, index);
  }
  return TRUE;
}

static TrustList *
parse_file(GBytes *bytes, GError **error)
{
  g_autoptr(TrustList) list = g_atomic_rc_box_new0(TrustList);
  list->bytes = g_bytes_ref(bytes);
  list->records = g_array_new(FALSE, FALSE, sizeof(TrustListRecord));
  list->signers = g_array_new(FALSE, FALSE, sizeof(guint));
  TlvReader reader = {0};
  reader.data = g_bytes_get_data(bytes, &reader.len);
  if (reader.len == 0) {
    damaged(error, _("the file is empty"));
    return NULL;
  }
  if (reader.len > TRUST_LIST_MAX_LEN) {
    damaged(error, _("the file is larger than any trust list"));
    return NULL;
  }
  if (!parse_header(&list->header, &reader, error) || !parse_records(list, &reader, error))
    return NULL;
  return g_steal_pointer(&list);
}

TrustList *
trust_list_parse(GBytes *bytes, GError **error)
{
  TrustList *list = parse_file(bytes, error);
  g_autofree char *kind = list == NULL && error != NULL ? file_kind_describe(bytes) : NULL;
  if (kind != NULL) {
    g_clear_error(error);
    g_set_error(error, CTL_ERROR, CTL_ERROR_DAMAGED, _("The file is no trust list: %s"), kind);
  }
  return list;
}

TrustList *
trust_list_ref(TrustList *list)
{
  return g_atomic_rc_box_acquire(list);
}

static void
trust_list_clear(gpointer data)
{
  TrustList *list = data;
  g_array_unref(list->records);
  g_array_unref(list->signers);
  g_bytes_unref(list->bytes);
}

void
trust_list_unref(TrustList *list)
{
  g_atomic_rc_box_release_full(list, trust_list_clear);
}

GBytes *
trust_list_get_bytes(const TrustList *list)
{
  return list->bytes;
}

const TrustListHeader *
trust_list_get_header(const TrustList *list)
{
  return &list->header;
}

guint
trust_list_get_n_records(const TrustList *list)
{
  return list->records->len;
}

const TrustListRecord *
trust_list_get_record(const TrustList *list, guint index)
{
  g_return_val_if_fail(index < list->records->len, NULL);
  return &g_array_index(list->records, TrustListRecord, index);
}

const guint *
trust_list_get_signers(const TrustList *list, guint *n_signers)
{
  *n_signers = list->signers->len;
  return (const guint *)(gconstpointer)list->signers->data;
}

static gboolean
filename_is_itl(TlvReader name)
{
  return name.len >= 3 && g_ascii_strncasecmp((const char *)name.data, "ITL", 3) == 0;
}

gboolean
trust_list_is_itl(const TrustList *list)
{
  return filename_is_itl(list->header.filename);
}

gboolean
trust_list_bytes_are_itl(GBytes *bytes, const char *name)
{
  TlvReader rest = {0};
  rest.data = g_bytes_get_data(bytes, &rest.len);
  Tlv tlv = {0};
  guint16 declared = 0;
  while (trust_list_header_next(&rest, &tlv, &declared))
    if (tlv.tag == HEADER_FILENAME)
      return filename_is_itl(name_bytes_to_text(tlv.value));
  return name != NULL && filename_is_itl((TlvReader){(const guint8 *)name, strlen(name)});
}

gboolean
trust_list_record_is_signer(const TrustList *list, const TrustListRecord *record)
{
  TlvReader serial = {NULL, 0};
  return trust_list_record_get_function(record) == FUNCTION_SAST &&
         trust_list_record_get(record, RECORD_SERIAL_NUMBER, &serial) &&
         tlv_reader_equal(serial, list->header.signer_serial) &&
         tlv_reader_equal(trust_list_record_get_text(record, RECORD_ISSUER_NAME),
                          list->header.signer_ca_name);
}
