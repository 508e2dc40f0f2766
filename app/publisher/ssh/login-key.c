/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/base/error.h"
#include "app/publisher/ssh/agent-relay.h"
#include "app/publisher/ssh/algorithms.h"
#include "app/publisher/ssh/login-private.h"
#include "app/publisher/ssh/remote-error.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>

/* Tried in this order when no key file was asked for, as ssh does. */
static const char *const DEFAULT_KEYS[] = {"id_ed25519", "id_ecdsa", "id_rsa"};

/* Servers claim to take RSA keys with SHA-2 that refuse them: OpenSSH lists what it knows, not what it is
 * configured to accept. Where ssh-rsa had to be allowed for the host key, a refused login is tried with SHA-1
 * as well. (Not with an agent's key: libssh 0.10.6 has that sign as the server claims.) */
static int
log_in_with(PublisherSession *session, LoginCall key_login, const ssh_key key)
{
  int rc = login_call(session, key_login, key);
  if (rc != SSH_AUTH_DENIED || (session->old_algorithms & OLD_SSH_RSA) == 0 ||
      !algorithms_set_sha1_login(session->ssh, TRUE))
    return rc;
  rc = login_call(session, key_login, key);
  algorithms_set_sha1_login(session->ssh, FALSE);
  return rc;
}

static int
with_public_half(ssh_session ssh, gconstpointer key)
{
  return ssh_userauth_try_publickey(ssh, NULL, (ssh_key)key);
}

static int
with_private_key(ssh_session ssh, gconstpointer key)
{
  return ssh_userauth_publickey(ssh, NULL, (ssh_key)key);
}

static int
with_agent(ssh_session ssh, gconstpointer unused)
{
  return ssh_userauth_agent(ssh, NULL);
}

/* An agent that breaks down is a reason to go on, a broken connection is not. */
LoginResult
login_try_agent(Login *login, GError **error)
{
  PublisherSession *session = login->session;
  if (login->wanted->identity != NULL)
    return LOGIN_REFUSED;
  g_autoptr(AgentRelay) relay = agent_relay_start(session->watchdog, session->cancellable);
  if (relay == NULL ||
      ssh_options_set(session->ssh, SSH_OPTIONS_IDENTITY_AGENT, agent_relay_path(relay)) != SSH_OK)
    return LOGIN_REFUSED;
  int rc = login_call(session, with_agent, NULL);
  if (rc == SSH_AUTH_ERROR && !remote_error_connection_lost(session)) {
    login_note(login, _("the SSH agent failed"));
    return LOGIN_REFUSED;
  }
  return login_result(login, rc, error);
}

/* Only ever called for a key that is encrypted, and gives no passphrase: it is asked for later, when the
 * server is known to accept the key. */
static int
note_encrypted(const char *question, char *buf, size_t len, int echo, int verify, void *data)
{
  gboolean *encrypted = data;
  *encrypted = TRUE;
  return -1;
}

/* *KEY stays NULL when the passphrase was not given or is wrong; that leads to the next way, not to an end.
 */
static gboolean
load_encrypted(Login *login, const char *path, ssh_key *key, GError **error)
{
  g_autofree char *message = g_strdup_printf(_("Passphrase of the key file %s"), path);
  const PromptQuestion question = {.kind = PROMPT_KEY_PASSPHRASE, .subject = path, .message = message};
  g_autoptr(GError) local_error = NULL;
  g_autoptr(Secret) passphrase =
      prompt_ask_secret(login->prompt, &question, login->session->cancellable, &local_error);
  if (passphrase == NULL && !g_error_matches(local_error, CTL_ERROR, CTL_ERROR_USAGE)) {
    g_propagate_error(error, g_steal_pointer(&local_error));
    return FALSE;
  }
  gboolean unused = FALSE;
  if (passphrase == NULL)
    login_note(login, _("the key file %s needs its passphrase"), path);
  else if (ssh_pki_import_privkey_file(path, secret_peek(passphrase, NULL), note_encrypted, &unused, key) !=
           SSH_OK)
    login_note(login, _("the passphrase of the key file %s is wrong"), path);
  return TRUE;
}

static gboolean
load_private(Login *login, const char *path, ssh_key *key, GError **error)
{
  gboolean encrypted = FALSE;
  if (ssh_pki_import_privkey_file(path, NULL, note_encrypted, &encrypted, key) == SSH_OK)
    return TRUE;
  if (encrypted)
    return load_encrypted(login, path, key, error);
  login_note(login, _("the key file %s cannot be used"), path);
  return TRUE;
}

/* The public half, from the key file itself (OpenSSH's format keeps it readable) or from the file beside it;
 * NULL when neither has it. */
static ssh_key
load_public(const char *path)
{
  g_autofree char *beside = g_strconcat(path, ".pub", NULL);
  ssh_key key = NULL;
  if (ssh_pki_import_pubkey_file(path, &key) == SSH_OK || ssh_pki_import_pubkey_file(beside, &key) == SSH_OK)
    return key;
  return NULL;
}

static LoginResult
try_key_file(Login *login, const char *path, GError **error)
{
  PublisherSession *session = login->session;
  g_autoptr(SshKey) public_half = load_public(path);
  if (public_half != NULL) {
    int rc = log_in_with(session, with_public_half, public_half);
    if (rc != SSH_AUTH_SUCCESS)
      return login_result(login, rc, error);
  }
  g_autoptr(SshKey) key = NULL;
  if (!load_private(login, path, &key, error))
    return LOGIN_FAILED;
  if (key == NULL)
    return LOGIN_REFUSED;
  int rc = log_in_with(session, with_private_key, key);
  return login_result(login, rc, error);
}

static LoginResult
try_wanted_key_file(Login *login, const char *path, GError **error)
{
  if (g_access(path, R_OK) != 0 || !g_file_test(path, G_FILE_TEST_IS_REGULAR)) {
    int cause = errno;
    gboolean exists = g_file_test(path, G_FILE_TEST_EXISTS);
    g_set_error(error, CTL_ERROR, CTL_ERROR_FILE, _("The key file %s cannot be read: %s"), path,
                exists && !g_file_test(path, G_FILE_TEST_IS_REGULAR) ? _("it is not a file")
                                                                     : g_strerror(cause));
    return LOGIN_FAILED;
  }
  return try_key_file(login, path, error);
}

LoginResult
login_try_key_files(Login *login, GError **error)
{
  if (login->wanted->identity != NULL)
    return try_wanted_key_file(login, login->wanted->identity, error);
  for (gsize i = 0; i < G_N_ELEMENTS(DEFAULT_KEYS); i++) {
    g_autofree char *path = g_build_filename(g_get_home_dir(), ".ssh", DEFAULT_KEYS[i], NULL);
    if (!g_file_test(path, G_FILE_TEST_IS_REGULAR))
      continue;
    LoginResult result = try_key_file(login, path, error);
    if (result != LOGIN_REFUSED)
      return result;
  }
  return LOGIN_REFUSED;
}
