/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The bounded reader and the sticky-error writer. */
#include "app/trustlist/tlv-reader.h"
#include "app/trustlist/tlv-writer.h"

#include <string.h>

static void
test_reads_entries(void)
{
  static const guint8 data[] = {4, 0, 2, 0xAB, 0xCD, 9, 0, 0};
  TlvReader reader = {data, sizeof data};
  Tlv tlv = {0};
  guint16 number = 0;
  g_assert_true(tlv_reader_next(&reader, &tlv));
  g_assert_cmpuint(tlv.tag, ==, 4);
  g_assert_true(tlv_reader_u16(&tlv.value, &number));
  g_assert_cmphex(number, ==, 0xABCD);
  g_assert_true(tlv_reader_next(&reader, &tlv));
  g_assert_cmpuint(tlv.tag, ==, 9);
  g_assert_cmpuint(tlv.value.len, ==, 0);
  g_assert_false(tlv_reader_next(&reader, &tlv));
}

/* A read that does not fit must not move the reader, whatever part is missing. */
static void
test_stops_at_the_end(void)
{
  static const guint8 data[] = {4, 0, 2, 0xAB, 0xCD};
  for (gsize len = 0; len < sizeof data; len++) {
    TlvReader reader = {data, len};
    Tlv tlv = {0};
    g_assert_false(tlv_reader_next(&reader, &tlv));
    g_assert_cmpuint(reader.len, ==, len);
    g_assert_true(reader.data == data);
  }
}

static void
test_integers(void)
{
  static const guint8 data[] = {1, 2, 3, 4, 5, 6, 7};
  TlvReader reader = {data, sizeof data};
  guint8 small = 0;
  guint16 middle = 0;
  guint32 large = 0;
  g_assert_true(tlv_reader_u8(&reader, &small));
  g_assert_true(tlv_reader_u16(&reader, &middle));
  g_assert_true(tlv_reader_u32(&reader, &large));
  g_assert_cmphex(small, ==, 0x01);
  g_assert_cmphex(middle, ==, 0x0203);
  g_assert_cmphex(large, ==, 0x04050607);
  g_assert_false(tlv_reader_u8(&reader, &small));
}

static void
test_writes_entries(void)
{
  static const guint8 expected[] = {1, 0, 2, 0, 10, 3, 0, 5, 4, 0, 2, 'a', 0};
  g_autoptr(TlvWriter) writer = tlv_writer_new();
  tlv_writer_u16(writer, 1, 0);
  gsize mark = tlv_writer_begin(writer, 3);
  tlv_writer_text(writer, 4, "a");
  tlv_writer_end(writer, mark);
  tlv_writer_patch_u16(writer, 3, 10);
  g_autoptr(GBytes) bytes = tlv_writer_finish(writer);
  g_autoptr(GBytes) wanted = g_bytes_new_static(expected, sizeof expected);
  g_assert_true(g_bytes_equal(bytes, wanted));
}

static void
test_latches_the_first_error(void)
{
  g_autofree guint8 *large = g_malloc0(G_MAXUINT16 + 1);
  g_autoptr(TlvWriter) writer = tlv_writer_new();
  tlv_writer_bytes(writer, 1, large, G_MAXUINT16 + 1);
  tlv_writer_u8(writer, 2, 1);
  g_assert_null(tlv_writer_finish(writer));

  g_autoptr(TlvWriter) nested = tlv_writer_new();
  gsize mark = tlv_writer_begin(nested, 1);
  tlv_writer_bytes(nested, 2, large, G_MAXUINT16);
  tlv_writer_end(nested, mark); /* 65538 bytes inside */
  g_assert_null(tlv_writer_finish(nested));

  g_autoptr(TlvWriter) patched = tlv_writer_new();
  tlv_writer_u8(patched, 1, 1);
  tlv_writer_patch_u16(patched, 3, 7); /* one byte past the end */
  g_assert_null(tlv_writer_finish(patched));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/tlv/reader/entries", test_reads_entries);
  g_test_add_func("/tlv/reader/end", test_stops_at_the_end);
  g_test_add_func("/tlv/reader/integers", test_integers);
  g_test_add_func("/tlv/writer/entries", test_writes_entries);
  g_test_add_func("/tlv/writer/error", test_latches_the_first_error);
  return g_test_run();
}
