/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files that are no whole list. */
#include "bad-lists-private.h"

#include "app/trustlist/tags.h"

#include <string.h>

static GBytes *
good_bytes(void)
{
  return bad_bytes(bad_lists_good());
}

/* The first LEN bytes of a good list; from its end where LEN is negative. */
static GBytes *
cut(gssize len)
{
  g_autoptr(GBytes) bytes = good_bytes();
  gsize kept = len >= 0 ? (gsize)len : g_bytes_get_size(bytes) - (gsize)-len;
  return g_bytes_new_from_bytes(bytes, 0, kept);
}

static GBytes *
make_empty(void)
{
  return g_bytes_new_static("", 0);
}

static GBytes *
make_page(void)
{
  static const char page[] = "<!DOCTYPE html>\n<html><body>404 Not Found</body></html>\n";
  return g_bytes_new_static(page, sizeof page - 1);
}

static GBytes *
make_cut_in_header(void)
{
  return cut(100);
}

static GBytes *
make_cut_in_record(void)
{
  return cut(-20);
}

static GBytes *
make_trailing(void)
{
  g_autoptr(GBytes) good = good_bytes();
  g_autoptr(GByteArray) array = g_byte_array_new();
  g_byte_array_append(array, g_bytes_get_data(good, NULL), (guint)g_bytes_get_size(good));
  g_byte_array_append(array, (const guint8 *)"\r\n", 2);
  return g_bytes_new(array->data, array->len);
}

/* --- the header --- */

static GBytes *
double_in_header(guint8 tag)
{
  ListParts *parts = bad_parts_new();
  TlvReader value = section_get(parts->header, tag);
  section_add(parts->header, tag, value.data, value.len);
  return bad_parts_finish(parts);
}

static GBytes *
make_two_signer_names(void)
{
  return double_in_header(HEADER_SIGNER_NAME);
}

static GBytes *
make_two_signatures(void)
{
  return double_in_header(HEADER_SIGNATURE);
}

static GBytes *
make_two_filenames(void)
{
  return double_in_header(HEADER_FILENAME);
}

static GBytes *
without_in_header(guint8 tag)
{
  ListParts *parts = bad_parts_new();
  section_remove(parts->header, tag);
  return bad_parts_finish(parts);
}

static GBytes *
make_no_signature(void)
{
  return without_in_header(HEADER_SIGNATURE);
}

static GBytes *
make_no_serial_number(void)
{
  return without_in_header(HEADER_SERIAL_NUMBER);
}

static GBytes *
with_header_len_off(int off)
{
  ListParts *parts = bad_parts_new();
  parts->header_len_off = off;
  return bad_parts_finish(parts);
}

static GBytes *
make_short_header_len(void)
{
  return with_header_len_off(-4);
}

static GBytes *
make_long_header_len(void)
{
  return with_header_len_off(4);
}

static GBytes *
make_container_len(void)
{
  ListParts *parts = bad_parts_new();
  parts->signer_id_off = 1;
  return bad_parts_finish(parts);
}

static GBytes *
make_long_timestamp(void)
{
  static const guint8 timestamp[8] = {0};
  ListParts *parts = bad_parts_new();
  section_set(parts->header, HEADER_TIMESTAMP, timestamp, sizeof timestamp);
  return bad_parts_finish(parts);
}

static GBytes *
make_many_header_entries(void)
{
  ListParts *parts = bad_parts_new();
  for (guint i = 0; i < TRUST_LIST_MAX_HEADER_ENTRIES; i++)
    section_add(parts->header, 200, NULL, 0);
  return bad_parts_finish(parts);
}

/* --- records --- */

static GBytes *
double_in_record(guint8 tag)
{
  ListParts *parts = bad_parts_new();
  GPtrArray *record = list_parts_record(parts, BAD_CCM_RECORD);
  TlvReader value = section_get(record, tag);
  section_add(record, tag, value.data, value.len);
  return bad_parts_finish(parts);
}

static GBytes *
make_two_functions(void)
{
  return double_in_record(RECORD_FUNCTION);
}

static GBytes *
make_two_certificates(void)
{
  return double_in_record(RECORD_CERTIFICATE);
}

static GBytes *
make_two_serial_numbers(void)
{
  return double_in_record(RECORD_SERIAL_NUMBER);
}

static GBytes *
with_record_value(guint8 tag, gsize len)
{
  g_autofree guint8 *zeros = g_malloc0(len);
  ListParts *parts = bad_parts_new();
  section_set(list_parts_record(parts, BAD_CAPF_RECORD), tag, zeros, len);
  return bad_parts_finish(parts);
}

