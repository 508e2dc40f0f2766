/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/sftp/sftp-session.h"
#include "app/publisher/sftp/ssh-look.h"
#include "app/publisher/sftp/transfer.h"
#include "app/publisher/ssh/shown-host-key.h"
#include "fake-private.h"

/* In place of session.c, ssh-look.c, shown-host-key.c, fetch.c, replace.c and repair.c. */

#define FILE_TIME 1425678813 /* 6 March 2015, as in the administrators' documents */

struct _PublisherSession {
  PublisherAddress *address;
  char *who;
  GPtrArray *warnings;
  SessionKeeper *keeper;
};

char *
fake_describe(const PublisherAddress *address)
{
  return address->port == 22 ? g_strdup_printf("%s@%s", address->user, address->host)
                             : g_strdup_printf("%s@%s:%u", address->user, address->host, address->port);
}

/* --- the login --- */

/* A copy of what a login has to know of the node; FALSE when there is none. */
static gboolean
look_at_node(const char *host, char **host_key, char **password, GPtrArray *warnings)
{
  fake_lock();
  const FakeNode *node = fake_node_find(host);
  if (node != NULL) {
    *host_key = node->is_known ? NULL : g_strdup(node->host_key);
    *password = g_strdup(node->password);
    for (guint i = 0; i < node->warnings->len; i++)
      g_ptr_array_add(warnings, g_strdup(g_ptr_array_index(node->warnings, i)));
  }
  fake_unlock();
  return node != NULL;
}

static gboolean
is_expected(const PublisherLogin *login, const char *host_key)
{
  const char *const *keys = login != NULL ? login->host_keys : NULL;
  return keys != NULL && g_strv_contains(keys, host_key);
}

static void
set_known(const char *host)
{
  fake_lock();
  FakeNode *node = fake_node_find(host);
  node->is_known = TRUE;
  fake_unlock();
}

static gboolean
check_host_key(const char *host, const char *host_key, const PublisherLogin *login, CtlPrompt *prompt,
               GCancellable *cancellable, GError **error)
{
  const char *const fingerprints[] = {host_key, NULL};
  const PromptQuestion question = {.kind = PROMPT_HOST_KEY,
                                   .subject = host,
                                   .message = "Is this the host key",
                                   .detail = host_key,
                                   .fingerprints = fingerprints};
  gboolean yes = host_key == NULL || is_expected(login, host_key);
  if (!yes && !prompt_confirm(prompt, &question, &yes, cancellable, error))
    return FALSE;
  if (!yes) {
    g_set_error(error, CTL_ERROR, CTL_ERROR_HOST_KEY_UNKNOWN, "The host key of %s was not confirmed", host);
    return FALSE;
  }
  set_known(host);
  return TRUE;
}

static Secret *
get_password(const PublisherAddress *address, const PublisherLogin *login, const PasswordOwner *owner,
             CtlPrompt *prompt, GCancellable *cancellable, GError **error)
{
  g_autofree char *who = fake_describe(address);
  const PromptQuestion question = {.kind = PROMPT_LOGIN_PASSWORD, .subject = who, .message = "Password"};
  return login != NULL && login->shared_password != NULL
             ? shared_password_get(login->shared_password, owner, NULL, prompt, &question, cancellable, error)
             : prompt_ask_secret(prompt, &question, cancellable, error);
}

static gboolean
send_password(const PublisherAddress *address, const char *wanted, const PublisherLogin *login,
              CtlPrompt *prompt, GCancellable *cancellable, GError **error)
{
  g_autofree char *who = fake_describe(address);
  const PublisherAddress *of = login != NULL ? login->keyring_of : NULL;
  const KeyringItem item = {address->user, of != NULL ? of->host : NULL, of != NULL ? of->port : 0};
  const PasswordOwner owner = {address->user, of != NULL ? &item : NULL, of != NULL && login->keep_password};
  g_autoptr(Secret) password = get_password(address, login, &owner, prompt, cancellable, error);
  if (password == NULL)
    return FALSE;
  gboolean sent = fake_ask(cancellable, error, "%s password", who);
  gboolean right = g_strcmp0(secret_peek(password, NULL), wanted) == 0;
  if (login != NULL && login->shared_password != NULL)
    shared_password_judge(login->shared_password, &owner, password,
                          !sent   ? PASSWORD_UNPROVED
                          : right ? PASSWORD_ACCEPTED
                                  : PASSWORD_REFUSED,
                          NULL, cancellable);
  if (sent && !right)
    g_set_error(error, CTL_ERROR, CTL_ERROR_LOGIN_REFUSED, "Publisher %s: the login of %s was refused",
                address->host, address->user);
  return sent && right;
}

