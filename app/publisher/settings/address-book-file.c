/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/settings/address-book.h"

#include "app/base/error.h"
#include "app/base/file-lock.h"
#include "app/base/host.h"
#include "app/base/key-file.h"
#include "app/base/key-sections.h"
#include "app/base/text.h"

#include <glib/gi18n.h>
#include <string.h>

/* The file of the address book. Each entry is read by itself. */

#define GROUP_PREFIX "Publisher "
#define MAX_PORT 65535

/* --- reading --- */

static gboolean
read_text(GKeyFile *file, const char *group, const char *key, char **text, GError **error)
{
  if (!key_file_get_text(file, group, key, text, error))
    return FALSE;
  if (*text == NULL)
    *text = g_strdup("");
  return TRUE;
}

static gboolean
read_login(GKeyFile *file, const char *group, AddressBookEntry *entry, GError **error)
{
  g_autofree char *word = NULL;
  if (!key_file_get_text(file, group, "login", &word, error) ||
      !key_file_get_text(file, group, "identity", &entry->identity, error))
    return FALSE;
  if (login_method_parse(word != NULL ? word : "keys", &entry->login))
    return TRUE;
  g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE, _("there is no login method \"%s\""), word);
  return FALSE;
}

static gboolean
read_way(GKeyFile *file, const char *group, DeliveryWay *way, GError **error)
{
  g_autofree char *word = NULL;
  if (!key_file_get_text(file, group, "deliver", &word, error))
    return FALSE;
  *way = DELIVER_BY_SFTP;
  if (word == NULL || delivery_way_parse(word, way))
    return TRUE;
  g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE, _("there is no way to deliver called \"%s\""), word);
  return FALSE;
}

static gboolean
read_address(GKeyFile *file, const char *group, PublisherAddress *address, GError **error)
{
  g_autofree char *host = NULL;
  if (!read_way(file, group, &address->way, error) || !read_text(file, group, "host", &host, error))
    return FALSE;
  address->port = delivery_way_get_port(address->way);
  address->host = host_without_brackets(host);
  return key_file_get_number(file, group, "port", 1, MAX_PORT, &address->port, error) &&
         read_text(file, group, "user", &address->user, error) &&
         read_text(file, group, "path", &address->path, error);
}

static gboolean
check_entry(GKeyFile *file, const char *group, const AddressBookEntry *entry, GError **error)
{
  static const char *const keys[] = {[ADDRESS_BOOK_HOST] = "host",
                                     [ADDRESS_BOOK_USER] = "user",
                                     [ADDRESS_BOOK_PATH] = "path",
                                     [ADDRESS_BOOK_IDENTITY] = "identity",
                                     [ADDRESS_BOOK_CLUSTER] = NULL};
  AddressBookField field = ADDRESS_BOOK_NAME;
  if (address_book_entry_check(entry, &field, error))
    return TRUE;
  if (keys[field] != NULL)
    key_file_prefix_error(file, group, keys[field], error);
  return FALSE;
}

/* IGNORED gets what is wrong and hinders nobody. */
static AddressBookEntry *
read_entry(GKeyFile *file, const char *group, GPtrArray *ignored, GError **error)
{
  g_autoptr(AddressBookEntry) entry = g_new0(AddressBookEntry, 1);
  entry->name = g_strdup(group + strlen(GROUP_PREFIX));
  entry->address = g_new0(PublisherAddress, 1);
  if (!read_address(file, group, entry->address, error) || !read_login(file, group, entry, error))
    return NULL;
  entry->cluster = cluster_settings_read(file, group, ignored, error);
  return entry->cluster != NULL && check_entry(file, group, entry, error) ? g_steal_pointer(&entry) : NULL;
}

/* --- what is damaged --- */

/* The sentence about an entry that cannot be used. The caller frees it. */
static char *
describe_damage(const char *name, const char *path, const char *why)
{
  g_autofree char *shown = text_for_people(name);
  return g_strdup_printf(_("Publisher %s in %s cannot be used: %s"), shown, path, why);
}

