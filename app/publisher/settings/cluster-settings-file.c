/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/settings/cluster-settings-private.h"

#include "app/base/error.h"
#include "app/base/fingerprint.h"
#include "app/base/key-file.h"

#include <glib/gi18n.h>

#define PASSWORD_IN_KEYRING "keyring"

/* --- reading --- */

static gboolean
read_numbers(GKeyFile *file, const char *group, ClusterSettings *settings, GError **error)
{
  for (const ClusterNumber *number = CLUSTER_NUMBERS; number->key != NULL; number++)
    if (!key_file_get_number(file, group, number->key, number->min, number->max,
                             cluster_number_at(settings, number), error))
      return FALSE;
  return TRUE;
}

static gboolean
read_nodes(GKeyFile *file, const char *group, ClusterSettings *settings, GError **error)
{
  g_auto(GStrv) nodes = NULL;
  if (!key_file_get_texts(file, group, "nodes", &nodes, error))
    return FALSE;
  for (char **node = nodes; node != NULL && *node != NULL; node++)
    if (!cluster_settings_add_node(settings, g_strstrip(*node), ' ', error)) {
      key_file_prefix_error(file, group, "nodes", error);
      return FALSE;
    }
  return TRUE;
}

static gboolean
read_old_algorithms(GKeyFile *file, const char *group, ClusterSettings *settings, GError **error)
{
  g_autofree char *names = NULL;
  if (!key_file_get_text(file, group, "old-algorithms", &names, error))
    return FALSE;
  if (names == NULL || old_algorithms_parse(names, &settings->old_algorithms, error))
    return TRUE;
  key_file_prefix_error(file, group, "old-algorithms", error);
  return FALSE;
}

/* The key tells where the password is. It never holds one, but somebody may try that: it is not shown. */
static gboolean
read_password(GKeyFile *file, const char *group, ClusterSettings *settings, GError **error)
{
  g_autofree char *where = g_key_file_get_value(file, group, "password", NULL);
  settings->keep_password = g_strcmp0(where, PASSWORD_IN_KEYRING) == 0;
  if (where == NULL || settings->keep_password)
    return TRUE;
  g_set_error_literal(error, CTL_ERROR, CTL_ERROR_USAGE,
                      _("its key \"password\" can only be \"keyring\"; no password belongs into this file"));
  return FALSE;
}

/* Those of KEY that are whole, or those that are not. */
static char **
pick_fingerprints(GKeyFile *file, const char *group, const char *key, FingerprintKind kind, gboolean whole)
{
  g_autoptr(GStrvBuilder) picked = g_strv_builder_new();
  g_auto(GStrv) texts = g_key_file_get_string_list(file, group, key, NULL, NULL);
  for (char **text = texts; text != NULL && *text != NULL; text++)
    if (fingerprint_check(kind, *text, NULL) == whole)
      g_strv_builder_add(picked, *text);
  return g_strv_builder_end(picked);
}

static void
read_fingerprints(GKeyFile *file, const char *group, const char *key, FingerprintKind kind, char ***values,
                  GPtrArray *ignored)
{
  g_autoptr(GError) unreadable = NULL;
  g_auto(GStrv) texts = NULL;
  g_auto(GStrv) bad = pick_fingerprints(file, group, key, kind, FALSE);
  g_strfreev(*values);
  *values = pick_fingerprints(file, group, key, kind, TRUE);
  if (ignored == NULL)
    return;
  if (!key_file_get_texts(file, group, key, &texts, &unreadable))
    g_ptr_array_add(ignored, g_strdup(unreadable->message));
  for (char **text = bad; *text != NULL; text++) {
    g_autoptr(GError) why = NULL;
    fingerprint_check(kind, *text, &why);
    g_ptr_array_add(ignored, g_strdup_printf("%s: %s", key, why->message));
  }
}

