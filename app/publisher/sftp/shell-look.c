/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Source: the banner, whose first line comes at once: a public log. */
#include "app/publisher/sftp/shell-look.h"

#include "app/base/clock.h"

#include <string.h>

#define BANNER "Command Line Interface"
#define LIMIT_MS 5000
#define SLICE_MS 200
#define MAX_LEN 4096 /* of what is heard */
#define COLUMNS 200
#define ROWS 24

/* One call of libssh. */
static int
read_some(PublisherSession *session, ssh_channel channel, GString *heard)
{
  char chunk[512];
  publisher_call_begins(session);
  int n = ssh_channel_read_timeout(channel, chunk, sizeof chunk, 0, SLICE_MS);
  publisher_call_ended(session);
  if (n > 0)
    g_string_append_len(heard, chunk, n);
  return n;
}

static gboolean
hear(PublisherSession *session, ssh_channel channel)
{
  g_autoptr(GString) heard = g_string_new(NULL);
  gint64 limit = clock_in_ms(LIMIT_MS);
  while (clock_now_us() < limit && heard->len < MAX_LEN &&
         !g_cancellable_is_cancelled(session->cancellable)) {
    if (read_some(session, channel, heard) < 0 || ssh_channel_is_eof(channel))
      break;
    if (memmem(heard->str, heard->len, BANNER, strlen(BANNER)) != NULL)
      return TRUE;
  }
  return memmem(heard->str, heard->len, BANNER, strlen(BANNER)) != NULL;
}

static gboolean
start(PublisherSession *session, ssh_channel channel)
{
  publisher_call_begins(session);
  gboolean started = ssh_channel_open_session(channel) == SSH_OK &&
                     ssh_channel_request_pty_size(channel, "vt100", COLUMNS, ROWS) == SSH_OK &&
                     ssh_channel_request_shell(channel) == SSH_OK;
  publisher_call_ended(session);
  return started;
}

gboolean
shell_has_platform_cli(PublisherSession *session)
{
  ssh_channel channel = ssh_is_connected(session->ssh) ? ssh_channel_new(session->ssh) : NULL;
  if (channel == NULL)
    return FALSE;
  gboolean has_cli = start(session, channel) && hear(session, channel);
  ssh_channel_free(channel);
  return has_cli;
}
