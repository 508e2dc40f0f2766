/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/sftp/sftp-session.h"

#include "app/publisher/sftp/sftp-channel.h"

PublisherSession *
publisher_session_open(const PublisherAddress *address, const PublisherLogin *login, CtlPrompt *prompt,
                       const Progress *progress, GCancellable *cancellable, GError **error)
{
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
