/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "rewrite.h"

#include "app/trustlist/tags.h"
#include "app/trustlist/tlv-writer.h"

/* Where the values that count other bytes have to be filled in; 0 for an entry that is not there. */
typedef struct {
  gsize header_len;
  gsize signer_id;
  gsize signature_info;
  gsize signature_algo_info;
} Gaps;

/* What the containers count. */
typedef struct {
  gsize signer_id;
  gsize signature_info;
  gsize signature_algo_info;
} Counts;

static gsize *
gap_of_container(Gaps *gaps, guint8 tag)
{
  switch (tag) {
  case HEADER_SIGNER_ID:
    return &gaps->signer_id;
  case HEADER_SIGNATURE_INFO:
    return &gaps->signature_info;
  case HEADER_SIGNATURE_ALGO_INFO:
    return &gaps->signature_algo_info;
  default:
    return NULL;
  }
}

static void
write_header_entry(TlvWriter *writer, Gaps *gaps, const Tlv *tlv)
{
  gsize *gap = gap_of_container(gaps, tlv->tag);
  if (gap != NULL) {
    *gap = tlv_writer_begin(writer, tlv->tag) - 2;
  } else if (tlv->tag == HEADER_PADDING) {
    tlv_writer_raw(writer, &tlv->tag, 1);
  } else if (tlv->tag == HEADER_LENGTH) {
    tlv_writer_u16(writer, tlv->tag, 0);
    gaps->header_len = tlv_writer_get_len(writer) - 2;
  } else {
    tlv_writer_bytes(writer, tlv->tag, tlv->value.data, tlv->value.len);
  }
}

static void
count_entry(Counts *counts, guint8 tag, gsize len)
{
  switch (tag) {
  case HEADER_SIGNER_NAME:
  case HEADER_SERIAL_NUMBER:
  case HEADER_CA_NAME:
    counts->signer_id += len;
    break;
  case HEADER_SIGNATURE_ALGORITHM:
  case HEADER_SIGNATURE_MODULUS:
    counts->signature_algo_info += len;
    counts->signature_info += len;
    break;
  case HEADER_DIGEST_ALGORITHM:
  case HEADER_SIGNATURE_ALGO_INFO:
    counts->signature_info += len;
    break;
  default:
    break;
  }
}

static void
write_header(TlvWriter *writer, TlvReader header)
{
  Gaps gaps = {0};
  Counts counts = {0};
  Tlv tlv = {0};
  guint16 declared = 0;
  while (list_header_next(&header, &tlv, &declared)) {
    gsize start = tlv_writer_get_len(writer);
    write_header_entry(writer, &gaps, &tlv);
    count_entry(&counts, tlv.tag, tlv_writer_get_len(writer) - start);
  }
  tlv_writer_patch_u16(writer, gaps.header_len, tlv_writer_get_len(writer));
  tlv_writer_patch_u16(writer, gaps.signer_id, counts.signer_id);
  tlv_writer_patch_u16(writer, gaps.signature_info, counts.signature_info);
  tlv_writer_patch_u16(writer, gaps.signature_algo_info, counts.signature_algo_info);
}

static void
write_record(TlvWriter *writer, const TrustListRecord *record)
{
  gsize start = tlv_writer_get_len(writer);
  TlvReader rest = record->bytes;
  Tlv tlv = {0};
  while (tlv_reader_next(&rest, &tlv))
    tlv_writer_bytes(writer, tlv.tag, tlv.value.data, tlv.value.len);
  tlv_writer_patch_u16(writer, start + 3, tlv_writer_get_len(writer) - start);
}

GBytes *
rewrite_list(const TrustList *list)
{
  g_autoptr(TlvWriter) writer = tlv_writer_new();
  TlvReader header = {0};
  header.data = g_bytes_get_data(trust_list_get_bytes(list), NULL);
  header.len = trust_list_get_header(list)->len;
  write_header(writer, header);
  for (guint i = 0; i < trust_list_get_n_records(list); i++)
    write_record(writer, trust_list_get_record(list, i));
  return tlv_writer_finish(writer);
}
