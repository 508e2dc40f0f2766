/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where the state of a cluster's job is kept. A cluster has one job, whichever way it is called: by the name
 * of its saved entry, by that of another one with the same publisher, or by a URL. */
#include "app/base/key-file.h"
#include "app/workflow/update/update-private.h"

#include <string.h>

#define SSH_PORT 22

/* --- the publisher --- */

static guint
ssh_port_of(const PublisherAddress *address)
{
  if (address->way == DELIVER_BY_SFTP)
    return address->port;
  return address->ssh_port != 0 ? address->ssh_port : SSH_PORT;
}

char *
update_describe_publisher(const PublisherAddress *address)
{
  g_autofree char *host = g_ascii_strdown(address->host, -1);
  guint port = ssh_port_of(address);
  return port == SSH_PORT ? g_steal_pointer(&host) : g_strdup_printf("%s %u", host, port);
}

static gboolean
is_publisher(const PublisherAddress *address, const char *publisher)
{
  g_autofree char *its = update_describe_publisher(address);
  return g_str_equal(its, publisher);
}

/* The saved entries; none when they cannot be read, which the command has told. */
static GPtrArray *
load_saved(void)
{
  g_autofree char *path = address_book_default_path();
  GPtrArray *entries = address_book_load(path, NULL, NULL);
  return entries != NULL ? entries : g_ptr_array_new();
}

/* The saved entry NAME, or, with NULL, the first with this publisher. */
static const AddressBookEntry *
find_saved(const GPtrArray *saved, const char *name, const char *publisher)
{
  for (guint i = 0; i < saved->len; i++) {
    const AddressBookEntry *entry = g_ptr_array_index(saved, i);
    if (name != NULL ? g_str_equal(entry->name, name) : is_publisher(entry->address, publisher))
      return entry;
  }
  return NULL;
}

/* --- the folders --- */

/* What a folder's name says, which earlier versions called as the publisher was typed. */
static gboolean
is_called_as(const char *called, const char *publisher, const GPtrArray *saved)
{
  g_autoptr(PublisherAddress) address =
      publisher_address_is_url(called, NULL) ? publisher_address_parse(called, NULL) : NULL;
  const AddressBookEntry *entry = find_saved(saved, called, NULL);
  if (address != NULL)
    return is_publisher(address, publisher);
  return g_str_equal(called, publisher) || (entry != NULL && is_publisher(entry->address, publisher));
}

/* A saved cluster may have got another address since its job began; not so when another saved cluster is
 * there now. NOTED is the publisher of that time, or NULL. */
static gboolean
is_of_name(const char *called, const char *name, const char *noted, const GPtrArray *saved)
{
  return g_str_equal(called, name) && (noted == NULL || find_saved(saved, NULL, noted) == NULL);
}

/* What is looked for, and the best that was found. */
typedef struct {
  const char *base;
  const char *name; /* that the folder has when it is made now */
  const char *publisher;
  const GPtrArray *saved;
  char *found; /* a path, or NULL */
  guint worth;
} Search;

/* What earlier versions have made notes no publisher. */
static gboolean
is_own(const Search *search, const char *called, const char *noted)
{
  if (noted != NULL)
    return g_str_equal(noted, search->publisher);
  return g_str_equal(called, search->name) || is_called_as(called, search->publisher, search->saved);
}

/* A job that has changed something is worth more than one that has ended, and that more than an old name. One
 * of another publisher, from where the cluster may have moved or not, is worth less than all of its own. */
static guint
worth_of(const Search *search, const char *folder, const char *called)
{
  g_autofree char *path = g_build_filename(folder, UPDATE_STATE_FILE, NULL);
  g_autoptr(GKeyFile) state = key_file_load(path, NULL);
  g_autofree char *noted =
      state != NULL ? g_key_file_get_string(state, UPDATE_STATE_GROUP, "publisher", NULL) : NULL;
  gboolean own = is_own(search, called, noted);
  if (!own && !is_of_name(called, search->name, noted, search->saved))
    return 0;
  guint worth = g_str_equal(called, search->name) ? 2 : 1;
  if (state != NULL && g_key_file_has_group(state, UPDATE_STATE_GROUP))
    worth += own ? 10 : 2;
  if (state != NULL && g_key_file_get_boolean(state, UPDATE_STATE_GROUP, "begun", NULL))
    worth += 4;
  return worth;
}

static void
look_at(Search *search, const char *file_name)
{
  g_autofree char *folder = g_build_filename(search->base, file_name, NULL);
  g_autofree char *called = g_uri_unescape_string(file_name, NULL);
  guint worth = called != NULL ? worth_of(search, folder, called) : 0;
  if (worth <= search->worth)
    return;
  search->worth = worth;
  g_free(search->found);
  search->found = g_steal_pointer(&folder);
}

static int
compare_names(gconstpointer a, gconstpointer b)
{
  return strcmp(*(char *const *)a, *(char *const *)b);
}

static void
look_at_all(Search *search)
{
  g_autoptr(GDir) dir = g_dir_open(search->base, 0, NULL);
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
  const char *name;
  while (dir != NULL && (name = g_dir_read_name(dir)) != NULL)
    g_ptr_array_add(names, g_strdup(name));
  g_ptr_array_sort(names, compare_names); /* the same one each time */
  for (guint i = 0; i < names->len; i++)
    look_at(search, g_ptr_array_index(names, i));
}

/* A name that another cluster's job has is not taken. */
static char *
make_folder(const Search *search)
{
  g_autofree char *part = g_uri_escape_string(search->name, NULL, FALSE);
  g_autofree char *folder = g_build_filename(search->base, part, NULL);
  g_autofree char *other = g_uri_escape_string(search->publisher, NULL, FALSE);
  return g_file_test(folder, G_FILE_TEST_EXISTS) ? g_build_filename(search->base, other, NULL)
                                                 : g_steal_pointer(&folder);
}

char *
update_find_folder(const AddressBookEntry *entry)
{
  g_autoptr(GPtrArray) saved = load_saved();
  g_autofree char *publisher = update_describe_publisher(entry->address);
  g_autofree char *base = g_build_filename(g_get_user_data_dir(), "etoken-ctl", "migrations", NULL);
  const AddressBookEntry *other = entry->name == NULL ? find_saved(saved, NULL, publisher) : entry;
  Search search = {
      .base = base, .name = other != NULL ? other->name : publisher, .publisher = publisher, .saved = saved};
  look_at_all(&search);
  return search.found != NULL ? search.found : make_folder(&search);
}
