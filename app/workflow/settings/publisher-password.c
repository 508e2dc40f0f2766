/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/settings/publisher-password.h"

#include "app/base/error.h"
#include "app/publisher/settings/keyring.h"

#include <glib/gi18n.h>

static KeyringItem
item_of(const AddressBookEntry *entry, const char *user)
{
  return (KeyringItem){user, entry->address->host, entry->address->port};
}

gboolean
publisher_password_set_kept(const char *path, const char *name, gboolean keep, GError **error)
{
  g_autoptr(AddressBookEntry) entry = address_book_find(path, name, NULL, error);
  if (entry == NULL)
    return FALSE;
  entry->cluster->keep_password = keep;
  return address_book_save(path, name, entry, error);
}

gboolean
publisher_password_keep(const char *path, const AddressBookEntry *entry, const char *user, CtlPrompt *prompt,
                        GCancellable *cancellable, GError **error)
{
  const KeyringItem item = item_of(entry, user != NULL ? user : entry->address->user);
  g_autofree char *subject = g_strdup_printf("%s@%s", item.user, item.host);
  g_autofree char *message = g_strdup_printf(_("Password of %s"), subject);
  const PromptQuestion question = {.kind = PROMPT_LOGIN_PASSWORD, .subject = subject, .message = message};
  g_autoptr(Secret) password = prompt_ask_secret(prompt, &question, cancellable, error);
  return password != NULL && keyring_store(&item, password, cancellable, error) &&
         publisher_password_set_kept(path, entry->name, TRUE, error);
}

gboolean
publisher_password_forget(const char *path, const AddressBookEntry *entry, GCancellable *cancellable,
                          GError **error)
{
  const KeyringItem item = item_of(entry, NULL);
  return publisher_password_set_kept(path, entry->name, FALSE, error) &&
         keyring_forget(&item, cancellable, error);
}

/* TRUE when an entry that keeps passwords has the address of ENTRY, which is not in the file as it was. */
static gboolean
is_shared(const char *path, const AddressBookEntry *entry)
{
  g_autoptr(GPtrArray) others = address_book_load(path, NULL, NULL);
  for (guint i = 0; others != NULL && i < others->len; i++) {
    const AddressBookEntry *other = g_ptr_array_index(others, i);
    if (other->cluster->keep_password && other->address->port == entry->address->port &&
        g_str_equal(other->address->host, entry->address->host))
      return TRUE;
  }
  return FALSE;
}

void
publisher_password_tidy(const char *path, const AddressBookEntry *old, GPtrArray *warnings,
                        GCancellable *cancellable)
{
  const KeyringItem item = item_of(old, NULL);
  g_autoptr(GError) why = NULL;
  if (old->cluster->keep_password && !is_shared(path, old) && !keyring_forget(&item, cancellable, &why))
    g_ptr_array_add(warnings, g_strdup(why->message));
}

gboolean
publisher_remove(const char *path, const char *name, GPtrArray *warnings, GCancellable *cancellable,
                 GError **error)
{
  g_autoptr(AddressBookEntry) entry = address_book_find(path, name, NULL, error);
  if (entry == NULL || !address_book_remove(path, name, error))
    return FALSE;
  publisher_password_tidy(path, entry, warnings, cancellable);
  return TRUE;
}
