/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/settings/cluster-settings-private.h"

#include "app/base/error.h"
#include "app/base/fingerprint.h"
#include "app/base/host.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_PORT 65535

/* The ports are those of Unified CM. */
const ClusterNumber CLUSTER_NUMBERS[] = {
    {"tftp-port", G_STRUCT_OFFSET(ClusterSettings, tftp_port), 69, 1, MAX_PORT},
    {"http-port", G_STRUCT_OFFSET(ClusterSettings, http_port), 6970, 1, MAX_PORT},
    {"tvs-port", G_STRUCT_OFFSET(ClusterSettings, tvs_port), 2445, 1, MAX_PORT},
    {"keep-old", G_STRUCT_OFFSET(ClusterSettings, keep_old), 1, 0, CLUSTER_MAX_KEEP_OLD},
    {NULL, 0, 0, 0, 0},
};

static const char *const ROLE_WORDS[] = {
    [NODE_PUBLISHER] = "publisher", [NODE_SUBSCRIBER] = "subscriber", [NODE_TFTP] = "tftp"};

guint *
cluster_number_at(const ClusterSettings *settings, const ClusterNumber *number)
{
  return G_STRUCT_MEMBER_P(settings, number->offset);
}

static void
cluster_node_free(gpointer data)
{
  ClusterNode *node = data;
  g_free(node->host);
  publisher_address_free(node->address);
  g_free(node);
}

static ClusterNode *
append_node(ClusterSettings *settings, NodeRole role, const char *host, const PublisherAddress *address)
{
  ClusterNode *node = g_new0(ClusterNode, 1);
  node->role = role;
  node->host = g_ascii_strdown(host, -1);
  node->address = address != NULL ? publisher_address_copy(address) : NULL;
  g_ptr_array_add(settings->nodes, node);
  return node;
}

ClusterSettings *
cluster_settings_new(void)
{
  ClusterSettings *settings = g_new0(ClusterSettings, 1);
  settings->nodes = g_ptr_array_new_with_free_func(cluster_node_free);
  settings->host_keys = g_new0(char *, 1);
  settings->tvs_certificates = g_new0(char *, 1);
  settings->web_certificates = g_new0(char *, 1);
  for (const ClusterNumber *number = CLUSTER_NUMBERS; number->key != NULL; number++)
    *cluster_number_at(settings, number) = number->usual;
  return settings;
}

ClusterSettings *
cluster_settings_copy(const ClusterSettings *settings)
{
  ClusterSettings *copy = cluster_settings_new();
  for (guint i = 0; i < settings->nodes->len; i++) {
    const ClusterNode *node = g_ptr_array_index(settings->nodes, i);
    ClusterNode *own = append_node(copy, node->role, node->host, node->address);
    own->has_way = node->has_way;
    own->way = node->way;
  }
  for (const ClusterNumber *number = CLUSTER_NUMBERS; number->key != NULL; number++)
    *cluster_number_at(copy, number) = *cluster_number_at(settings, number);
  copy->old_algorithms = settings->old_algorithms;
  copy->cli_user = g_strdup(settings->cli_user);
  copy->keep_password = settings->keep_password;
  g_strfreev(copy->host_keys);
  copy->host_keys = g_strdupv(settings->host_keys);
  g_strfreev(copy->tvs_certificates);
  copy->tvs_certificates = g_strdupv(settings->tvs_certificates);
  g_strfreev(copy->web_certificates);
  copy->web_certificates = g_strdupv(settings->web_certificates);
  return copy;
}

void
cluster_settings_free(ClusterSettings *settings)
{
  if (settings == NULL)
    return;
  g_ptr_array_unref(settings->nodes);
  g_strfreev(settings->host_keys);
  g_strfreev(settings->tvs_certificates);
  g_strfreev(settings->web_certificates);
  g_free(settings->cli_user);
  g_free(settings);
}

const char *
node_role_get_word(NodeRole role)
{
  return ROLE_WORDS[role];
}

static gboolean
read_role(const char *word, NodeRole *role, GError **error)
{
  for (NodeRole known = NODE_SUBSCRIBER; known <= NODE_TFTP; known++) {
    *role = known;
    if (g_ascii_strcasecmp(word, ROLE_WORDS[known]) == 0)
      return TRUE;
  }
  g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE,
              _("There is no node role \"%s\"; there are \"subscriber\" and \"tftp\""), word);
  return FALSE;
}