static void
add_ignored(GPtrArray *damage, const GPtrArray *ignored, const char *name, const char *path)
{
  for (guint i = 0; damage != NULL && i < ignored->len; i++)
    g_ptr_array_add(damage, g_strdup_printf(_("Publisher %s in %s: what follows counts for nothing: %s"),
                                            name, path, (const char *)g_ptr_array_index(ignored, i)));
}

/* Lines that belong to nobody. */
static void
add_strays(GPtrArray *damage, const KeySections *sections, const char *path)
{
  guint stray = key_sections_get_stray_line(sections);
  if (damage == NULL)
    return;
  if (stray > 0)
    g_ptr_array_add(
        damage, g_strdup_printf(_("Line %u of %s belongs to no publisher, so it says nothing"), stray, path));
  for (guint i = 0; i < key_sections_get_n(sections); i++) {
    const char *name = key_sections_get_name(sections, i);
    gboolean is_odd = name == NULL || (!g_str_has_prefix(name, GROUP_PREFIX) &&
                                       g_ascii_strncasecmp(name + strspn(name, " "), "publisher", 9) == 0);
    if (is_odd)
      g_ptr_array_add(damage, g_strdup_printf(_("Line %u of %s should be the head of a publisher, as in "
                                                "[Publisher hq]; what stands below it is left aside"),
                                              key_sections_get_line(sections, i), path));
  }
}

/* The entry of section INDEX, or NULL with CTL_ERROR_DAMAGED and the whole sentence. */
static AddressBookEntry *
read_section(const KeySections *sections, guint index, const char *path, GPtrArray *damage, GError **error)
{
  const char *group = key_sections_get_name(sections, index);
  const char *name = group + strlen(GROUP_PREFIX);
  g_autoptr(GError) why = NULL;
  g_autoptr(GPtrArray) ignored = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(AddressBookEntry) entry = NULL;
  if (key_sections_find(sections, group) != (int)index) {
    g_set_error_literal(&why, CTL_ERROR, CTL_ERROR_DAMAGED, _("there is another one of this name above it"));
  } else {
    g_autoptr(GKeyFile) file = key_sections_parse(sections, index, &why);
    entry = file != NULL ? read_entry(file, group, ignored, &why) : NULL;
  }
  if (entry == NULL) {
    g_autofree char *sentence = describe_damage(name, path, why->message);
    g_set_error_literal(error, CTL_ERROR, CTL_ERROR_DAMAGED, sentence);
    return NULL;
  }
  add_ignored(damage, ignored, name, path);
  return g_steal_pointer(&entry);
}

static gboolean
is_publisher(const KeySections *sections, guint index)
{
  const char *name = key_sections_get_name(sections, index);
  return name != NULL && g_str_has_prefix(name, GROUP_PREFIX);
}

static int
compare_names(gconstpointer a, gconstpointer b)
{
  const AddressBookEntry *const *one = a;
  const AddressBookEntry *const *other = b;
  return g_utf8_collate((*one)->name, (*other)->name);
}

GPtrArray *
address_book_load(const char *path, GPtrArray *damage, GError **error)
{
  g_autoptr(KeySections) sections = key_sections_load(path, error);
  if (sections == NULL)
    return NULL;
  g_autoptr(GPtrArray) entries = g_ptr_array_new_with_free_func((GDestroyNotify)address_book_entry_free);
  add_strays(damage, sections, path);
  for (guint i = 0; i < key_sections_get_n(sections); i++) {
    g_autoptr(GError) why = NULL;
    AddressBookEntry *entry =
        is_publisher(sections, i) ? read_section(sections, i, path, damage, &why) : NULL;
    if (entry != NULL)
      g_ptr_array_add(entries, entry);
    else if (why != NULL && damage != NULL)
      g_ptr_array_add(damage, g_strdup(why->message));
  }
  g_ptr_array_sort(entries, compare_names);
  return g_steal_pointer(&entries);
}

