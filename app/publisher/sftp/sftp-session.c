/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/sftp/sftp-session.h"

#include "app/base/error.h"
#include "app/publisher/sftp/sftp-channel.h"

#include <glib/gi18n.h>

static gboolean
check_way(const PublisherAddress *address, GError **error)
{
  if (address->way == DELIVER_BY_SFTP)
    return TRUE;
  g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE,
              _("Node %s is not reached by SFTP; what it serves to phones can be read by HTTP or TFTP"),
              address->host);
  return FALSE;
}

PublisherSession *
publisher_session_open(const PublisherAddress *address, const PublisherLogin *login, CtlPrompt *prompt,
                       const Progress *progress, GCancellable *cancellable, GError **error)
{
  if (!check_way(address, error))
    return NULL;
  g_autoptr(PublisherSession) session =
      publisher_session_log_in(address, login, prompt, progress, cancellable, error);
  if (session == NULL)
    return NULL;
  g_autoptr(PublisherJob) job = publisher_job_begin(session, cancellable, 0);
  if (!sftp_channel_open(session, error))
    return NULL;
  g_clear_pointer(&job, publisher_job_end);
  return g_steal_pointer(&session);
}