gboolean
fake_log_in(const PublisherAddress *address, const char *what, const PublisherLogin *login, CtlPrompt *prompt,
            GPtrArray *warnings, GCancellable *cancellable, GError **error)
{
  g_autofree char *who = fake_describe(address);
  g_autofree char *host_key = NULL;
  g_autofree char *password = NULL;
  if (!fake_ask(cancellable, error, "%s %s", who, what))
    return FALSE;
  if (!look_at_node(address->host, &host_key, &password, warnings)) {
    g_set_error(error, CTL_ERROR, CTL_ERROR_UNREACHABLE, "Publisher %s: nothing listens there",
                address->host);
    return FALSE;
  }
  return check_host_key(address->host, host_key, login, prompt, cancellable, error) &&
         (password == NULL || send_password(address, password, login, prompt, cancellable, error));
}

/* --- the host key before the login --- */

void
shown_host_key_free(ShownHostKey *shown)
{
  publisher_address_free(shown->address);
  g_ptr_array_unref(shown->damage);
  g_free(shown->type);
  g_free(shown->fingerprint);
  g_free(shown);
}

static char *
dup_unknown_key(const char *host)
{
  fake_lock();
  const FakeNode *node = fake_node_find(host);
  char *host_key = node != NULL && !node->is_known ? g_strdup(node->host_key) : NULL;
  fake_unlock();
  return host_key;
}

gboolean
shown_host_key_is_unknown(const PublisherAddress *address, const PublisherLogin *login)
{
  g_autofree char *host_key = dup_unknown_key(address->host);
  return host_key != NULL;
}

ShownHostKey *
shown_host_key_ask(const PublisherAddress *address, const PublisherLogin *login, CtlPrompt *prompt,
                   GCancellable *cancellable)
{
  g_autofree char *who = fake_describe(address);
  g_autofree char *host_key = NULL;
  if (!fake_ask(cancellable, NULL, "%s key", who))
    return NULL;
  host_key = dup_unknown_key(address->host);
  if (host_key == NULL || is_expected(login, host_key))
    return NULL;
  ShownHostKey *shown = g_new0(ShownHostKey, 1);
  shown->address = publisher_address_copy(address);
  shown->type = g_strdup("ssh-ed25519");
  shown->fingerprint = g_steal_pointer(&host_key);
  shown->damage = g_ptr_array_new_with_free_func(g_free);
  return shown;
}

gboolean
shown_host_key_keep(const ShownHostKey *shown, GCancellable *cancellable, GError **error)
{
  g_autofree char *who = fake_describe(shown->address);
  if (!fake_ask(cancellable, error, "%s keep key", who))
    return FALSE;
  set_known(shown->address->host);
  return TRUE;
}

/* --- the session --- */

PublisherSession *
publisher_session_open(const PublisherAddress *address, const PublisherLogin *login, CtlPrompt *prompt,
                       const Progress *progress, GCancellable *cancellable, GError **error)
{
  SessionKeeper *keeper = login != NULL ? login->keeper : NULL;
  PublisherSession *kept = session_keeper_take(keeper, "sftp", address);
  if (kept != NULL) {
    publisher_address_free(kept->address);
    kept->address = publisher_address_copy(address);
    return kept;
  }
  g_autoptr(PublisherSession) session = g_new0(PublisherSession, 1);
  session->address = publisher_address_copy(address);
  session->who = fake_describe(address);
  session->warnings = g_ptr_array_new_with_free_func(g_free);
  progress_step(progress, "Connecting to %s", address->host);
  if (!fake_log_in(address, "open", login, prompt, session->warnings, cancellable, error))
    return NULL;
  session->keeper = keeper;
  return g_steal_pointer(&session);
}