/* --- writing --- */

static void
write_entry(GKeyFile *file, const char *group, const AddressBookEntry *entry)
{
  g_key_file_set_string(file, group, "host", entry->address->host);
  g_key_file_set_integer(file, group, "port", (int)entry->address->port);
  g_key_file_set_string(file, group, "user", entry->address->user);
  g_key_file_set_string(file, group, "path", entry->address->path);
  if (entry->address->way != DELIVER_BY_SFTP)
    g_key_file_set_string(file, group, "deliver", delivery_way_get_word(entry->address->way));
  else
    g_key_file_remove_key(file, group, "deliver", NULL);
  g_key_file_set_string(file, group, "login", login_method_get_word(entry->login));
  if (entry->login == LOGIN_BY_KEY_FILE)
    g_key_file_set_string(file, group, "identity", entry->identity);
  else
    g_key_file_remove_key(file, group, "identity", NULL);
  if (entry->cluster != NULL)
    cluster_settings_write(entry->cluster, file, group);
}

/* What stands in the section INDEX (-1: none), under the name GROUP. Nothing is left of one that cannot be
 * read: whoever saves that entry puts it right. */
static GKeyFile *
take_group(const KeySections *sections, int index, const char *group)
{
  GKeyFile *file = index >= 0 ? key_sections_parse(sections, (guint)index, NULL) : NULL;
  if (file == NULL)
    return g_key_file_new();
  const char *old_group = key_sections_get_name(sections, (guint)index);
  g_auto(GStrv) keys =
      g_strcmp0(old_group, group) != 0 ? g_key_file_get_keys(file, old_group, NULL, NULL) : NULL;
  for (char **key = keys; key != NULL && *key != NULL; key++) {
    g_autofree char *value = g_key_file_get_value(file, old_group, *key, NULL);
    g_key_file_set_value(file, group, *key, value);
  }
  if (keys != NULL)
    g_key_file_remove_group(file, old_group, NULL);
  return file;
}

/* In place of the section INDEX; -1: as a new one. */
static gboolean
store(const char *path, KeySections *sections, int index, const char *group, const AddressBookEntry *entry,
      GError **error)
{
  g_autoptr(GKeyFile) file = take_group(sections, index, group);
  write_entry(file, group, entry);
  key_sections_set(sections, index, group, file);
  return key_sections_store(path, sections, error);
}

static gboolean
check_free(const KeySections *sections, const char *name, GError **error)
{
  g_autofree char *group = g_strconcat(GROUP_PREFIX, name, NULL);
  if (key_sections_find(sections, group) < 0)
    return TRUE;
  g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE, _("There is a publisher named %s already"), name);
  return FALSE;
}

gboolean
address_book_check_free(const char *path, const char *name, GError **error)
{
  g_autoptr(KeySections) sections = key_sections_load(path, error);
  return sections != NULL && check_free(sections, name, error);
}

gboolean
address_book_save(const char *path, const char *old_name, const AddressBookEntry *entry, GError **error)
{
  AddressBookField field = ADDRESS_BOOK_NAME;
  if (!address_book_entry_check(entry, &field, error))
    return FALSE;
  g_autoptr(FileLock) lock = file_lock_new(path, NULL, error);
  g_autoptr(KeySections) sections = lock != NULL ? key_sections_load(path, error) : NULL;
  if (sections == NULL)
    return FALSE;
  g_autofree char *group = g_strconcat(GROUP_PREFIX, entry->name, NULL);
  g_autofree char *old_group = old_name != NULL ? g_strconcat(GROUP_PREFIX, old_name, NULL) : NULL;
  if (g_strcmp0(old_group, group) != 0 && !check_free(sections, entry->name, error))
    return FALSE;
  int index = old_group != NULL ? key_sections_find(sections, old_group) : -1;
  return store(path, sections, index, group, entry, error);
}

