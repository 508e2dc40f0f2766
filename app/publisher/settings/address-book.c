/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/settings/address-book.h"

#include "app/base/error.h"
#include "app/base/text.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_NAME_LEN 64
#define MAX_PORT 65535

static const struct {
  LoginMethod method;
  const char *word;
} LOGIN_WORDS[] = {
    {LOGIN_BY_KEYS, "keys"},
    {LOGIN_BY_KEY_FILE, "key-file"},
    {LOGIN_BY_PASSWORD, "password"},
};

AddressBookEntry *
address_book_entry_copy(const AddressBookEntry *entry)
{
  AddressBookEntry *copy = g_new0(AddressBookEntry, 1);
  copy->name = g_strdup(entry->name);
  copy->address = publisher_address_copy(entry->address);
  copy->login = entry->login;
  copy->identity = g_strdup(entry->identity);
  copy->cluster = entry->cluster != NULL ? cluster_settings_copy(entry->cluster) : NULL;
  return copy;
}

void
address_book_entry_free(AddressBookEntry *entry)
{
  if (entry == NULL)
    return;
  g_free(entry->name);
  publisher_address_free(entry->address);
  g_free(entry->identity);
  cluster_settings_free(entry->cluster);
  g_free(entry);
}

PublisherLogin
address_book_entry_get_login(const AddressBookEntry *entry)
{
  PublisherLogin login = {.identity = entry->login == LOGIN_BY_KEY_FILE ? entry->identity : NULL,
                          .password_only = entry->login == LOGIN_BY_PASSWORD,
                          .keyring_of = entry->name != NULL ? entry->address : NULL};
  if (entry->cluster != NULL) {
    login.keep_password = entry->name != NULL && entry->cluster->keep_password;
    login.old_algorithms = entry->cluster->old_algorithms & OLD_ALGORITHMS_SSH;
    login.host_keys = (const char *const *)entry->cluster->host_keys;
    login.web_certificates = (const char *const *)entry->cluster->web_certificates;
    login.old_tls = (entry->cluster->old_algorithms & OLD_TLS) != 0;
  }
  return login;
}

const char *
login_method_get_word(LoginMethod method)
{
  return LOGIN_WORDS[method].word;
}

gboolean
login_method_parse(const char *word, LoginMethod *method)
{
  for (gsize i = 0; i < G_N_ELEMENTS(LOGIN_WORDS); i++) {
    *method = LOGIN_WORDS[i].method;
    if (g_str_equal(LOGIN_WORDS[i].word, word))
      return TRUE;
  }
  return FALSE;
}

guint
address_book_entry_get_n_nodes(const AddressBookEntry *entry)
{
  return 1 + (entry->cluster != NULL ? entry->cluster->nodes->len : 0);
}

/* OS Administration knows the users of the platform CLI. */
static void
change_way(PublisherAddress *address, const AddressBookEntry *entry, DeliveryWay way)
{
  const char *user = entry->cluster->cli_user;
  if (address->way == way)
    return;
  publisher_address_set_way(address, way);
  if (way == DELIVER_BY_SFTP || user == NULL)
    return;
  g_free(address->user);
  address->user = g_strdup(user);
}

PublisherAddress *
address_book_entry_dup_node(const AddressBookEntry *entry, guint index, NodeRole *role)
{
  const ClusterNode *node = index > 0 ? g_ptr_array_index(entry->cluster->nodes, index - 1) : NULL;
  gboolean own = node != NULL && node->address != NULL;
  PublisherAddress *address = publisher_address_copy(own ? node->address : entry->address);
  if (role != NULL)
    *role = node != NULL ? node->role : NODE_PUBLISHER;
  if (node != NULL && !own) {
    g_free(address->host);
    address->host = g_strdup(node->host);
  }
  if (node != NULL && node->has_way)
    change_way(address, entry, node->way);
  if (address->way != DELIVER_BY_SFTP && entry->address->way == DELIVER_BY_SFTP)
    address->ssh_port = entry->address->port;
  return address;
}

static gboolean
leave_out(AddressBookEntry *entry, const char *host, GError **error)
{
  GPtrArray *nodes = entry->cluster->nodes;
  if (g_ascii_strcasecmp(entry->address->host, host) == 0) {
    g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE,
                _("%s is the publisher, which alone tells of the other nodes; it cannot be left out"), host);
    return FALSE;
  }
  for (guint i = 0; i < nodes->len; i++) {
    const ClusterNode *node = g_ptr_array_index(nodes, i);
    if (g_ascii_strcasecmp(node->host, host) != 0)
      continue;
    g_ptr_array_remove_index(nodes, i);
    return TRUE;
  }
  g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE, _("No node of %s is called %s"),
              entry->name != NULL ? entry->name : entry->address->host, host);
  return FALSE;
}

gboolean
address_book_entry_leave_out(AddressBookEntry *entry, const char *const *hosts, GError **error)
{
  for (; hosts != NULL && *hosts != NULL; hosts++)
    if (!leave_out(entry, *hosts, error))
      return FALSE;
  return TRUE;
}

GPtrArray *
address_book_entry_list_nodes(const AddressBookEntry *entry)
{
  GPtrArray *nodes = g_ptr_array_new_with_free_func((GDestroyNotify)publisher_address_free);
  for (guint i = 0; i < address_book_entry_get_n_nodes(entry); i++)
    g_ptr_array_add(nodes, address_book_entry_dup_node(entry, i, NULL));
  return nodes;
}

gboolean
address_book_entry_is_same_publisher(const AddressBookEntry *entry, const AddressBookEntry *other)
{
  g_autofree char *url = publisher_address_to_url(entry->address);
  g_autofree char *other_url = publisher_address_to_url(other->address);
  return g_str_equal(url, other_url);
}

