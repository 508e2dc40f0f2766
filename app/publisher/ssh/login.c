/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/ssh/login.h"

#include "app/base/error.h"
#include "app/publisher/ssh/login-private.h"
#include "app/publisher/ssh/remote-error.h"

#include <glib/gi18n.h>
#include <string.h>

#define DISCONNECT_PREFIX "Received SSH_MSG_DISCONNECT: "

typedef struct {
  guint method; /* SSH_AUTH_METHOD_..., which the server has to offer */
  LoginResult (*try)(Login *login, GError **error);
} LoginWay;

static const LoginWay WAYS[] = {
    {SSH_AUTH_METHOD_PUBLICKEY, login_try_agent},
    {SSH_AUTH_METHOD_PUBLICKEY, login_try_key_files},
    {SSH_AUTH_METHOD_INTERACTIVE, login_try_questions},
    {SSH_AUTH_METHOD_PASSWORD, login_try_password},
};

/* A packet that cannot come now (RFC 4252) breaks a session of libssh, which does not end the connection
 * then, and waits on. */
static gboolean
is_usable(ssh_session ssh)
{
  return ssh_is_connected(ssh) && (ssh_get_status(ssh) & SSH_CLOSED_ERROR) == 0;
}

/* The last that the server said is that it hangs up. */
static gboolean
has_hung_up(ssh_session ssh)
{
  return g_str_has_prefix(ssh_get_error(ssh), DISCONNECT_PREFIX);
}

int
login_call(PublisherSession *session, LoginCall call, gconstpointer argument)
{
  int rc = SSH_AUTH_AGAIN;
  publisher_call_begins(session);
  while (rc == SSH_AUTH_AGAIN && is_usable(session->ssh))
    rc = call(session->ssh, argument);
  publisher_call_ended(session);
  /* libssh 0.11 takes a server that hangs up for one that refuses the way. */
  if (rc == SSH_AUTH_DENIED && has_hung_up(session->ssh))
    return SSH_AUTH_ERROR;
  return rc != SSH_AUTH_AGAIN ? rc : SSH_AUTH_ERROR;
}

/* Has libssh read what has come since its last call. */
static void
read_news(ssh_session ssh)
{
  ssh_event event = ssh_event_new();
  if (event != NULL && ssh_event_add_session(event, ssh) == SSH_OK) {
    ssh_event_dopoll(event, 0);
    ssh_event_remove_session(event, ssh);
  }
  if (event != NULL)
    ssh_event_free(event);
}

int
login_send(Login *login, LoginCall call, gconstpointer argument)
{
  ssh_session ssh = login->session->ssh;
  read_news(ssh);
  if (!is_usable(ssh) || has_hung_up(ssh))
    return SSH_AUTH_ERROR;
  login->password_sent = login->password != NULL;
  return login_call(login->session, call, argument);
}

void
login_note(Login *login, const char *format, ...)
{
  va_list args;
  va_start(args, format);
  g_string_append(login->notes, "; ");
  g_string_append_vprintf(login->notes, format, args);
  va_end(args);
}

/* The connection is gone or libssh gave up. A server that hangs up during the login refuses it. */
static void
set_login_error(Login *login, GError **error)
{
  PublisherSession *session = login->session;
  g_autofree char *reason = remote_text(ssh_get_error(session->ssh));
  if (ctl_cancelled(session->cancellable, error))
    return;
  if (g_str_has_prefix(reason, DISCONNECT_PREFIX))
    remote_error_set_text(session, error, CTL_ERROR_LOGIN_REFUSED,
                          _("the server ended the login of %s (%s)%s"), login->subject,
                          reason + strlen(DISCONNECT_PREFIX), login->notes->str);
  else
    remote_error_set(session, error, _("the login of %s failed%s"), login->subject, login->notes->str);
}

LoginResult
login_result(Login *login, int rc, GError **error)
{
  switch (rc) {
  case SSH_AUTH_SUCCESS:
    return LOGIN_DONE;
  case SSH_AUTH_PARTIAL:
    login->password_accepted = login->password_accepted || login->password_sent;
    return LOGIN_PARTIAL;
  case SSH_AUTH_DENIED:
    return LOGIN_REFUSED;
  default:
    set_login_error(login, error);
    return LOGIN_FAILED;
  }
}

static char *
method_names(guint methods)
{
  static const struct {
    guint method;
    const char *name;
  } names[] = {
      /* TRANSLATORS: ways to log in that a server offers, as in "the server offers: key, password" */
      {SSH_AUTH_METHOD_PUBLICKEY, NC_("way to log in", "key")},
      {SSH_AUTH_METHOD_INTERACTIVE, NC_("way to log in", "keyboard-interactive")},
      {SSH_AUTH_METHOD_PASSWORD, NC_("way to log in", "password")},
      {SSH_AUTH_METHOD_HOSTBASED, NC_("way to log in", "host-based")},
      {SSH_AUTH_METHOD_GSSAPI_MIC, NC_("way to log in", "Kerberos")},
  };
  g_autoptr(GString) text = g_string_new(NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
    if ((methods & names[i].method) != 0)
      g_string_append_printf(text, "%s%s", text->len > 0 ? ", " : "",
                             g_dpgettext2(NULL, "way to log in", names[i].name));
  }
  return g_strdup(text->len > 0 ? text->str : C_("way to log in", "nothing"));
}