/* What is saved under GROUP while it is what ENTRY was; else NULL with an error. */
static AddressBookEntry *
read_unchanged(const KeySections *sections, const char *group, const AddressBookEntry *entry,
               const char *path, GError **error)
{
  int index = key_sections_find(sections, group);
  g_autoptr(AddressBookEntry) saved =
      index >= 0 ? read_section(sections, (guint)index, path, NULL, error) : NULL;
  if (index >= 0 && saved == NULL)
    return NULL;
  if (saved != NULL && address_book_entry_is_same_publisher(saved, entry))
    return g_steal_pointer(&saved);
  g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE,
              _("Publisher %s was changed meanwhile; what was allowed is not saved for it"), entry->name);
  return NULL;
}

gboolean
address_book_allow(const char *path, const AddressBookEntry *entry, guint allowed, GError **error)
{
  g_autoptr(FileLock) lock = file_lock_new(path, NULL, error);
  g_autoptr(KeySections) sections = lock != NULL ? key_sections_load(path, error) : NULL;
  if (sections == NULL)
    return FALSE;
  g_autofree char *group = g_strconcat(GROUP_PREFIX, entry->name, NULL);
  g_autoptr(AddressBookEntry) saved = read_unchanged(sections, group, entry, path, error);
  if (saved == NULL)
    return FALSE;
  if ((allowed & ~saved->cluster->old_algorithms) == OLD_ALGORITHMS_NONE)
    return TRUE;
  saved->cluster->old_algorithms |= allowed;
  return store(path, sections, key_sections_find(sections, group), group, saved, error);
}

gboolean
address_book_remove(const char *path, const char *name, GError **error)
{
  g_autoptr(FileLock) lock = file_lock_new(path, NULL, error);
  g_autoptr(KeySections) sections = lock != NULL ? key_sections_load(path, error) : NULL;
  if (sections == NULL)
    return FALSE;
  g_autofree char *group = g_strconcat(GROUP_PREFIX, name, NULL);
  return !key_sections_remove(sections, group) || key_sections_store(path, sections, error);
}

/* --- finding --- */

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

/* TRUE when PUBLISHER is one that cannot be used, with the sentence about it, which is no warning then. */
static gboolean
is_damaged(const char *path, const char *publisher, GPtrArray *damage, GError **error)
{
  g_autoptr(KeySections) sections = key_sections_load(path, NULL);
  g_autofree char *group = g_strconcat(GROUP_PREFIX, publisher, NULL);
  int index = sections != NULL ? key_sections_find(sections, group) : -1;
  g_autoptr(GError) why = NULL;
  if (index < 0)
    return FALSE;
  g_autoptr(AddressBookEntry) entry = read_section(sections, (guint)index, path, NULL, &why);
  if (entry != NULL)
    return FALSE;
  for (guint i = damage != NULL ? damage->len : 0; i > 0; i--)
    if (g_str_equal(g_ptr_array_index(damage, i - 1), why->message))
      g_ptr_array_remove_index(damage, i - 1);
  g_propagate_error(error, g_steal_pointer(&why));
  return TRUE;
}

AddressBookEntry *
address_book_find(const char *path, const char *publisher, GPtrArray *damage, GError **error)
{
  if (strstr(publisher, ":/") != NULL) {
    g_autoptr(AddressBookEntry) entry = g_new0(AddressBookEntry, 1);
    entry->address = publisher_address_parse(publisher, error);
    entry->cluster = cluster_settings_new();
    return entry->address != NULL ? g_steal_pointer(&entry) : NULL;
  }
  g_autoptr(GPtrArray) entries = address_book_load(path, damage, error);
  if (entries == NULL)
    return NULL;
  for (guint i = 0; i < entries->len; i++) {
    const AddressBookEntry *entry = g_ptr_array_index(entries, i);
    if (g_str_equal(entry->name, publisher))
      return address_book_entry_copy(entry);
  }
  if (!is_damaged(path, publisher, damage, error))
    set_not_found(entries, publisher, error);
  return NULL;
}
