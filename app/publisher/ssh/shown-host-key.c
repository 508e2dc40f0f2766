/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/ssh/shown-host-key.h"

#include "app/publisher/ssh/connect.h"
#include "app/publisher/ssh/host-key.h"
#include "app/publisher/ssh/known-hosts.h"

void
shown_host_key_free(ShownHostKey *shown)
{
  if (shown == NULL)
    return;
  publisher_address_free(shown->address);
  g_ptr_array_unref(shown->damage);
  g_free(shown->file);
  g_free(shown->type);
  g_free(shown->fingerprint);
  g_free(shown->text);
  g_free(shown);
}

gboolean
shown_host_key_is_unknown(const PublisherAddress *address, const PublisherLogin *login)
{
  g_auto(GStrv) files = known_hosts_files(login != NULL ? login->own_known_hosts : NULL);
  g_autoptr(GPtrArray) known = known_hosts_find(files, address, NULL, NULL, NULL);
  return known != NULL && known->len == 0;
}

/* NULL when it cannot be written down. */
static ShownHostKey *
shown_new(const PublisherAddress *address, ssh_key key, const char *file)
{
  g_autofree char *text = known_hosts_export(key);
  if (text == NULL)
    return NULL;
  ShownHostKey *shown = g_new0(ShownHostKey, 1);
  shown->address = publisher_address_copy(address);
  shown->file = g_strdup(file);
  shown->type = g_strdup(ssh_key_type_to_char(ssh_key_type(key)));
  shown->fingerprint = known_hosts_fingerprint(key);
  shown->text = g_steal_pointer(&text);
  return shown;
}

ShownHostKey *
shown_host_key_ask(const PublisherAddress *address, const PublisherLogin *login, CtlPrompt *prompt,
                   GCancellable *cancellable)
{
  static const PublisherLogin DEFAULTS = {0};
  const PublisherLogin *wanted = login != NULL ? login : &DEFAULTS;
  g_auto(GStrv) files = known_hosts_files(wanted->own_known_hosts);
  g_autoptr(GPtrArray) damage = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GPtrArray) known = known_hosts_find(files, address, damage, cancellable, NULL);
  if (known == NULL || known->len > 0)
    return NULL;
  g_autoptr(PublisherSession) session = publisher_connection_new(address);
  g_autoptr(SshKey) key = NULL;
  session->cancellable = cancellable;
  if (!connect_to_host_key(session, known, wanted, prompt, NULL) ||
      ssh_get_server_publickey(session->ssh, &key) != SSH_OK || host_key_is_expected(key, wanted->host_keys))
    return NULL;
  ShownHostKey *shown = shown_new(address, key, files[0]);
  if (shown != NULL)
    shown->damage = g_steal_pointer(&damage);
  return shown;
}

gboolean
shown_host_key_keep(const ShownHostKey *shown, GCancellable *cancellable, GError **error)
{
  return known_hosts_add_text(shown->file, shown->address, shown->text, cancellable, error);
}