static void
set_refused(Login *login, guint methods, GError **error)
{
  g_autofree char *names = method_names(methods);
  remote_error_set_text(login->session, error, CTL_ERROR_LOGIN_REFUSED,
                        _("the login of %s was refused; the server offers: %s%s"), login->subject, names,
                        login->notes->str);
}

/* The first way that was not tried yet and that the server offers now, or -1. */
static int
next_way(const gboolean *tried, guint methods, gboolean password_only)
{
  guint wanted = password_only ? methods & ~(guint)SSH_AUTH_METHOD_PUBLICKEY : methods;
  for (guint i = 0; i < G_N_ELEMENTS(WAYS); i++) {
    if (!tried[i] && (wanted & WAYS[i].method) != 0)
      return (int)i;
  }
  return -1;
}

/* After each refusal and each partial success the server tells anew what it takes. */
static gboolean
try_ways(Login *login, GError **error)
{
  gboolean tried[G_N_ELEMENTS(WAYS)] = {FALSE};
  for (;;) {
    guint methods = (guint)ssh_userauth_list(login->session->ssh, NULL);
    int way = next_way(tried, methods, login->wanted->password_only);
    if (way < 0) {
      set_refused(login, methods, error);
      return FALSE;
    }
    tried[way] = TRUE;
    LoginResult result = WAYS[way].try(login, error);
    if (result == LOGIN_DONE || result == LOGIN_FAILED)
      return result == LOGIN_DONE;
    if (ctl_cancelled(login->session->cancellable, error))
      return FALSE;
  }
}

void
login_judge_password(Login *login, PasswordVerdict verdict)
{
  char *trouble = NULL;
  if (login->password == NULL)
    return;
  shared_password_judge(login->shared, &login->owner, login->password, verdict, &trouble,
                        login->session->cancellable);
  if (trouble != NULL)
    g_ptr_array_add(login->session->warnings, trouble);
  g_clear_pointer(&login->password, secret_unref);
}

PasswordVerdict
login_get_verdict(const Login *login, const GError *why)
{
  gboolean refused = g_error_matches(why, CTL_ERROR, CTL_ERROR_LOGIN_REFUSED);
  if (why == NULL)
    return PASSWORD_ACCEPTED;
  if (!login->password_sent || login->password_accepted || login->password_unsure)
    return PASSWORD_NOT_JUDGED;
  return refused && !login->password_in_doubt ? PASSWORD_REFUSED : PASSWORD_UNPROVED;
}

static void
set_owner(Login *login)
{
  const PublisherAddress *of = login->wanted->keyring_of;
  login->owner = (PasswordOwner){.user = login->session->address->user, .keep = login->wanted->keep_password};
  if (of == NULL)
    return;
  login->item = (KeyringItem){login->session->address->user, of->host, of->port};
  login->owner.item = &login->item;
}

/* The server lets nobody in this way, and tells which ways it takes. */
static int
ask_for_ways(ssh_session ssh, gconstpointer unused)
{
  return ssh_userauth_none(ssh, NULL);
}

/* libssh's own time limit of each call from now on, 0 for none. */
static void
set_time_limit(PublisherSession *session, long ms)
{
  const long no_seconds = 0;
  const long us = ms * 1000;
  ssh_options_set(session->ssh, SSH_OPTIONS_TIMEOUT, &no_seconds);
  ssh_options_set(session->ssh, SSH_OPTIONS_TIMEOUT_USEC, &us);
}

gboolean
publisher_log_in(PublisherSession *session, const PublisherLogin *wanted, CtlPrompt *prompt, GError **error)
{
  g_autoptr(SharedPassword) own = shared_password_new();
  Login login = {.session = session, .wanted = wanted, .prompt = prompt};
  login.shared = wanted->shared_password != NULL ? wanted->shared_password : own;
  set_owner(&login);
  login.subject = g_strdup_printf("%s@%s", session->address->user, session->address->host);
  login.notes = g_string_new(NULL);
  set_time_limit(session, LOGIN_SLICE_MS);

  int rc = login_call(session, ask_for_ways, NULL);
  GError *why = NULL;
  LoginResult result = login_result(&login, rc, &why);
  gboolean done = result == LOGIN_DONE;
  if (!done && result != LOGIN_FAILED)
    done = try_ways(&login, &why);
  set_time_limit(session, 0);
  login_judge_password(&login, login_get_verdict(&login, why));
  if (why != NULL)
    g_propagate_error(error, why);

  g_string_free(login.notes, TRUE);
  g_free(login.subject);
  return done;
}