static GBytes *
make_short_function(void)
{
  return with_record_value(RECORD_FUNCTION, 1);
}

static GBytes *
make_long_address(void)
{
  return with_record_value(RECORD_IP_ADDRESS, 16);
}

static GBytes *
make_large_certificate(void)
{
  return with_record_value(RECORD_CERTIFICATE, TRUST_LIST_MAX_CERTIFICATE_LEN + 1);
}

static GBytes *
make_no_function(void)
{
  ListParts *parts = bad_parts_new();
  section_remove(list_parts_record(parts, BAD_CAPF_RECORD), RECORD_FUNCTION);
  return bad_parts_finish(parts);
}

static GBytes *
make_length_not_first(void)
{
  ListParts *parts = bad_parts_new();
  section_move(list_parts_record(parts, BAD_CAPF_RECORD), RECORD_LENGTH, 0);
  return bad_parts_finish(parts);
}

static GBytes *
with_record_len_off(int off)
{
  ListParts *parts = bad_parts_new();
  parts->record_len_off = off;
  return bad_parts_finish(parts);
}

static GBytes *
make_short_record(void)
{
  return with_record_len_off(-1);
}

static GBytes *
make_long_record(void)
{
  return with_record_len_off(1);
}

static GBytes *
make_many_record_entries(void)
{
  ListParts *parts = bad_parts_new();
  for (guint i = 0; i < TRUST_LIST_MAX_RECORD_ENTRIES; i++)
    section_add(list_parts_record(parts, BAD_CAPF_RECORD), 200, NULL, 0);
  return bad_parts_finish(parts);
}

/* A good list, and emptied records to the end of all patience. */
static GBytes *
make_many_records(void)
{
  ListParts *parts = bad_parts_new();
  GPtrArray *emptied = list_parts_record(parts, BAD_NODE_RECORD);
  static const guint8 gone[] = {RECORD_SUBJECT_NAME, RECORD_ISSUER_NAME, RECORD_SERIAL_NUMBER,
                                RECORD_PUBLIC_KEY, RECORD_CERTIFICATE};
  for (gsize i = 0; i < G_N_ELEMENTS(gone); i++)
    section_remove(emptied, gone[i]);
  while (parts->records->len <= TRUST_LIST_MAX_RECORDS)
    g_ptr_array_add(parts->records, g_ptr_array_ref(emptied));
  return bad_parts_finish(parts);
}

static GBytes *
make_long_file(void)
{
  g_autoptr(GBytes) good = good_bytes();
  gsize len = g_bytes_get_size(good);
  guint8 *data = g_malloc0(TRUST_LIST_MAX_LEN + 1);
  memcpy(data, g_bytes_get_data(good, NULL), len);
  return g_bytes_new_take(data, TRUST_LIST_MAX_LEN + 1);
}

#define DAMAGED(name, make)                                                                                  \
  {                                                                                                          \
    name, make, BAD_LIST_DAMAGED, FALSE, NULL                                                                \
  }

const BadList bad_lists_damaged[] = {
    DAMAGED("empty-file", make_empty),
    DAMAGED("web-page", make_page),
    DAMAGED("cut-in-header", make_cut_in_header),
    DAMAGED("cut-in-record", make_cut_in_record),
    DAMAGED("trailing-bytes", make_trailing),
    DAMAGED("two-signer-names", make_two_signer_names),
    DAMAGED("two-signatures", make_two_signatures),
    DAMAGED("two-filenames", make_two_filenames),
    DAMAGED("no-signature", make_no_signature),
    DAMAGED("no-serial-number", make_no_serial_number),
    DAMAGED("short-header-length", make_short_header_len),
    DAMAGED("long-header-length", make_long_header_len),
    DAMAGED("container-length", make_container_len),
    DAMAGED("long-timestamp", make_long_timestamp),
    DAMAGED("many-header-entries", make_many_header_entries),
    DAMAGED("two-functions", make_two_functions),
    DAMAGED("two-certificates", make_two_certificates),
    DAMAGED("two-serial-numbers", make_two_serial_numbers),
    DAMAGED("short-function", make_short_function),
    DAMAGED("long-address", make_long_address),
    DAMAGED("large-certificate", make_large_certificate),
    DAMAGED("no-function", make_no_function),
    DAMAGED("length-not-first", make_length_not_first),
    DAMAGED("short-record", make_short_record),
    DAMAGED("long-record", make_long_record),
    DAMAGED("many-record-entries", make_many_record_entries),
    DAMAGED("many-records", make_many_records),
    DAMAGED("long-file", make_long_file),
    {0},
};
