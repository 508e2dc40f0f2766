/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/ssh/connect.h"

#include "app/base/error.h"
#include "app/publisher/ssh/algorithms.h"
#include "app/publisher/ssh/known-hosts.h"
#include "app/publisher/ssh/negotiation.h"
#include "app/publisher/ssh/remote-error.h"
#include "app/publisher/ssh/socket.h"

#include <fcntl.h>
#include <glib/gi18n.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#define DEFAULT_TIMEOUT_MS 15000

/* libssh keeps 16 bits of a descriptor that it is given (0.10.6). */
#define MAX_FD 0xffff

/* libssh gets a copy of the descriptor, which it closes when it likes; the connection's own stays valid for
 * the watchdog. */
static int
copy_descriptor(PublisherSession *session, GError **error)
{
  int fd = g_socket_get_fd(g_socket_connection_get_socket(session->connection));
  int copy = fcntl(fd, F_DUPFD_CLOEXEC, 3);
  if (copy >= 0 && copy <= MAX_FD)
    return copy;
  if (copy >= 0)
    close(copy);
  g_set_error(error, CTL_ERROR, CTL_ERROR_FAILED, _("%s: no free descriptor is left for the connection"),
              session->name);
  return -1;
}

/* No configuration file of libssh or OpenSSH is read, and known hosts are this program's own business. The
 * time limit is the watchdog's; libssh's covers all of ssh_connect() only and has to be longer. */
static gboolean
set_options(PublisherSession *session, GArray *known_types, GError **error)
{
  const bool no = false;
  const long seconds = 2 * (long)(watchdog_get_timeout_ms(session->watchdog) / 1000) + 5;
  ssh_session ssh = session->ssh;
  if (ssh_options_set(ssh, SSH_OPTIONS_PROCESS_CONFIG, &no) == SSH_OK &&
      ssh_options_set(ssh, SSH_OPTIONS_USER, session->address->user) == SSH_OK &&
      ssh_options_set(ssh, SSH_OPTIONS_KNOWNHOSTS, "/dev/null") == SSH_OK &&
      ssh_options_set(ssh, SSH_OPTIONS_GLOBAL_KNOWNHOSTS, "/dev/null") == SSH_OK &&
      ssh_options_set(ssh, SSH_OPTIONS_TIMEOUT, &seconds) == SSH_OK &&
      algorithms_set(ssh, known_types, session->old_algorithms))
    return TRUE;
  g_set_error(error, CTL_ERROR, CTL_ERROR_FAILED, _("libssh refuses a setting: %s"), ssh_get_error(ssh));
  return FALSE;
}

/* What has to be allowed besides. Of two old ways to exchange keys the better one is enough. */
static guint
get_missing(const PublisherSession *session)
{
  guint missing = algorithms_missing(session->mismatch, session->offer) & ~session->old_algorithms;
  if ((missing & OLD_GROUP14_SHA1) != 0)
    missing &= ~(guint)OLD_GROUP1_SHA1;
  return missing;
}

static void
set_connect_error(PublisherSession *session, GError **error)
{
  const char *reason = session->mismatch;
  if (reason == NULL) {
    remote_error_set(session, error, _("the SSH connection cannot be set up"));
    return;
  }
  g_autofree char *text = remote_text(reason);
  char *own_list = strstr(text, ", client [");
  if (own_list != NULL)
    *own_list = '\0';
  guint missing = get_missing(session);
  g_autofree char *names = old_algorithms_to_text(missing, ", ");
  if (missing != OLD_ALGORITHMS_NONE)
    remote_error_set_text(session, error, CTL_ERROR_REMOTE,
                          strchr(names, ',') == NULL
                              ? _("the server offers no SSH algorithm that is allowed; if it has nothing "
                                  "better, the old algorithm %s has to be allowed for this publisher (%s)")
                              : _("the server offers no SSH algorithm that is allowed; if it has nothing "
                                  "better, the old algorithms %s have to be allowed for this publisher (%s)"),
                          names, text);
  else
    remote_error_set_text(session, error, CTL_ERROR_REMOTE,
                          _("the server offers no SSH algorithm that this program knows (%s)"), text);
}

static GArray *
known_types(GPtrArray *known)
{
  GArray *types = g_array_new(FALSE, FALSE, sizeof(enum ssh_keytypes_e));
  for (guint i = 0; i < known->len; i++) {
    const KnownHost *entry = g_ptr_array_index(known, i);
    enum ssh_keytypes_e type = ssh_key_type(entry->key);
    if (!entry->revoked)
      g_array_append_val(types, type);
  }
  return types;
}