PublisherAddress *
address_book_entry_dup_cli_node(const AddressBookEntry *entry, guint index, const char *user)
{
  PublisherAddress *address = address_book_entry_dup_node(entry, index, NULL);
  const char *saved = entry->cluster != NULL ? entry->cluster->cli_user : NULL;
  const char *name = user != NULL ? user : saved;
  publisher_address_set_way(address, DELIVER_BY_SFTP);
  if (name != NULL) {
    g_free(address->user);
    address->user = g_strdup(name);
  }
  return address;
}

GPtrArray *
address_book_entry_list_cli_nodes(const AddressBookEntry *entry, const char *user)
{
  GPtrArray *nodes = g_ptr_array_new_with_free_func((GDestroyNotify)publisher_address_free);
  for (guint i = 0; i < address_book_entry_get_n_nodes(entry); i++)
    g_ptr_array_add(nodes, address_book_entry_dup_cli_node(entry, i, user));
  return nodes;
}

static gboolean
fail(AddressBookField which, AddressBookField *field, GError **error, const char *sentence)
{
  *field = which;
  g_set_error_literal(error, CTL_ERROR, CTL_ERROR_USAGE, sentence);
  return FALSE;
}

/* A name stands in a group's head and on a command line, where a URL or an option must not be meant. */
static gboolean
check_name(const char *name, AddressBookField *field, GError **error)
{
  if (name == NULL || *name == '\0')
    return fail(ADDRESS_BOOK_NAME, field, error, _("The publisher needs a name"));
  if (strlen(name) > MAX_NAME_LEN)
    return fail(ADDRESS_BOOK_NAME, field, error, _("The name of the publisher is too long"));
  gboolean plain = text_is_plain(name) && strpbrk(name, "[]/") == NULL && *name != '-';
  if (!plain || g_ascii_isspace(*name) || g_ascii_isspace(name[strlen(name) - 1]))
    return fail(ADDRESS_BOOK_NAME, field, error,
                _("The name of the publisher cannot begin with \"-\" or a blank, end with a blank, or hold "
                  "\"[\", \"]\" or \"/\""));
  return TRUE;
}

/* What the address lacks, in words that fit a form; the rest is left to publisher_address_parse(). */
static gboolean
check_address(const PublisherAddress *address, AddressBookField *field, GError **error)
{
  if (*address->host == '\0')
    return fail(ADDRESS_BOOK_HOST, field, error, _("The publisher needs a host: its name or its IP address"));
  if (*address->user == '\0')
    return fail(ADDRESS_BOOK_USER, field, error, _("The publisher needs the name of the user who logs in"));
  const char *name = strrchr(address->path, '/');
  name = name != NULL ? name + 1 : address->path;
  if (*name == '\0' || g_str_equal(name, ".") || g_str_equal(name, "..") || g_str_equal(address->path, "~"))
    return fail(ADDRESS_BOOK_PATH, field, error,
                _("The path has to name the file of the list, as in /usr/local/cm/tftp/CTLFile.tlv"));
  *field = ADDRESS_BOOK_PATH;
  if (!publisher_address_check_place(address->way, address->path, error))
    return FALSE;
  if (address->port < 1 || address->port > MAX_PORT)
    return fail(ADDRESS_BOOK_HOST, field, error,
                _("The port of the publisher has to be between 1 and 65535"));
  g_autofree char *url = publisher_address_to_url(address);
  g_autoptr(PublisherAddress) parsed = publisher_address_parse(url, error);
  *field = ADDRESS_BOOK_HOST;
  return parsed != NULL;
}

/* What is there by SFTP has a path, which another way does not tell. */
static gboolean
check_way(const AddressBookEntry *entry, const ClusterNode *node, GError **error)
{
  if (!node->has_way || node->way != DELIVER_BY_SFTP || entry->address->way == DELIVER_BY_SFTP)
    return TRUE;
  g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE,
              _("Node %s is reached in another way than the publisher; give its address as "
                "sftp://user@host/path/CTLFile.tlv"),
              node->host);
  return FALSE;
}

/* The publisher is none of the other nodes. */
static gboolean
check_cluster(const AddressBookEntry *entry, GError **error)
{
  for (guint i = 0; i < entry->cluster->nodes->len; i++) {
    const ClusterNode *node = g_ptr_array_index(entry->cluster->nodes, i);
    if (g_ascii_strcasecmp(node->host, entry->address->host) == 0) {
      g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE, _("Node %s is the publisher itself"), node->host);
      return FALSE;
    }
    if (!check_way(entry, node, error))
      return FALSE;
  }
  return cluster_settings_check(entry->cluster, error);
}

gboolean
address_book_entry_check(const AddressBookEntry *entry, AddressBookField *field, GError **error)
{
  if (!check_name(entry->name, field, error) || !check_address(entry->address, field, error))
    return FALSE;
  *field = ADDRESS_BOOK_CLUSTER;
  if (entry->cluster != NULL && !check_cluster(entry, error))
    return FALSE;
  if (entry->login != LOGIN_BY_KEY_FILE)
    return TRUE;
  if (entry->identity == NULL || *entry->identity == '\0')
    return fail(ADDRESS_BOOK_IDENTITY, field, error, _("The login by key file needs a private key file"));
  if (!g_path_is_absolute(entry->identity))
    return fail(ADDRESS_BOOK_IDENTITY, field, error, _("The key file has to be given with its whole path"));
  return TRUE;
}

char *
address_book_default_path(void)
{
  return g_build_filename(g_get_user_config_dir(), "etoken-ctl", "publishers.conf", NULL);
}