/* As strict as the host of an address, which it will become. */
static gboolean
check_host(const char *host, GError **error)
{
  g_autofree char *url =
      g_strdup_printf(strchr(host, ':') != NULL ? "sftp://user@[%s]/file" : "sftp://user@%s/file", host);
  g_autoptr(PublisherAddress) address = publisher_address_parse(url, NULL);
  if (address != NULL && g_ascii_strcasecmp(address->host, host) == 0)
    return TRUE;
  g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE, _("\"%s\" is no host name of a node"), host);
  return FALSE;
}

static gboolean
check_new(const ClusterSettings *settings, const char *host, GError **error)
{
  if (settings->nodes->len >= CLUSTER_MAX_NODES) {
    g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE, _("A cluster has no more than %d nodes"),
                CLUSTER_MAX_NODES);
    return FALSE;
  }
  for (guint i = 0; i < settings->nodes->len; i++) {
    const ClusterNode *node = g_ptr_array_index(settings->nodes, i);
    if (g_ascii_strcasecmp(node->host, host) != 0)
      continue;
    g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE, _("Node %s is given twice"), host);
    return FALSE;
  }
  return TRUE;
}

/* Takes a way from the end of TEXT, where one stands. */
static gboolean
take_way(char *text, char separator, DeliveryWay *way)
{
  char *last = strrchr(text, separator);
  if (last == NULL || !delivery_way_parse(last + 1, way))
    return FALSE;
  *last = '\0';
  return TRUE;
}

gboolean
cluster_settings_add_node(ClusterSettings *settings, const char *words, char separator, GError **error)
{
  NodeRole role = NODE_SUBSCRIBER;
  DeliveryWay way = DELIVER_BY_SFTP;
  g_autofree char *text = g_strdup(words);
  gboolean has_way = take_way(text, separator, &way);
  const char *host = publisher_address_is_url(text, NULL) ? NULL : strchr(text, separator);
  g_autofree char *word = host != NULL ? g_strndup(text, (gsize)(host - text)) : NULL;
  if (word != NULL && !read_role(word, &role, error))
    return FALSE;
  host = host != NULL ? host + 1 : text;
  g_autoptr(PublisherAddress) address = NULL;
  if (publisher_address_is_url(host, NULL)) {
    address =
        has_way ? publisher_address_parse_for(way, host, NULL, error) : publisher_address_parse(host, error);
    if (address == NULL)
      return FALSE;
    host = address->host;
  }
  g_autofree char *plain = host_without_brackets(host);
  if (!check_host(plain, error) || !check_new(settings, plain, error))
    return FALSE;
  ClusterNode *node = append_node(settings, role, plain, address);
  node->has_way = has_way && address == NULL;
  node->way = way;
  return TRUE;
}

/* As strict as the user of an address, which it will become. */
static gboolean
check_user(const char *user, GError **error)
{
  g_autoptr(PublisherAddress) made = publisher_address_parse("sftp://user@host/file", NULL);
  g_free(made->user);
  made->user = g_strdup(user);
  g_autofree char *url = publisher_address_to_url(made);
  g_autoptr(PublisherAddress) address = publisher_address_parse(url, NULL);
  if (address != NULL && g_str_equal(address->user, user))
    return TRUE;
  g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE, _("\"%s\" is no name of a user of the platform CLI"), user);
  return FALSE;
}

gboolean
cluster_settings_check(const ClusterSettings *settings, GError **error)
{
  for (const ClusterNumber *number = CLUSTER_NUMBERS; number->key != NULL; number++) {
    guint value = *cluster_number_at(settings, number);
    if (value >= number->min && value <= number->max)
      continue;
    g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE, _("%s has to be between %u and %u"), number->key,
                number->min, number->max);
    return FALSE;
  }
  for (char **key = settings->host_keys; *key != NULL; key++)
    if (!fingerprint_check(FINGERPRINT_HOST_KEY, *key, error))
      return FALSE;
  for (char **shown = settings->tvs_certificates; *shown != NULL; shown++)
    if (!fingerprint_check(FINGERPRINT_CERTIFICATE, *shown, error))
      return FALSE;
  for (char **shown = settings->web_certificates; *shown != NULL; shown++)
    if (!fingerprint_check(FINGERPRINT_CERTIFICATE, *shown, error))
      return FALSE;
  return settings->cli_user == NULL || check_user(settings->cli_user, error);
}