/* SSH up to the server's host key, over the connection that is there. */
static gboolean
connect_ssh(PublisherSession *session, GPtrArray *known, GError **error)
{
  g_autoptr(GArray) types = known_types(known);
  session->ssh = ssh_new();
  if (session->ssh == NULL) {
    g_set_error(error, CTL_ERROR, CTL_ERROR_FAILED, _("libssh cannot start a session"));
    return FALSE;
  }
  if (!set_options(session, types, error))
    return FALSE;
  int fd = copy_descriptor(session, error);
  if (fd < 0)
    return FALSE;
  ssh_options_set(session->ssh, SSH_OPTIONS_FD, &fd);
  publisher_call_begins(session);
  int rc = negotiation_connect(session->ssh, &session->mismatch, &session->offer);
  publisher_call_ended(session);
  if (rc != SSH_OK)
    set_connect_error(session, error);
  return rc == SSH_OK;
}

static gboolean
connect_once(PublisherSession *session, GPtrArray *known, guint timeout_ms, GError **error)
{
  publisher_connection_drop(session);
  session->connection =
      publisher_socket_connect(session->address, session->name, timeout_ms, session->cancellable, error);
  if (session->connection == NULL)
    return FALSE;
  session->watchdog =
      watchdog_new(g_socket_get_fd(g_socket_connection_get_socket(session->connection)), timeout_ms);
  watchdog_set_cancellable(session->watchdog, session->cancellable, 0);
  return connect_ssh(session, known, error);
}

static void
warn_of_old(PublisherSession *session)
{
  g_autofree char *names = algorithms_describe_old(session->ssh, session->needed_algorithms);
  if (names != NULL)
    publisher_session_warn(
        session,
        _("the connection is protected by old algorithms only, which are allowed for this publisher: %s"),
        names);
}

/* An SSH server ended a connection without old algorithms before there were keys, and libssh said nothing of
 * algorithms. */
static gboolean
is_untold(const PublisherSession *session)
{
  return session->old_algorithms == OLD_ALGORITHMS_NONE && session->mismatch == NULL &&
         session->ssh != NULL && ssh_get_serverbanner(session->ssh) != NULL &&
         watchdog_get_reason(session->watchdog) == WATCHDOG_CONTENT;
}

/* What is allowed of what the server turned out to need; all that it needs, or nothing, when somebody was
 * asked. */
static guint
get_allowed(const PublisherSession *session, const PublisherLogin *login, CtlPrompt *prompt)
{
  guint missing = algorithms_missing(session->mismatch, session->offer) & ~session->old_algorithms;
  guint needed = get_missing(session);
  AlgorithmConsent *consent = login->algorithm_consent;
  guint wanted = needed & ~login->old_algorithms;
  if (consent == NULL || wanted == OLD_ALGORITHMS_NONE)
    return missing & login->old_algorithms;
  return algorithm_consent_ask(consent, wanted, prompt, session->cancellable) ? needed : OLD_ALGORITHMS_NONE;
}

/* After a connection that failed: TRUE when the server is to be called again. One that has told nothing is
 * called a second time as before, since servers hang up for many causes, and then with all that is allowed:
 * so a libssh that tells it in other words keeps nobody from a server whose old algorithms are allowed. */
static gboolean
may_call_again(PublisherSession *session, const PublisherLogin *login, CtlPrompt *prompt, guint *n_untold)
{
  guint allowed = login->old_algorithms & OLD_ALGORITHMS_SSH;
  if (is_untold(session)) {
    if ((*n_untold)++ > 0)
      session->old_algorithms = allowed;
    return allowed != OLD_ALGORITHMS_NONE;
  }
  guint more = get_allowed(session, login, prompt);
  session->old_algorithms |= more;
  session->needed_algorithms |= more;
  return more != OLD_ALGORITHMS_NONE;
}

/* Without old algorithms first. When the server turns out to need some of those that are allowed, they are
 * added and the server is called again: so none is in use that is not needed. Both sides prefer better ones
 * in any case. Somebody in between who breaks the first two connections makes this program offer all that are
 * allowed, and may then talk both sides into one of them, as far as that one is broken. */
gboolean
connect_to_host_key(PublisherSession *session, GPtrArray *known, const PublisherLogin *login,
                    CtlPrompt *prompt, GError **error)
{
  guint timeout_ms = login->timeout_ms != 0 ? login->timeout_ms : DEFAULT_TIMEOUT_MS;
  guint n_untold = 0;
  for (;;) {
    g_autoptr(GError) why = NULL;
    if (connect_once(session, known, timeout_ms, &why)) {
      warn_of_old(session);
      return TRUE;
    }
    gboolean again = may_call_again(session, login, prompt, &n_untold);
    if (ctl_cancelled(session->cancellable, error))
      return FALSE;
    if (!again) {
      g_propagate_error(error, g_steal_pointer(&why));
      return FALSE;
    }
  }
}
