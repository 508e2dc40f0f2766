/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/address-book.h"

#include "app/base/error.h"
#include "app/base/file-lock.h"
#include "app/base/key-file.h"
#include "app/base/text.h"

#include <glib/gi18n.h>
#include <string.h>

#define GROUP_PREFIX "Publisher "
#define MAX_NAME_LEN 64

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
  }
  return login;
}

const char *
login_method_word(LoginMethod method)
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
  return address;
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
  g_autofree char *url = publisher_address_to_url(address);
  g_autoptr(PublisherAddress) parsed = publisher_address_parse(url, error);
  *field = ADDRESS_BOOK_HOST;
  return parsed != NULL;
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

static gboolean
read_login(GKeyFile *file, const char *group, LoginMethod *method)
{
  g_autofree char *word = g_key_file_get_string(file, group, "login", NULL);
  return login_method_parse(word != NULL ? word : "keys", method);
}

static char *
read_text(GKeyFile *file, const char *group, const char *key)
{
  char *text = g_key_file_get_string(file, group, key, NULL);
  return text != NULL ? text : g_strdup("");
}

static AddressBookEntry *
read_entry(GKeyFile *file, const char *group)
{
  AddressBookEntry *entry = g_new0(AddressBookEntry, 1);
  int port =
      g_key_file_has_key(file, group, "port", NULL) ? g_key_file_get_integer(file, group, "port", NULL) : 22;
  entry->name = g_strdup(group + strlen(GROUP_PREFIX));
  entry->address = g_new0(PublisherAddress, 1);
  entry->address->host = read_text(file, group, "host");
  entry->address->port = port > 0 ? (guint)port : 0;
  entry->address->user = read_text(file, group, "user");
  entry->address->path = read_text(file, group, "path");
  entry->identity = g_key_file_get_string(file, group, "identity", NULL);
  return entry;
}

static gboolean
add_entry(GPtrArray *entries, GKeyFile *file, const char *group, const char *path, GError **error)
{
  g_autoptr(AddressBookEntry) entry = read_entry(file, group);
  AddressBookField field = ADDRESS_BOOK_NAME;
  g_autoptr(GError) why = NULL;
  entry->cluster = cluster_settings_read(file, group, &why);
  if (why == NULL && !read_login(file, group, &entry->login))
    g_set_error(&why, CTL_ERROR, CTL_ERROR_USAGE, _("its login method is not known"));
  if (why != NULL || !address_book_entry_check(entry, &field, &why)) {
    g_set_error(error, CTL_ERROR, CTL_ERROR_DAMAGED, _("Publisher %s in %s cannot be used: %s"), entry->name,
                path, why->message);
    return FALSE;
  }
  g_ptr_array_add(entries, g_steal_pointer(&entry));
  return TRUE;
}

static int
compare_names(gconstpointer a, gconstpointer b)
{
  const AddressBookEntry *const *one = a;
  const AddressBookEntry *const *other = b;
  return g_utf8_collate((*one)->name, (*other)->name);
}

GPtrArray *
address_book_load(const char *path, GError **error)
{
  g_autoptr(GKeyFile) file = key_file_load(path, error);
  if (file == NULL)
    return NULL;
  g_autoptr(GPtrArray) entries = g_ptr_array_new_with_free_func((GDestroyNotify)address_book_entry_free);
  g_auto(GStrv) groups = g_key_file_get_groups(file, NULL);
  for (char **group = groups; *group != NULL; group++)
    if (g_str_has_prefix(*group, GROUP_PREFIX) && !add_entry(entries, file, *group, path, error))
      return NULL;
  g_ptr_array_sort(entries, compare_names);
  return g_steal_pointer(&entries);
}

static void
write_entry(GKeyFile *file, const char *group, const AddressBookEntry *entry)
{
  g_key_file_set_string(file, group, "host", entry->address->host);
  g_key_file_set_integer(file, group, "port", (int)entry->address->port);
  g_key_file_set_string(file, group, "user", entry->address->user);
  g_key_file_set_string(file, group, "path", entry->address->path);
  g_key_file_set_string(file, group, "login", LOGIN_WORDS[entry->login].word);
  if (entry->login == LOGIN_BY_KEY_FILE)
    g_key_file_set_string(file, group, "identity", entry->identity);
  else
    g_key_file_remove_key(file, group, "identity", NULL);
  if (entry->cluster != NULL)
    cluster_settings_write(entry->cluster, file, group);
}

