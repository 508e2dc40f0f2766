/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/ssh/session.h"

#include "app/publisher/ssh/connect.h"
#include "app/publisher/ssh/host-key.h"
#include "app/publisher/ssh/known-hosts.h"
#include "app/publisher/ssh/login.h"

#include <glib/gi18n.h>

/* Connected, and the host key is the publisher's. */
static gboolean
connect_checked(PublisherSession *session, const PublisherLogin *login, CtlPrompt *prompt, GError **error)
{
  g_auto(GStrv) files = known_hosts_files(login->own_known_hosts);
  g_autoptr(GPtrArray) damage = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GPtrArray) known = known_hosts_find(files, session->address, damage, session->cancellable, error);
  for (guint i = 0; i < damage->len; i++)
    publisher_session_warn(session, "%s", (const char *)g_ptr_array_index(damage, i));
  return known != NULL && connect_to_host_key(session, known, login, prompt, error) &&
         host_key_check(session, known, files[0], login->host_keys, prompt, error);
}

PublisherSession *
publisher_session_log_in(const PublisherAddress *address, const PublisherLogin *login, CtlPrompt *prompt,
                         const Progress *progress, GCancellable *cancellable, GError **error)
{
  static const PublisherLogin DEFAULTS = {0};
  const PublisherLogin *wanted = login != NULL ? login : &DEFAULTS;
  g_autoptr(PublisherSession) session = publisher_connection_new(address);

  progress_step(progress, _("Connecting to %s"), address->host);
  session->cancellable = cancellable;
  if (!connect_checked(session, wanted, prompt, error))
    return NULL;
  progress_step(progress, _("Logging in to %s"), address->host);
  if (!publisher_log_in(session, wanted, prompt, error))
    return NULL;
  publisher_job_end(session);
  return g_steal_pointer(&session);
}