ClusterSettings *
cluster_settings_read(GKeyFile *file, const char *group, GPtrArray *ignored, GError **error)
{
  g_autoptr(ClusterSettings) settings = cluster_settings_new();
  if (!read_numbers(file, group, settings, error) || !read_old_algorithms(file, group, settings, error) ||
      !read_password(file, group, settings, error) ||
      !key_file_get_text(file, group, "cli-user", &settings->cli_user, error) ||
      !read_nodes(file, group, settings, error) || !cluster_settings_check(settings, error))
    return NULL;
  read_fingerprints(file, group, "host-keys", FINGERPRINT_HOST_KEY, &settings->host_keys, ignored);
  read_fingerprints(file, group, "tvs-certificates", FINGERPRINT_CERTIFICATE, &settings->tvs_certificates,
                    ignored);
  read_fingerprints(file, group, "web-certificates", FINGERPRINT_CERTIFICATE, &settings->web_certificates,
                    ignored);
  return g_steal_pointer(&settings);
}

/* --- writing --- */

/* NULL leaves no key behind. */
static void
write_text(GKeyFile *file, const char *group, const char *key, const char *value)
{
  if (value != NULL)
    g_key_file_set_string(file, group, key, value);
  else
    g_key_file_remove_key(file, group, key, NULL);
}

/* No values leave no key behind. */
static void
write_list(GKeyFile *file, const char *group, const char *key, char **values)
{
  if (*values != NULL)
    g_key_file_set_string_list(file, group, key, (const char *const *)values, g_strv_length(values));
  else
    g_key_file_remove_key(file, group, key, NULL);
}

/* What counts for nothing was shown to nobody, so that nobody has removed it. */
static void
write_fingerprints(GKeyFile *file, const char *group, const char *key, FingerprintKind kind, char **values)
{
  g_auto(GStrv) there = NULL;
  if (*values == NULL && !key_file_get_texts(file, group, key, &there, NULL))
    return;
  g_autoptr(GStrvBuilder) all = g_strv_builder_new();
  g_auto(GStrv) bad = pick_fingerprints(file, group, key, kind, FALSE);
  g_strv_builder_addv(all, (const char **)values);
  g_strv_builder_addv(all, (const char **)bad);
  g_auto(GStrv) texts = g_strv_builder_end(all);
  write_list(file, group, key, texts);
}

static void
write_nodes(const ClusterSettings *settings, GKeyFile *file, const char *group)
{
  g_auto(GStrv) texts = g_new0(char *, settings->nodes->len + 1);
  for (guint i = 0; i < settings->nodes->len; i++) {
    const ClusterNode *node = g_ptr_array_index(settings->nodes, i);
    g_autofree char *url = node->address != NULL ? publisher_address_to_url(node->address) : NULL;
    const char *way = node->has_way ? delivery_way_get_word(node->way) : NULL;
    texts[i] = g_strdup_printf(way != NULL ? "%s %s %s" : "%s %s", node_role_get_word(node->role),
                               url != NULL ? url : node->host, way);
  }
  write_list(file, group, "nodes", texts);
}

void
cluster_settings_write(const ClusterSettings *settings, GKeyFile *file, const char *group)
{
  write_nodes(settings, file, group);
  write_fingerprints(file, group, "host-keys", FINGERPRINT_HOST_KEY, settings->host_keys);
  write_fingerprints(file, group, "tvs-certificates", FINGERPRINT_CERTIFICATE, settings->tvs_certificates);
  write_fingerprints(file, group, "web-certificates", FINGERPRINT_CERTIFICATE, settings->web_certificates);
  g_autofree char *names = old_algorithms_to_text(settings->old_algorithms, ",");
  write_text(file, group, "old-algorithms", settings->old_algorithms != OLD_ALGORITHMS_NONE ? names : NULL);
  write_text(file, group, "cli-user", settings->cli_user);
  write_text(file, group, "password", settings->keep_password ? PASSWORD_IN_KEYRING : NULL);
  for (const ClusterNumber *number = CLUSTER_NUMBERS; number->key != NULL; number++) {
    guint value = *cluster_number_at(settings, number);
    if (value != number->usual)
      g_key_file_set_integer(file, group, number->key, (int)value);
    else
      g_key_file_remove_key(file, group, number->key, NULL);
  }
}
