/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "card-tlv.h"

void
card_tlv_add(GByteArray *out, guint8 tag, const guint8 *value, gsize len)
{
  const guint8 head[] = {tag, 0x82, (guint8)(len >> 8), (guint8)len};
  const guint8 medium[] = {tag, 0x81, (guint8)len};
  const guint8 small[] = {tag, (guint8)len};
  if (len < 0x80)
    g_byte_array_append(out, small, sizeof small);
  else if (len < 0x100)
    g_byte_array_append(out, medium, sizeof medium);
  else
    g_byte_array_append(out, head, sizeof head);
  if (len > 0)
    g_byte_array_append(out, value, (guint)len);
}

/* The length at *AT, which moves behind it. */
static gboolean
read_len(const guint8 *data, gsize len, gsize *at, gsize *value_len)
{
  if (*at >= len)
    return FALSE;
  guint8 first = data[(*at)++];
  guint n_bytes = first & 0x80 ? first & 0x7F : 0;
  if (n_bytes > 2 || n_bytes > len - *at)
    return FALSE;
  *value_len = n_bytes == 0 ? first : 0;
  for (; n_bytes > 0; n_bytes--)
    *value_len = *value_len << 8 | data[(*at)++];
  return *value_len <= len - *at;
}

gboolean
card_tlv_find(const guint8 *data, gsize len, guint8 tag, const guint8 **value, gsize *value_len)
{
  gsize at = 0;
  while (at < len) {
    guint8 found = data[at++];
    if (!read_len(data, len, &at, value_len))
      return FALSE;
    *value = data + at;
    if (found == tag)
      return TRUE;
    at += *value_len;
  }
  return FALSE;
}
