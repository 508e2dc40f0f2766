/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/ssh/host-key.h"

#include "app/base/error.h"
#include "app/base/fingerprint.h"
#include "app/publisher/ssh/known-hosts.h"
#include "app/publisher/ssh/remote-error.h"

#include <glib/gi18n.h>

static gboolean
is_same(const KnownHost *known, ssh_key shown)
{
  return ssh_key_cmp(known->key, shown, SSH_KEY_CMP_PUBLIC) == 0;
}

/* TRUE when FILE (NULL: any file) holds the key shown. */
static gboolean
is_recorded(GPtrArray *known, const char *file, ssh_key shown)
{
  for (guint i = 0; i < known->len; i++) {
    const KnownHost *entry = g_ptr_array_index(known, i);
    if ((file == NULL || g_str_equal(entry->file, file)) && is_same(entry, shown))
      return TRUE;
  }
  return FALSE;
}

/* The entry that speaks against the key shown, or NULL. */
static const KnownHost *
find_conflict(GPtrArray *known, ssh_key shown)
{
  gboolean recorded = is_recorded(known, NULL, shown);
  for (guint i = 0; i < known->len; i++) {
    const KnownHost *entry = g_ptr_array_index(known, i);
    if (entry->revoked) {
      if (is_same(entry, shown))
        return entry;
      continue;
    }
    gboolean same_type = ssh_key_type(entry->key) == ssh_key_type(shown);
    if (same_type ? !is_recorded(known, entry->file, shown) : !recorded)
      return entry;
  }
  return NULL;
}

static void
set_changed(PublisherSession *session, const KnownHost *conflict, ssh_key shown, GError **error)
{
  g_autofree char *now = known_hosts_fingerprint(shown);
  g_autofree char *before = known_hosts_fingerprint(conflict->key);
  const char *type = ssh_key_type_to_char(ssh_key_type(shown));
  if (conflict->revoked)
    remote_error_set_text(session, error, CTL_ERROR_HOST_KEY_CHANGED,
                          _("its host key %s %s is marked as revoked in line %u of %s"), type, now,
                          conflict->line, conflict->file);
  else
    remote_error_set_text(
        session, error, CTL_ERROR_HOST_KEY_CHANGED,
        _("the host key has changed: the server shows %s %s, but line %u of %s expects %s %s"), type, now,
        conflict->line, conflict->file, ssh_key_type_to_char(ssh_key_type(conflict->key)), before);
}

/* What is asked. A line for this host that cannot be read may have held another key: whoever confirms has to
 * know of it. */
static char *
describe_question(const PublisherSession *session, const char *type, const char *fingerprint)
{
  g_autoptr(GString) text = g_string_new(NULL);
  g_string_append_printf(
      text, _("The host key of publisher %s is not known yet. It is of type %s and has the fingerprint %s."),
      session->address->host, type, fingerprint);
  for (guint i = 0; i < session->warnings->len; i++)
    g_string_append_printf(text, " %s.", (const char *)g_ptr_array_index(session->warnings, i));
  return g_strdup(text->str);
}

static gboolean
confirm(PublisherSession *session, ssh_key shown, CtlPrompt *prompt, GError **error)
{
  g_autofree char *fingerprint = known_hosts_fingerprint(shown);
  const char *type = ssh_key_type_to_char(ssh_key_type(shown));
  g_autofree char *message =
      g_strdup_printf(_("Is this the host key of publisher %s"), session->address->host);
  g_autofree char *detail = describe_question(session, type, fingerprint);
  const char *const fingerprints[] = {fingerprint, NULL};
  const PromptQuestion question = {.kind = PROMPT_HOST_KEY,
                                   .subject = session->address->host,
                                   .message = message,
                                   .detail = detail,
                                   .fingerprints = fingerprints};
  g_autoptr(GError) local_error = NULL;
  gboolean yes = FALSE;
  if (prompt_confirm(prompt, &question, &yes, session->cancellable, &local_error)) {
    if (!yes)
      remote_error_set_text(session, error, CTL_ERROR_HOST_KEY_UNKNOWN,
                            _("the host key %s %s was not confirmed"), type, fingerprint);
    return yes;
  }
  if (g_error_matches(local_error, CTL_ERROR, CTL_ERROR_USAGE))
    remote_error_set_text(session, error, CTL_ERROR_HOST_KEY_UNKNOWN,
                          _("the host key %s %s is not known: %s"), type, fingerprint, local_error->message);
  else
    g_propagate_error(error, g_steal_pointer(&local_error));
  return FALSE;
}

gboolean
host_key_is_expected(ssh_key shown, const char *const *expected)
{
  g_autofree char *fingerprint = known_hosts_fingerprint(shown);
  return fingerprint_is_among(FINGERPRINT_HOST_KEY, fingerprint, expected);
}

static gboolean
judge(PublisherSession *session, GPtrArray *known, ssh_key shown, const char *own_file,
      const char *const *expected, CtlPrompt *prompt, GError **error)
{
  const KnownHost *conflict = find_conflict(known, shown);
  if (conflict != NULL) {
    set_changed(session, conflict, shown, error);
    return FALSE;
  }
  if (is_recorded(known, NULL, shown))
    return TRUE;
  return (host_key_is_expected(shown, expected) || confirm(session, shown, prompt, error)) &&
         known_hosts_add(own_file, session->address, shown, session->cancellable, error);
}

gboolean
host_key_check(PublisherSession *session, GPtrArray *known, const char *own_file, const char *const *expected,
               CtlPrompt *prompt, GError **error)
{
  g_autoptr(SshKey) shown = NULL;
  if (ssh_get_server_publickey(session->ssh, &shown) != SSH_OK) {
    remote_error_set(session, error, _("the host key cannot be read"));
    return FALSE;
  }
  if (!judge(session, known, shown, own_file, expected, prompt, error))
    return FALSE;
  session->host_key = g_steal_pointer(&shown);
  return TRUE;
}

gboolean
host_key_watch(PublisherSession *session)
{
  g_autoptr(SshKey) shown = NULL;
  if (session->host_key_change != NULL)
    return FALSE;
  if (ssh_get_server_publickey(session->ssh, &shown) != SSH_OK ||
      ssh_key_cmp(session->host_key, shown, SSH_KEY_CMP_PUBLIC) == 0)
    return TRUE;
  g_autofree char *before = known_hosts_fingerprint(session->host_key);
  g_autofree char *now = known_hosts_fingerprint(shown);
  session->host_key_change = g_strdup_printf(
      _("the host key has changed in the middle of the connection, from %s to %s"), before, now);
  return FALSE;
}