/* Gives the group of a renamed entry its new name, with all that stands in it. */
static void
rename_group(GKeyFile *file, const char *old_group, const char *group)
{
  g_auto(GStrv) keys = g_key_file_get_keys(file, old_group, NULL, NULL);
  for (char **key = keys; key != NULL && *key != NULL; key++) {
    g_autofree char *value = g_key_file_get_value(file, old_group, *key, NULL);
    g_key_file_set_value(file, group, *key, value);
  }
  g_key_file_remove_group(file, old_group, NULL);
}

gboolean
address_book_save(const char *path, const char *old_name, const AddressBookEntry *entry, GError **error)
{
  AddressBookField field = ADDRESS_BOOK_NAME;
  if (!address_book_entry_check(entry, &field, error))
    return FALSE;
  g_autoptr(FileLock) lock = file_lock_new(path, NULL, error);
  g_autoptr(GKeyFile) file = lock != NULL ? key_file_load(path, error) : NULL;
  if (file == NULL)
    return FALSE;
  g_autofree char *group = g_strconcat(GROUP_PREFIX, entry->name, NULL);
  g_autofree char *old_group = old_name != NULL ? g_strconcat(GROUP_PREFIX, old_name, NULL) : NULL;
  gboolean renamed = g_strcmp0(old_group, group) != 0;
  if (renamed && g_key_file_has_group(file, group)) {
    g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE, _("There is a publisher named %s already"), entry->name);
    return FALSE;
  }
  if (renamed && old_group != NULL)
    rename_group(file, old_group, group);
  write_entry(file, group, entry);
  return key_file_store(path, file, error);
}

gboolean
address_book_remove(const char *path, const char *name, GError **error)
{
  g_autoptr(FileLock) lock = file_lock_new(path, NULL, error);
  g_autoptr(GKeyFile) file = lock != NULL ? key_file_load(path, error) : NULL;
  if (file == NULL)
    return FALSE;
  g_autofree char *group = g_strconcat(GROUP_PREFIX, name, NULL);
  return !g_key_file_remove_group(file, group, NULL) || key_file_store(path, file, error);
}

static void
set_not_found(const GPtrArray *entries, const char *publisher, GError **error)
{
  g_autoptr(GString) names = g_string_new(NULL);
  for (guint i = 0; i < entries->len; i++)
    g_string_append_printf(names, "%s%s", i > 0 ? ", " : "",
                           ((const AddressBookEntry *)g_ptr_array_index(entries, i))->name);
  if (entries->len > 0)
    g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE,
                _("There is no publisher named %s (saved are: %s); a publisher that is not saved is given as "
                  "sftp://user@host/path/CTLFile.tlv"),
                publisher, names->str);
  else
    g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE,
                _("There is no publisher named %s (none is saved); a publisher that is not saved is given as "
                  "sftp://user@host/path/CTLFile.tlv"),
                publisher);
}

AddressBookEntry *
address_book_find(const char *path, const char *publisher, GError **error)
{
  if (strstr(publisher, ":/") != NULL) {
    g_autoptr(AddressBookEntry) entry = g_new0(AddressBookEntry, 1);
    entry->address = publisher_address_parse(publisher, error);
    entry->cluster = cluster_settings_new();
    return entry->address != NULL ? g_steal_pointer(&entry) : NULL;
  }
  g_autoptr(GPtrArray) entries = address_book_load(path, error);
  if (entries == NULL)
    return NULL;
  for (guint i = 0; i < entries->len; i++) {
    const AddressBookEntry *entry = g_ptr_array_index(entries, i);
    if (g_str_equal(entry->name, publisher))
      return address_book_entry_copy(entry);
  }
  set_not_found(entries, publisher, error);
  return NULL;
}
