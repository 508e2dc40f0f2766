/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/trustlist/tlv-reader.h"

#include <string.h>

static gboolean
take_integer(TlvReader *reader, gsize n_bytes, guint32 *value)
{
  TlvReader piece = {NULL, 0};
  if (!tlv_reader_take(reader, n_bytes, &piece))
    return FALSE;
  *value = 0;
  for (gsize i = 0; i < n_bytes; i++)
    *value = *value << 8 | piece.data[i];
  return TRUE;
}

gboolean
tlv_reader_u8(TlvReader *reader, guint8 *value)
{
  guint32 wide = 0;
  if (!take_integer(reader, 1, &wide))
    return FALSE;
  *value = (guint8)wide;
  return TRUE;
}

gboolean
tlv_reader_u16(TlvReader *reader, guint16 *value)
{
  guint32 wide = 0;
  if (!take_integer(reader, 2, &wide))
    return FALSE;
  *value = (guint16)wide;
  return TRUE;
}

gboolean
tlv_reader_u32(TlvReader *reader, guint32 *value)
{
  return take_integer(reader, 4, value);
}

gboolean
tlv_reader_equal(TlvReader a, TlvReader b)
{
  return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}
