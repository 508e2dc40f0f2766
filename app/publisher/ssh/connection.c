/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/ssh/connection-private.h"

#include "app/base/text.h"
#include "app/publisher/ssh/host-key.h"

#include <glib/gi18n.h>
#include <string.h>

#define DEFAULT_PORT 22

/* A transfer may last so many times as long as the server may be silent. */
#define SILENCES_OF_TRANSFER 20
#define LONGEST_SILENCE_MS (120 * 1000)

PublisherJob *
publisher_job_begin(PublisherSession *session, GCancellable *cancellable, guint grace_ms)
{
  session->cancellable = cancellable;
  watchdog_set_cancellable(session->watchdog, cancellable, grace_ms);
  return session;
}

guint
publisher_transfer_limit_ms(const PublisherSession *session)
{
  return SILENCES_OF_TRANSFER * MIN(watchdog_get_timeout_ms(session->watchdog), LONGEST_SILENCE_MS);
}

PublisherJob *
publisher_transfer_begin(PublisherSession *session, GCancellable *cancellable)
{
  PublisherJob *job = publisher_job_begin(session, cancellable, TRANSFER_GRACE_MS);
  watchdog_set_limit(session->watchdog, publisher_transfer_limit_ms(session));
  return job;
}

void
publisher_job_end(PublisherJob *job)
{
  watchdog_set_cancellable(job->watchdog, NULL, 0);
  job->cancellable = NULL;
}

void
publisher_call_begins(PublisherSession *session)
{
  watchdog_call_begins(session->watchdog);
}

void
publisher_call_ended(PublisherSession *session)
{
  watchdog_call_ended(session->watchdog);
  if (session->host_key != NULL && !host_key_watch(session))
    g_socket_shutdown(g_socket_connection_get_socket(session->connection), TRUE, TRUE, NULL);
}

PublisherSession *
publisher_connection_new(const PublisherAddress *address)
{
  PublisherSession *session = g_new0(PublisherSession, 1);
  session->address = publisher_address_copy(address);
  session->warnings = g_ptr_array_new_with_free_func(g_free);
  if (address->port == DEFAULT_PORT)
    session->name = g_strdup_printf(_("Publisher %s"), address->host);
  else
    session->name =
        g_strdup_printf(strchr(address->host, ':') != NULL ? _("Publisher [%s]:%u") : _("Publisher %s:%u"),
                        address->host, address->port);
  return session;
}

void
publisher_connection_drop(PublisherSession *session)
{
  g_clear_pointer(&session->host_key, ssh_key_free);
  g_clear_pointer(&session->mismatch, g_free);
  g_clear_pointer(&session->offer, g_free);
  if (session->ssh != NULL) {
    publisher_call_begins(session);
    g_clear_pointer(&session->sftp, sftp_free);
    g_clear_pointer(&session->ssh, ssh_free);
    publisher_call_ended(session);
  }
  g_clear_pointer(&session->watchdog, watchdog_free);
  g_clear_object(&session->connection);
}

static void
end_session(gpointer data)
{
  PublisherSession *session = data;
  publisher_connection_drop(session);
  publisher_address_free(session->address);
  g_ptr_array_unref(session->warnings);
  g_free(session->host_key_change);
  g_free(session->mismatch);
  g_free(session->offer);
  g_free(session->name);
  g_free(session);
}

void
publisher_session_close(PublisherSession *session)
{
  if (session == NULL)
    return;
  if (session->keeper != NULL)
    session_keeper_give(session->keeper, session->kind, session->address, session, end_session);
  else
    end_session(session);
}

void
publisher_session_warn(PublisherSession *session, const char *format, ...)
{
  va_list args;
  va_start(args, format);
  g_autofree char *raw = g_strdup_vprintf(format, args);
  va_end(args);
  g_autofree char *text = text_for_people(raw); /* paths of the server may stand in it */
  g_ptr_array_add(session->warnings, g_strdup_printf(_("%s: %s"), session->name, text));
}

const GPtrArray *
publisher_session_get_warnings(const PublisherSession *session)
{
  return session->warnings;
}
