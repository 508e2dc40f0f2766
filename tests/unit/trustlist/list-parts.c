/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "list-parts.h"

#include "app/trustlist/tags.h"
#include "app/trustlist/tlv-writer.h"

#include <string.h>

#define HEADER_ALIGNMENT 4

static GBytes *
make_entry(guint8 tag, const void *value, gsize len)
{
  g_autoptr(TlvWriter) writer = tlv_writer_new();
  tlv_writer_bytes(writer, tag, value, len);
  return tlv_writer_finish(writer);
}

static guint8
tag_of(const GBytes *entry)
{
  return *(const guint8 *)g_bytes_get_data((GBytes *)entry, NULL);
}

static GPtrArray *
section_new(void)
{
  return g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
}

static void
take_header(ListParts *parts, const TrustList *list)
{
  TlvReader rest = {g_bytes_get_data(trust_list_get_bytes(list), NULL), trust_list_get_header(list)->len};
  Tlv tlv = {0};
  guint16 declared = 0;
  TlvReader start = rest;
  while (list_header_next(&rest, &tlv, &declared)) {
    if (tlv.tag != HEADER_PADDING)
      g_ptr_array_add(parts->header, g_bytes_new(start.data, start.len - rest.len));
    start = rest;
  }
}

static void
take_record(ListParts *parts, const TrustListRecord *record)
{
  GPtrArray *section = section_new();
  TlvReader rest = record->bytes;
  Tlv tlv = {0};
  while (tlv_reader_next(&rest, &tlv))
    g_ptr_array_add(section, make_entry(tlv.tag, tlv.value.data, tlv.value.len));
  g_ptr_array_add(parts->records, section);
}

ListParts *
list_parts_new(const TrustList *list)
{
  ListParts *parts = g_new0(ListParts, 1);
  parts->padding = LIST_PARTS_COUNTED;
  parts->header = section_new();
  parts->records = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
  take_header(parts, list);
  for (guint i = 0; i < trust_list_get_n_records(list); i++)
    take_record(parts, trust_list_get_record(list, i));
  return parts;
}

void
list_parts_free(ListParts *parts)
{
  g_ptr_array_unref(parts->header);
  g_ptr_array_unref(parts->records);
  g_free(parts);
}

GPtrArray *
list_parts_record(ListParts *parts, guint index)
{
  g_assert_cmpuint(index, <, parts->records->len);
  return g_ptr_array_index(parts->records, index);
}

/* The place of the first entry TAG, or the section's length. */
static guint
find(const GPtrArray *section, guint8 tag)
{
  guint i = 0;
  while (i < section->len && tag_of(g_ptr_array_index(section, i)) != tag)
    i++;
  return i;
}

void
section_set(GPtrArray *section, guint8 tag, const void *value, gsize len)
{
  guint i = find(section, tag);
  g_assert_cmpuint(i, <, section->len);
  g_bytes_unref(g_ptr_array_index(section, i));
  g_ptr_array_index(section, i) = make_entry(tag, value, len);
}

void
section_add(GPtrArray *section, guint8 tag, const void *value, gsize len)
{
  g_ptr_array_add(section, make_entry(tag, value, len));
}

void
section_remove(GPtrArray *section, guint8 tag)
{
  guint i = find(section, tag);
  g_assert_cmpuint(i, <, section->len);
  g_ptr_array_remove_index(section, i);
}

void
section_move(GPtrArray *section, guint8 tag, guint8 before)
{
  guint from = find(section, tag);
  g_assert_cmpuint(from, <, section->len);
  GBytes *entry = g_ptr_array_steal_index(section, from);
  g_ptr_array_insert(section, before != 0 ? (int)find(section, before) : -1, entry);
}

TlvReader
section_get(const GPtrArray *section, guint8 tag)
{
  guint i = find(section, tag);
  g_assert_cmpuint(i, <, section->len);
  TlvReader rest = {NULL, 0};
  Tlv tlv = {0};
  rest.data = g_bytes_get_data(g_ptr_array_index(section, i), &rest.len);
  g_assert_true(tlv_reader_next(&rest, &tlv));
  return tlv.value;
}

/* --- putting together --- */

static gsize
size_of_entries(const GPtrArray *section, guint8 first, guint8 last)
{
  gsize size = 0;
  for (guint i = 0; i < section->len; i++) {
    GBytes *entry = g_ptr_array_index(section, i);
    if (tag_of(entry) >= first && tag_of(entry) <= last)
      size += g_bytes_get_size(entry);
  }
  return size;
}

