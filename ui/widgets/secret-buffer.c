/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/widgets/secret-buffer.h"

struct _CtlSecretBuffer {
  GtkEntryBuffer parent;
  Secret *secret; /* NULL when it was stolen */
};

G_DEFINE_TYPE(CtlSecretBuffer, secret_buffer, GTK_TYPE_ENTRY_BUFFER)

static const char *
secret_buffer_get_text(GtkEntryBuffer *buffer, gsize *n_bytes)
{
  CtlSecretBuffer *self = CTL_SECRET_BUFFER(buffer);
  if (self->secret != NULL)
    return secret_peek(self->secret, n_bytes);
  if (n_bytes != NULL)
    *n_bytes = 0;
  return "";
}

static guint
secret_buffer_get_length(GtkEntryBuffer *buffer)
{
  return (guint)g_utf8_strlen(secret_buffer_get_text(buffer, NULL), -1);
}

/* The byte offset of the character at POSITION. */
static gsize
offset_of(CtlSecretBuffer *self, guint position)
{
  const char *text = secret_peek(self->secret, NULL);
  return (gsize)(g_utf8_offset_to_pointer(text, position) - text);
}

static guint
secret_buffer_insert_text(GtkEntryBuffer *buffer, guint position, const char *chars, guint n_chars)
{
  CtlSecretBuffer *self = CTL_SECRET_BUFFER(buffer);
  gsize n_bytes = (gsize)(g_utf8_offset_to_pointer(chars, n_chars) - chars);
  if (self->secret == NULL || !secret_insert(self->secret, offset_of(self, position), chars, n_bytes)) {
    gdk_display_beep(gdk_display_get_default());
    return 0;
  }
  gtk_entry_buffer_emit_inserted_text(buffer, position, chars, n_chars);
  return n_chars;
}

static guint
secret_buffer_delete_text(GtkEntryBuffer *buffer, guint position, guint n_chars)
{
  CtlSecretBuffer *self = CTL_SECRET_BUFFER(buffer);
  guint length = secret_buffer_get_length(buffer);
  if (position >= length)
    return 0;
  guint n = MIN(n_chars, length - position);
  gsize start = offset_of(self, position);
  secret_remove(self->secret, start, offset_of(self, position + n) - start);
  gtk_entry_buffer_emit_deleted_text(buffer, position, n);
  return n;
}

static void
secret_buffer_finalize(GObject *object)
{
  g_clear_pointer(&CTL_SECRET_BUFFER(object)->secret, secret_unref);
  G_OBJECT_CLASS(secret_buffer_parent_class)->finalize(object);
}

static void
secret_buffer_class_init(CtlSecretBufferClass *klass)
{
  GtkEntryBufferClass *buffer = GTK_ENTRY_BUFFER_CLASS(klass);
  buffer->get_text = secret_buffer_get_text;
  buffer->get_length = secret_buffer_get_length;
  buffer->insert_text = secret_buffer_insert_text;
  buffer->delete_text = secret_buffer_delete_text;
  G_OBJECT_CLASS(klass)->finalize = secret_buffer_finalize;
}

static void
secret_buffer_init(CtlSecretBuffer *self)
{
}

GtkEntryBuffer *
secret_buffer_new(Secret *secret)
{
  CtlSecretBuffer *self = g_object_new(SECRET_BUFFER_TYPE, NULL);
  self->secret = secret_ref(secret);
  return GTK_ENTRY_BUFFER(self);
}

Secret *
secret_buffer_steal(CtlSecretBuffer *self)
{
  guint length = secret_buffer_get_length(GTK_ENTRY_BUFFER(self));
  Secret *secret = g_steal_pointer(&self->secret);
  gtk_entry_buffer_emit_deleted_text(GTK_ENTRY_BUFFER(self), 0, length);
  return secret;
}
