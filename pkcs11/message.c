/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pkcs11/message.h"

#define HEADER_LEN 5

static const struct {
  MessageKind kind;
  const char *type; /* NULL: raw bytes */
} body_types[] = {
    {MESSAGE_LIST, "(ay)"},
    {MESSAGE_LIST_BRIEF, "(ay)"},
    {MESSAGE_SIGN, MESSAGE_SIGN_TYPE},
    {MESSAGE_REVEAL, MESSAGE_WANTED_TYPE},
    {MESSAGE_CHANGE, MESSAGE_WANTED_TYPE},
    {MESSAGE_TOKEN, MESSAGE_TOKEN_TYPE},
    {MESSAGE_UNREADABLE, "(s)"},
    {MESSAGE_DONE, "()"},
    {MESSAGE_LOGIN, "(uuu)"},
    {MESSAGE_PASSWORD, NULL},
    {MESSAGE_ON_READER, "()"},
    {MESSAGE_SIGNATURE, "(ay)"},
    {MESSAGE_ERROR, "(us)"},
    {MESSAGE_WATCH, "(ay)"},
    {MESSAGE_RESCAN, "()"},
    {MESSAGE_UNCHANGED, "()"},
    {MESSAGE_NO_SLOTS, "()"},
};

/* FALSE for an unknown kind. */
static gboolean
find_body_type(guint kind, const char **type)
{
  for (gsize i = 0; i < G_N_ELEMENTS(body_types); i++) {
    if (body_types[i].kind == kind) {
      *type = body_types[i].type;
      return TRUE;
    }
  }
  return FALSE;
}

static gboolean
send_header(const Channel *channel, MessageKind kind, gsize body_len, GError **error)
{
  const guint8 header[HEADER_LEN] = {(guint8)(body_len >> 24), (guint8)(body_len >> 16),
                                     (guint8)(body_len >> 8), (guint8)body_len, (guint8)kind};
  return channel_write(channel, header, sizeof header, error);
}

gboolean
message_send(const Channel *channel, MessageKind kind, GVariant *body, GError **error)
{
  g_autoptr(GVariant) own = g_variant_ref_sink(body);
  const char *type = NULL;
  gsize len = g_variant_get_size(own);
  g_return_val_if_fail(find_body_type(kind, &type) && type != NULL, FALSE);
  g_return_val_if_fail(g_variant_is_of_type(own, G_VARIANT_TYPE(type)), FALSE);
  if (len > MESSAGE_BODY_MAX) {
    g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                "A message of %" G_GSIZE_FORMAT " bytes is too long", len);
    return FALSE;
  }
  return send_header(channel, kind, len, error) &&
         channel_write(channel, g_variant_get_data(own), len, error);
}

gboolean
message_send_password(const Channel *channel, const Secret *secret, GError **error)
{
  gsize len = 0;
  const char *bytes = secret_peek(secret, &len);
  return send_header(channel, MESSAGE_PASSWORD, len, error) && channel_write(channel, bytes, len, error);
}

static GVariant *
receive_variant(const Channel *channel, const char *type, gsize len, GError **error)
{
  g_autofree guint8 *data = g_malloc(len);
  if (!channel_read(channel, data, len, error))
    return NULL;
  g_autoptr(GBytes) bytes = g_bytes_new_take(g_steal_pointer(&data), len);
  g_autoptr(GVariant) body = g_variant_ref_sink(g_variant_new_from_bytes(G_VARIANT_TYPE(type), bytes, FALSE));
  if (!g_variant_is_normal_form(body)) {
    g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "A message is not of type %s", type);
    return NULL;
  }
  return g_steal_pointer(&body);
}

gboolean
message_receive(const Channel *channel, MessageKind *kind, GVariant **body, Secret **password, GError **error)
{
  guint8 header[HEADER_LEN] = {0};
  if (!channel_read(channel, header, sizeof header, error))
    return FALSE;
  gsize len =
      ((gsize)header[0] << 24) | ((gsize)header[1] << 16) | ((gsize)header[2] << 8) | (gsize)header[3];
  const char *type = NULL;
  if (!find_body_type(header[4], &type) || (type == NULL && password == NULL) || len > MESSAGE_BODY_MAX ||
      len == 0) {
    g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                "A message of kind %d and %" G_GSIZE_FORMAT " bytes is not one of ours", header[4], len);
    return FALSE;
  }
  *kind = (MessageKind)header[4];
  if (type != NULL)
    return (*body = receive_variant(channel, type, len, error)) != NULL;
  return (*password = secret_read_exact(channel->fd, len, "The password", channel->cancellable, error)) !=
         NULL;
}

GBytes *
message_dup_bytes(GVariant *value, gsize max_len)
{
  gsize len = 0;
  const guint8 *data = g_variant_get_fixed_array(value, &len, 1);
  return len > 0 && len <= max_len ? g_bytes_new(data, len) : NULL;
}

GVariant *
message_bytes_variant(GBytes *bytes)
{
  gsize len = 0;
  const guint8 *data = g_bytes_get_data(bytes, &len);
  return g_variant_new_fixed_array(G_VARIANT_TYPE_BYTE, data, len, 1);
}
