/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/settings/keyring.h"
#include "fake-private.h"

#include <string.h>

/* In place of keyring.c. Only the usual port is used here. */

static GHashTable *passwords; /* "user@host:22": password */

void
fake_keyring_reset(void)
{
  fake_lock();
  g_clear_pointer(&passwords, g_hash_table_unref);
  passwords = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  fake_unlock();
}

static char *
describe(const KeyringItem *item)
{
  return g_strdup_printf("%s@%s:%u", item->user != NULL ? item->user : "*", item->host, item->port);
}

void
fake_keyring_set(const char *user, const char *host, const char *password)
{
  const KeyringItem item = {user, host, 22};
  g_autofree char *name = describe(&item);
  fake_lock();
  if (password != NULL)
    g_hash_table_insert(passwords, g_steal_pointer(&name), g_strdup(password));
  else
    g_hash_table_remove(passwords, name);
  fake_unlock();
}

char *
fake_keyring_get(const char *user, const char *host)
{
  const KeyringItem item = {user, host, 22};
  g_autofree char *name = describe(&item);
  fake_lock();
  char *password = g_strdup(g_hash_table_lookup(passwords, name));
  fake_unlock();
  return password;
}

gboolean
keyring_lookup(const KeyringItem *item, Secret **password, GCancellable *cancellable, GError **error)
{
  g_autofree char *name = describe(item);
  if (!fake_ask(cancellable, error, "keyring find %s", name))
    return FALSE;
  g_autofree char *found = fake_keyring_get(item->user, item->host);
  *password = found != NULL ? secret_new(found, strlen(found), error) : NULL;
  return TRUE;
}

gboolean
keyring_store(const KeyringItem *item, const Secret *password, GCancellable *cancellable, GError **error)
{
  g_autofree char *name = describe(item);
  if (!fake_ask(cancellable, error, "keyring keep %s", name))
    return FALSE;
  fake_keyring_set(item->user, item->host, secret_peek(password, NULL));
  return TRUE;
}

static gboolean
is_of(gpointer key, gpointer value, gpointer pattern)
{
  return g_pattern_match_simple(pattern, key);
}

gboolean
keyring_forget(const KeyringItem *item, GCancellable *cancellable, GError **error)
{
  g_autofree char *name = describe(item);
  if (!fake_ask(cancellable, error, "keyring forget %s", name))
    return FALSE;
  fake_lock();
  g_hash_table_foreach_remove(passwords, is_of, name);
  fake_unlock();
  return TRUE;
}
