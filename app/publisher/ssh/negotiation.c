/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/ssh/negotiation.h"

#include <libssh/callbacks.h>
#include <string.h>

#define MISMATCH_WORDS "kex error : no match for method"

/* libssh logs each error at the level of a trace when it comes up. It lets nobody take a callback away again,
 * so that this one is called without USER_DATA when something else turns its log on. */
static void
keep_mismatch(int priority, const char *function, const char *text, void *user_data)
{
  char **mismatch = user_data;
  const char *words = mismatch != NULL ? strstr(text, MISMATCH_WORDS) : NULL;
  if (words != NULL && *mismatch == NULL)
    *mismatch = g_strdup(words);
}

/* What is set for the log belongs to this thread. */
int
negotiation_connect(ssh_session ssh, char **mismatch)
{
  int level = ssh_get_log_level();
  *mismatch = NULL;
  ssh_set_log_level(SSH_LOG_TRACE);
  ssh_set_log_callback(keep_mismatch);
  ssh_set_log_userdata(mismatch);
  int rc = ssh_connect(ssh);
  ssh_set_log_level(level);
  ssh_set_log_userdata(NULL);
  return rc;
}
