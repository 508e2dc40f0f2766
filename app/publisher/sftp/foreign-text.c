/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/sftp/foreign-text.h"

#include <string.h>

#define MAX_LEN 2000 /* bytes; more than is shown */

static void
keep(ForeignText *text, const char *bytes, gsize len)
{
  gsize room = text->text->len < MAX_LEN ? MAX_LEN - text->text->len : 0;
  g_string_append_len(text->text, bytes, (gssize)MIN(len, room));
}

/* Takes the text away from libssh, up to the packet of SFTP behind it. */
static void
take(ForeignText *text, const char *bytes, gsize len)
{
  const char *end = memchr(bytes, '\0', len);
  keep(text, bytes, end != NULL ? (gsize)(end - bytes) : len);
  if (end == NULL || text->complete)
    return;
  text->complete = TRUE;
  text->on_complete(text->data);
}

/* Returns how many of the bytes libssh does not get to see. */
static int
hear(ssh_session session, ssh_channel channel, void *data, uint32_t len, int is_stderr, void *user_data)
{
  ForeignText *text = user_data;
  const char *bytes = data;
  if (len == 0)
    return 0;
  if (is_stderr) {
    keep(text, bytes, len);
    return (int)len;
  }
  if (!text->decided)
    text->foreign = *bytes != '\0';
  text->decided = TRUE;
  if (!text->foreign)
    return 0;
  if (!text->complete)
    take(text, bytes, len);
  return (int)len;
}

void
foreign_text_init(ForeignText *text, ssh_channel channel, void (*on_complete)(gpointer data), gpointer data)
{
  memset(text, 0, sizeof *text);
  text->text = g_string_new(NULL);
  text->on_complete = on_complete;
  text->data = data;
  text->callbacks.userdata = text;
  text->callbacks.channel_data_function = hear;
  ssh_callbacks_init(&text->callbacks);
  ssh_set_channel_callbacks(channel, &text->callbacks);
}

void
foreign_text_clear(ForeignText *text, ssh_channel channel)
{
  if (channel != NULL)
    ssh_remove_channel_callbacks(channel, &text->callbacks);
  g_string_free(text->text, TRUE);
}
