/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/trustlist/tlv-writer.h"

#include "app/trustlist/tags.h"

#include <string.h>

struct _TlvWriter {
  GByteArray *bytes;
  gboolean failed;
};

TlvWriter *
tlv_writer_new(void)
{
  TlvWriter *writer = g_new0(TlvWriter, 1);
  writer->bytes = g_byte_array_new();
  return writer;
}

void
tlv_writer_free(TlvWriter *writer)
{
  g_byte_array_unref(writer->bytes);
  g_free(writer);
}

gsize
tlv_writer_get_len(const TlvWriter *writer)
{
  return writer->bytes->len;
}

void
tlv_writer_raw(TlvWriter *writer, const void *data, gsize len)
{
  if (len > G_MAXUINT32 - writer->bytes->len)
    writer->failed = TRUE;
  if (!writer->failed && len > 0)
    g_byte_array_append(writer->bytes, data, (guint)len);
}

static void
put_head(TlvWriter *writer, guint8 tag, gsize len)
{
  if (len > G_MAXUINT16)
    writer->failed = TRUE;
  const guint8 head[TLV_HEAD_LEN] = {tag, (guint8)(len >> 8), (guint8)len};
  tlv_writer_raw(writer, head, sizeof head);
}

void
tlv_writer_bytes(TlvWriter *writer, guint8 tag, const void *data, gsize len)
{
  put_head(writer, tag, len);
  tlv_writer_raw(writer, data, len);
}

void
tlv_writer_text(TlvWriter *writer, guint8 tag, const char *text)
{
  tlv_writer_bytes(writer, tag, text, strlen(text) + 1);
}

void
tlv_writer_u8(TlvWriter *writer, guint8 tag, guint8 value)
{
  tlv_writer_bytes(writer, tag, &value, 1);
}

void
tlv_writer_u16(TlvWriter *writer, guint8 tag, guint16 value)
{
  guint16 big_endian = GUINT16_TO_BE(value);
  tlv_writer_bytes(writer, tag, &big_endian, sizeof big_endian);
}

void
tlv_writer_u32(TlvWriter *writer, guint8 tag, guint32 value)
{
  guint32 big_endian = GUINT32_TO_BE(value);
  tlv_writer_bytes(writer, tag, &big_endian, sizeof big_endian);
}

gsize
tlv_writer_begin(TlvWriter *writer, guint8 tag)
{
  put_head(writer, tag, 0);
  return tlv_writer_get_len(writer);
}

void
tlv_writer_end(TlvWriter *writer, gsize mark)
{
  if (!writer->failed)
    tlv_writer_patch_u16(writer, mark - 2, tlv_writer_get_len(writer) - mark);
}

void
tlv_writer_patch_u16(TlvWriter *writer, gsize offset, gsize value)
{
  if (value > G_MAXUINT16)
    writer->failed = TRUE;
  guint16 big_endian = GUINT16_TO_BE((guint16)value);
  tlv_writer_patch(writer, offset, &big_endian, sizeof big_endian);
}

void
tlv_writer_patch(TlvWriter *writer, gsize offset, const void *data, gsize len)
{
  if (offset > writer->bytes->len || len > writer->bytes->len - offset)
    writer->failed = TRUE;
  if (!writer->failed)
    memcpy(writer->bytes->data + offset, data, len);
}

GBytes *
tlv_writer_finish(TlvWriter *writer)
{
  g_autoptr(GByteArray) bytes = g_steal_pointer(&writer->bytes);
  writer->bytes = g_byte_array_new();
  return writer->failed ? NULL : g_byte_array_free_to_bytes(g_steal_pointer(&bytes));
}