static void
end_session(gpointer data)
{
  PublisherSession *session = data;
  publisher_address_free(session->address);
  g_free(session->who);
  g_ptr_array_unref(session->warnings);
  g_free(session);
}

void
publisher_session_close(PublisherSession *session)
{
  if (session == NULL)
    return;
  if (session->keeper != NULL)
    session_keeper_give(session->keeper, "sftp", session->address, session, end_session);
  else
    end_session(session);
}

const GPtrArray *
publisher_session_get_warnings(const PublisherSession *session)
{
  return session->warnings;
}

/* --- what an account gets --- */

void
ssh_look_clear(SshLook *look)
{
  g_clear_error(&look->sftp);
}

gboolean
ssh_look_run(SshLook *look, const PublisherAddress *address, const PublisherLogin *login, GPtrArray *warnings,
             CtlPrompt *prompt, const Progress *progress, GCancellable *cancellable, GError **error)
{
  g_autofree char *who = fake_describe(address);
  progress_step(progress, "Connecting to %s", address->host);
  if (!fake_log_in(address, "look", login, prompt, warnings, cancellable, error))
    return FALSE;
  fake_ask(NULL, &look->sftp, "%s sftp", who);
  look->has_cli = fake_ask(NULL, NULL, "%s shell", who);
  return TRUE;
}

/* --- its file --- */

gboolean
publisher_fetch_file(PublisherSession *session, gsize max_len, GBytes **contents, gint64 *mtime,
                     const Progress *progress, GCancellable *cancellable, GError **error)
{
  const PublisherAddress *address = session->address;
  progress_step(progress, "Reading %s", address->path);
  if (!fake_ask(cancellable, error, "%s read %s", session->who, address->path))
    return FALSE;
  *contents = fake_get(address->host, address->path);
  if (mtime != NULL)
    *mtime = *contents != NULL ? FILE_TIME : -1;
  if (*contents == NULL || g_bytes_get_size(*contents) <= max_len)
    return TRUE;
  g_clear_pointer(contents, g_bytes_unref);
  g_set_error(error, CTL_ERROR, CTL_ERROR_DAMAGED, "%s is too large", address->path);
  return FALSE;
}

static gboolean
is_judged(GBytes *old, GBytes *judged)
{
  return old == NULL || judged == NULL ? old == judged : g_bytes_equal(old, judged);
}

gboolean
publisher_replace_file(PublisherSession *session, const PublisherReplaceRequest *request,
                       const Progress *progress, GCancellable *cancellable, GError **error)
{
  const PublisherAddress *address = session->address;
  g_autofree char *kept = g_strconcat(address->path, ".old", NULL);
  progress_step(progress, "Uploading to %s", address->host);
  if (!fake_ask(cancellable, error, "%s write %s", session->who, address->path))
    return FALSE;
  g_autoptr(GBytes) old = fake_get(address->host, address->path);
  if (!is_judged(old, request->judged)) {
    g_set_error(error, CTL_ERROR, CTL_ERROR_CHANGED, "Another %s is there now", address->path);
    return FALSE;
  }
  if (request->keep_old > 0 && old != NULL)
    fake_put(address->host, kept, old);
  fake_put(address->host, address->path, request->contents);
  return TRUE;
}

gboolean
publisher_repair_file(PublisherSession *session, gboolean take_over, gboolean *repaired,
                      const Progress *progress, GCancellable *cancellable, GError **error)
{
  const PublisherAddress *address = session->address;
  g_autofree char *left = g_strconcat(address->path, ".left", NULL);
  *repaired = FALSE;
  if (!fake_ask(cancellable, error, "%s repair %s", session->who, address->path))
    return FALSE;
  g_autoptr(GBytes) old = fake_get(address->host, left);
  g_autoptr(GBytes) now = fake_get(address->host, address->path);
  fake_put(address->host, left, NULL);
  *repaired = old != NULL && now == NULL;
  if (*repaired) {
    fake_put(address->host, address->path, old);
    g_ptr_array_add(session->warnings, g_strdup_printf("The list of %s was put back", address->host));
  }
  return TRUE;
}
