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

#define KIND "sftp"

/* What was told of the session is told once. */
static void
start_again(PublisherSession *session, const PublisherAddress *address)
{
  publisher_address_free(session->address);
  session->address = publisher_address_copy(address);
  g_ptr_array_set_size(session->warnings, 0);
}

/* A session that an earlier step has left open, when the server still answers there; or NULL. */
static PublisherSession *
take_kept(const PublisherAddress *address, const PublisherLogin *login, GCancellable *cancellable)
{
  SessionKeeper *keeper = login != NULL ? login->keeper : NULL;
  g_autoptr(PublisherSession) session = session_keeper_take(keeper, KIND, address);
  if (session == NULL)
    return NULL;
  start_again(session, address);
  g_autoptr(PublisherJob) job = publisher_job_begin(session, cancellable, 0);
  if (!sftp_channel_answers(session))
    session->keeper = NULL;
  g_clear_pointer(&job, publisher_job_end);
  return session->keeper != NULL ? g_steal_pointer(&session) : NULL;
}

void
publisher_session_keep(PublisherSession *session, const PublisherLogin *login)
{
  session->kind = KIND;
  session->keeper = login != NULL ? login->keeper : NULL;
}

PublisherSession *
publisher_session_open(const PublisherAddress *address, const PublisherLogin *login, CtlPrompt *prompt,
                       const Progress *progress, GCancellable *cancellable, GError **error)
{
  if (!check_way(address, error))
    return NULL;
  PublisherSession *kept = take_kept(address, login, cancellable);
  if (kept != NULL)
    return kept;
  g_autoptr(PublisherSession) session =
      publisher_session_log_in(address, login, prompt, progress, cancellable, error);
  if (session == NULL)
    return NULL;
  g_autoptr(PublisherJob) job = publisher_job_begin(session, cancellable, 0);
  if (!sftp_channel_open(session, error))
    return NULL;
  g_clear_pointer(&job, publisher_job_end);
  publisher_session_keep(session, login);
  return g_steal_pointer(&session);
}
