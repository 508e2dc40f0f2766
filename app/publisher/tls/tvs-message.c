/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/tls/tvs-message.h"

#include "app/base/error.h"

#include <glib/gi18n.h>
#include <string.h>

#define PROTOCOL_ID 0x57
#define PROTOCOL_VERSION 1
#define MAX_BODY_LEN 0xffff

enum { COMMAND_VERIFY_REQUEST = 1, COMMAND_VERIFY_RESPONSE = 2 };
enum { TAG_DEVICE_NAME = 1, TAG_CERTIFICATE = 2, TAG_STATUS = 7, TAG_ROLES = 8, TAG_TTL = 9 };

#define DEVICE_NAME_KIND 0x01 /* the byte before the text */
#define STATUS_TRUSTED 0
#define STATUS_NOT_TRUSTED 1

static void
append_number(GByteArray *bytes, guint64 value, guint n_bytes)
{
  for (guint i = n_bytes; i-- > 0;) {
    guint8 byte = (guint8)(value >> (8 * i));
    g_byte_array_append(bytes, &byte, 1);
  }
}

static guint32
read_number(const guint8 *bytes, gsize n_bytes)
{
  guint32 value = 0;
  for (gsize i = 0; i < n_bytes; i++)
    value = value << 8 | bytes[i];
  return value;
}

GBytes *
tvs_request_build(guint32 session_id, const char *device, GBytes *certificate, GError **error)
{
  gsize der_len = 0;
  const guint8 *der = g_bytes_get_data(certificate, &der_len);
  gsize name_len = strlen(device) + 1;
  gsize body_len = 3 + name_len + 3 + der_len;
  if (der_len > MAX_BODY_LEN || body_len > MAX_BODY_LEN) {
    g_set_error(error, CTL_ERROR, CTL_ERROR_DAMAGED,
                _("A certificate of %zu bytes is too long for a question to TVS"), der_len);
    return NULL;
  }
  GByteArray *bytes = g_byte_array_new();
  append_number(bytes, PROTOCOL_ID, 1);
  append_number(bytes, PROTOCOL_VERSION, 1);
  append_number(bytes, COMMAND_VERIFY_REQUEST, 1);
  append_number(bytes, 0, 1);
  append_number(bytes, session_id, 4);
  append_number(bytes, body_len, 2);
  append_number(bytes, TAG_DEVICE_NAME, 1);
  append_number(bytes, name_len, 2);
  append_number(bytes, DEVICE_NAME_KIND, 1);
  g_byte_array_append(bytes, (const guint8 *)device, (guint)name_len - 1);
  append_number(bytes, TAG_CERTIFICATE, 1);
  append_number(bytes, der_len, 2);
  g_byte_array_append(bytes, der, (guint)der_len);
  return g_byte_array_free_to_bytes(bytes);
}

static gboolean
fail(GError **error, const char *sentence)
{
  g_set_error_literal(error, CTL_ERROR, CTL_ERROR_REMOTE, sentence);
  return FALSE;
}

gboolean
tvs_header_parse(const guint8 *header, guint32 session_id, gsize *body_len, GError **error)
{
  if (header[0] != PROTOCOL_ID || header[1] != PROTOCOL_VERSION)
    return fail(error, _("the server does not speak TVS"));
  if (header[2] != COMMAND_VERIFY_RESPONSE)
    return fail(error, _("TVS answers with another message than was asked for"));
  if (read_number(header + 4, 4) != session_id)
    return fail(error, _("TVS answers a question that was not asked"));
  *body_len = read_number(header + 8, 2);
  return TRUE;
}

/* *STATUS is set by its tag. FALSE when a value has not its size. */
static gboolean
read_value(guint8 tag, const guint8 *value, gsize len, guint *status, TvsAnswer *answer)
{
  switch (tag) {
  case TAG_STATUS:
    *status = len == 1 ? value[0] : G_MAXUINT;
    return len == 1;
  case TAG_ROLES:
    if (len > TVS_MAX_ROLES)
      return FALSE;
    memcpy(answer->roles, value, len);
    answer->n_roles = (guint)len;
    return TRUE;
  case TAG_TTL:
    answer->ttl_s = len == 4 ? read_number(value, 4) : 0;
    return len == 4;
  default:
    return TRUE;
  }
}

/* Whoever reads the first of two values would hear another answer than whoever reads the last. */
static gboolean
is_new(guint8 tag, guint *seen)
{
  guint bit = tag < 32 ? 1u << tag : 0;
  gboolean again = (*seen & bit) != 0;
  *seen |= bit;
  return !again;
}

/* An answer that names a certificate speaks of that one. */
static gboolean
is_about(guint8 tag, const guint8 *value, gsize len, GBytes *certificate)
{
  gsize asked_len = 0;
  const guint8 *asked = g_bytes_get_data(certificate, &asked_len);
  return tag != TAG_CERTIFICATE || (len == asked_len && memcmp(value, asked, len) == 0);
}

gboolean
tvs_body_parse(const guint8 *body, gsize len, GBytes *certificate, TvsAnswer *answer, GError **error)
{
  guint status = G_MAXUINT;
  guint seen = 0;
  *answer = (TvsAnswer){0};
  for (gsize left = len; left > 0;) {
    const guint8 *tlv = body + (len - left);
    gsize value_len = left >= 3 ? read_number(tlv + 1, 2) : 0;
    if (left < 3 || value_len > left - 3 || !is_new(tlv[0], &seen) ||
        !read_value(tlv[0], tlv + 3, value_len, &status, answer))
      return fail(error, _("the answer of TVS is damaged"));
    if (!is_about(tlv[0], tlv + 3, value_len, certificate))
      return fail(error, _("TVS answers about another certificate than was asked about"));
    left -= 3 + value_len;
  }
  if (status != STATUS_TRUSTED && status != STATUS_NOT_TRUSTED)
    return fail(error, _("the answer of TVS does not say whether the certificate is trusted"));
  answer->trusted = status == STATUS_TRUSTED;
  return TRUE;
}

gboolean
tvs_answer_has_role(const TvsAnswer *answer, guint8 role)
{
  return memchr(answer->roles, role, answer->n_roles) != NULL;
}