/* The value of an entry that counts something, or -1. */
static gssize
count_for(const ListParts *parts, guint8 tag, gsize header_len)
{
  switch (tag) {
  case HEADER_LENGTH:
    return (gssize)header_len + parts->header_len_off;
  case HEADER_SIGNER_ID:
    return (gssize)size_of_entries(parts->header, HEADER_SIGNER_NAME, HEADER_CA_NAME) + parts->signer_id_off;
  case HEADER_SIGNATURE_INFO:
    return (gssize)size_of_entries(parts->header, HEADER_DIGEST_ALGORITHM, HEADER_SIGNATURE_MODULUS);
  case HEADER_SIGNATURE_ALGO_INFO:
    return (gssize)size_of_entries(parts->header, HEADER_SIGNATURE_ALGORITHM, HEADER_SIGNATURE_MODULUS);
  default:
    return -1;
  }
}

static void
put_header(TlvWriter *writer, const ListParts *parts)
{
  gsize len = size_of_entries(parts->header, 0, G_MAXUINT8);
  gsize padding = parts->padding != LIST_PARTS_COUNTED ? parts->padding : -len % HEADER_ALIGNMENT;
  for (guint i = 0; i < parts->header->len; i++) {
    GBytes *entry = g_ptr_array_index(parts->header, i);
    gssize count = count_for(parts, tag_of(entry), len + padding);
    tlv_writer_raw(writer, g_bytes_get_data(entry, NULL), g_bytes_get_size(entry));
    if (count >= 0)
      tlv_writer_patch_u16(writer, tlv_writer_get_len(writer) - 2, (gsize)count);
  }
  for (gsize i = 0; i < padding; i++)
    tlv_writer_raw(writer, &(guint8){HEADER_PADDING}, 1);
}

static void
put_record(TlvWriter *writer, const GPtrArray *section, int len_off)
{
  gsize len = size_of_entries(section, 0, G_MAXUINT8);
  for (guint i = 0; i < section->len; i++) {
    GBytes *entry = g_ptr_array_index(section, i);
    tlv_writer_raw(writer, g_bytes_get_data(entry, NULL), g_bytes_get_size(entry));
    if (tag_of(entry) == RECORD_LENGTH)
      tlv_writer_patch_u16(writer, tlv_writer_get_len(writer) - 2, (gsize)((gssize)len + len_off));
  }
}

/* Where the signature's entry begins, or 0. */
static gsize
signature_offset(const ListParts *parts)
{
  gsize offset = 0;
  for (guint i = 0; i < parts->header->len; i++) {
    GBytes *entry = g_ptr_array_index(parts->header, i);
    if (tag_of(entry) == HEADER_SIGNATURE)
      return offset;
    offset += g_bytes_get_size(entry);
  }
  return 0;
}

/* DATA[OFFSET ...] is the signature's entry. */
static void
sign_in_place(guint8 *data, gsize len, gsize offset, DigestAlgorithm algorithm, const Identity *signer)
{
  guint8 digest[EVP_MAX_MD_SIZE];
  unsigned int digest_len = 0;
  gsize size = (gsize)EVP_PKEY_get_size(signer->key);
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  EVP_DigestInit_ex(context, digest_get_md(algorithm), NULL);
  EVP_DigestUpdate(context, data, offset);
  EVP_DigestUpdate(context, data + offset + TLV_HEAD_LEN + size, len - offset - TLV_HEAD_LEN - size);
  EVP_DigestFinal_ex(context, digest, &digest_len);
  EVP_MD_CTX_free(context);
  g_autoptr(GBytes) bytes = g_bytes_new(digest, digest_len);
  g_autoptr(GBytes) signature = signer->signer.sign(algorithm, bytes, signer->signer.user_data, NULL, NULL);
  memcpy(data + offset + TLV_HEAD_LEN, g_bytes_get_data(signature, NULL), size);
}

GBytes *
list_parts_sign(const ListParts *parts, const Identity *signer)
{
  gsize len = 0;
  gsize offset = signature_offset(parts);
  guint8 algorithm = *section_get(parts->header, HEADER_DIGEST_ALGORITHM).data;
  g_autoptr(TlvWriter) writer = tlv_writer_new();
  put_header(writer, parts);
  for (guint i = 0; i < parts->records->len; i++)
    put_record(writer, g_ptr_array_index(parts->records, i),
               i + 1 == parts->records->len ? parts->record_len_off : 0);
  guint8 *data = g_bytes_unref_to_data(tlv_writer_finish(writer), &len);
  if (offset != 0 && digest_get_md(algorithm) != NULL)
    sign_in_place(data, len, offset, algorithm, signer);
  return g_bytes_new_take(data, len);
}
