/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/settings/keyring.h"

#include "app/base/error.h"

#define SECRET_API_SUBJECT_TO_CHANGE /* for values that are not plain text in ordinary memory */
#include <glib/gi18n.h>
#include <libsecret/secret.h>

#define APPLICATION "etoken-ctl"
#define CONTENT_TYPE "text/plain"

static const SecretSchema SCHEMA = {.name = "io.github.etoken_ctl.Password",
                                    .attributes = {{"application", SECRET_SCHEMA_ATTRIBUTE_STRING},
                                                   {"user", SECRET_SCHEMA_ATTRIBUTE_STRING},
                                                   {"host", SECRET_SCHEMA_ATTRIBUTE_STRING},
                                                   {"port", SECRET_SCHEMA_ATTRIBUTE_INTEGER}}};

/* libsecret shares one connection among the threads of a program. */
static GMutex one_at_a_time;

static GHashTable *
make_attributes(const KeyringItem *item)
{
  GHashTable *attributes = secret_attributes_build(&SCHEMA, "application", APPLICATION, "host", item->host,
                                                   "port", (int)item->port, NULL);
  if (item->user != NULL)
    g_hash_table_insert(attributes, g_strdup("user"), g_strdup(item->user));
  return attributes;
}

static gboolean
is_absent(const GError *cause)
{
  return cause->domain == G_IO_ERROR || cause->domain == G_SPAWN_ERROR ||
         g_error_matches(cause, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN) ||
         g_error_matches(cause, G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER) ||
         g_error_matches(cause, G_DBUS_ERROR, G_DBUS_ERROR_SPAWN_SERVICE_NOT_FOUND);
}

/* What the user can make of a failure of libsecret or of the bus. */
static char *
explain(GError *cause)
{
  if (g_error_matches(cause, SECRET_ERROR, SECRET_ERROR_IS_LOCKED))
    return g_strdup(_("it is locked"));
  if (is_absent(cause))
    return g_strdup(_("none runs in this session"));
  g_dbus_error_strip_remote_error(cause);
  return g_strdup_printf(_("it says \"%s\""), cause->message);
}

typedef enum {
  KEYRING_GIVE,
  KEYRING_KEEP,
  KEYRING_FORGET,
} KeyringTask;

/* WHY is a clause of explain(). An item without a user stands for all passwords of its host. */
static void
set_error(GError **error, KeyringTask task, const KeyringItem *item, const char *why)
{
  const char *user = item->user;
  const char *host = item->host;
  if (task == KEYRING_FORGET && user == NULL)
    g_set_error(error, CTL_ERROR, CTL_ERROR_FAILED, _("The keyring cannot forget the passwords for %s: %s"),
                host, why);
  else if (task == KEYRING_FORGET)
    g_set_error(error, CTL_ERROR, CTL_ERROR_FAILED, _("The keyring cannot forget the password of %s@%s: %s"),
                user, host, why);
  else if (task == KEYRING_KEEP)
    g_set_error(error, CTL_ERROR, CTL_ERROR_FAILED, _("The keyring cannot keep the password of %s@%s: %s"),
                user, host, why);
  else
    g_set_error(error, CTL_ERROR, CTL_ERROR_FAILED, _("The keyring cannot give the password of %s@%s: %s"),
                user, host, why);
}

static gboolean
fail(const KeyringItem *item, KeyringTask task, GError *cause, GCancellable *cancellable, GError **error)
{
  g_autoptr(GError) owned = cause;
  g_autofree char *why = explain(owned);
  if (!ctl_cancelled(cancellable, error))
    set_error(error, task, item, why);
  return FALSE;
}

/* The first item that has ATTRIBUTES, unlocked by the user if need be; NULL when there is none.
 * secret_password_lookup_sync() would do, but answers nothing as well when the item stays locked, and leaks
 * the message that it came in (libsecret 0.20.5). */
static SecretRetrievable *
find_item(GHashTable *attributes, GCancellable *cancellable, GError **cause)
{
  GList *items = secret_password_searchv_sync(&SCHEMA, attributes, SECRET_SEARCH_UNLOCK, cancellable, cause);
  SecretRetrievable *item = items != NULL ? g_object_ref(items->data) : NULL;
  g_list_free_full(items, g_object_unref);
  if (item == NULL || !secret_item_get_locked(SECRET_ITEM(item)))
    return item;
  g_object_unref(item);
  g_set_error_literal(cause, SECRET_ERROR, SECRET_ERROR_IS_LOCKED, "");
  return NULL;
}

gboolean
keyring_lookup(const KeyringItem *item, Secret **password, GCancellable *cancellable, GError **error)
{
  g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&one_at_a_time);
  g_autoptr(GHashTable) attributes = make_attributes(item);
  GError *cause = NULL;
  g_autoptr(SecretRetrievable) found = find_item(attributes, cancellable, &cause);
  SecretValue *value =
      found != NULL ? secret_retrievable_retrieve_secret_sync(found, cancellable, &cause) : NULL;
  if (cause != NULL)
    return fail(item, KEYRING_GIVE, cause, cancellable, error);
  gsize len = 0;
  const char *bytes = value != NULL ? secret_value_get(value, &len) : NULL;
  gboolean usable = bytes != NULL && len > 0 && len <= SECRET_MAX;
  *password = usable ? secret_new(bytes, len, error) : NULL;
  g_clear_pointer(&value, secret_value_unref);
  return !usable || *password != NULL;
}

gboolean
keyring_store(const KeyringItem *item, const Secret *password, GCancellable *cancellable, GError **error)
{
  g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&one_at_a_time);
  g_autoptr(GHashTable) attributes = make_attributes(item);
  g_autofree char *label = g_strdup_printf("Publisher %s@%s", item->user, item->host);
  GError *cause = NULL;
  gsize len = 0;
  const char *bytes = secret_peek(password, &len);
  SecretValue *value = secret_value_new(bytes, (gssize)len, CONTENT_TYPE);
  gboolean done = secret_password_storev_binary_sync(&SCHEMA, attributes, SECRET_COLLECTION_DEFAULT, label,
                                                     value, cancellable, &cause);
  secret_value_unref(value);
  if (!done && cause == NULL)
    g_set_error_literal(&cause, SECRET_ERROR, SECRET_ERROR_IS_LOCKED, "");
  return done || fail(item, KEYRING_KEEP, cause, cancellable, error);
}

gboolean
keyring_forget(const KeyringItem *item, GCancellable *cancellable, GError **error)
{
  g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&one_at_a_time);
  g_autoptr(GHashTable) attributes = make_attributes(item);
  GError *cause = NULL;
  g_autoptr(SecretRetrievable) found = find_item(attributes, cancellable, &cause);
  if (found != NULL)
    secret_password_clearv_sync(&SCHEMA, attributes, cancellable, &cause);
  return cause == NULL || fail(item, KEYRING_FORGET, cause, cancellable, error);
}
