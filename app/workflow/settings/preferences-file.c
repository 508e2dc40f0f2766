/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/settings/preferences.h"

#include "app/base/error.h"
#include "app/base/file-lock.h"
#include "app/base/key-file.h"
#include "app/base/key-sections.h"

#include <glib/gi18n.h>

static Preferences *
preferences_new(void)
{
  Preferences *preferences = g_new0(Preferences, 1);
  preferences->modules = g_new0(char *, 1);
  preferences->digest = DIGEST_SHA1;
  return preferences;
}

/* --- reading --- */

char *
preferences_default_path(void)
{
  return g_build_filename(g_get_user_config_dir(), "etoken-ctl", "preferences.conf", NULL);
}

/* One group of the file, read by itself; NULL where it is not there, or cannot be read. */
static GKeyFile *
read_group(const KeySections *sections, const char *group, const char *path, GPtrArray *damage)
{
  int index = key_sections_find(sections, group);
  g_autoptr(GError) why = NULL;
  GKeyFile *file = index >= 0 ? key_sections_parse(sections, (guint)index, &why) : NULL;
  if (why != NULL && damage != NULL)
    g_ptr_array_add(damage,
                    g_strdup_printf(_("The group [%s] in %s is left aside: %s"), group, path, why->message));
  return file;
}

/* A value that cannot be used is as good as none. */
static void
leave_aside(GPtrArray *damage, const char *path, const GError *why)
{
  if (damage != NULL)
    g_ptr_array_add(damage, g_strdup_printf("%s: %s", path, why->message));
}

static void
read_modules(Preferences *preferences, const KeySections *sections, const char *path, GPtrArray *damage)
{
  g_autoptr(GKeyFile) file = read_group(sections, "Tokens", path, damage);
  g_autoptr(GError) why = NULL;
  char **modules = NULL;
  if (file == NULL)
    return;
  if (!key_file_get_texts(file, "Tokens", "modules", &modules, &why))
    leave_aside(damage, path, why);
  if (modules == NULL)
    return;
  g_strfreev(preferences->modules);
  preferences->modules = modules;
}

static char *
read_folder(GKeyFile *file, const char *key, const char *path, GPtrArray *damage)
{
  g_autofree char *folder = NULL;
  g_autoptr(GError) why = NULL;
  if (!key_file_get_text(file, "Folders", key, &folder, &why))
    leave_aside(damage, path, why);
  return folder != NULL && *folder != '\0' ? g_steal_pointer(&folder) : NULL;
}

static void
read_folders(Preferences *preferences, const KeySections *sections, const char *path, GPtrArray *damage)
{
  g_autoptr(GKeyFile) file = read_group(sections, "Folders", path, damage);
  if (file == NULL)
    return;
  preferences->certificate_folder = read_folder(file, "certificates", path, damage);
  preferences->list_folder = read_folder(file, "lists", path, damage);
}

static void
read_digest(Preferences *preferences, const KeySections *sections, const char *path, GPtrArray *damage)
{
  g_autoptr(GKeyFile) file = read_group(sections, "Signing", path, damage);
  g_autoptr(GError) why = NULL;
  g_autofree char *word = NULL;
  if (file == NULL)
    return;
  if (!key_file_get_text(file, "Signing", "digest", &word, &why))
    leave_aside(damage, path, why);
  if (word == NULL || digest_from_name(word, &preferences->digest))
    return;
  if (damage != NULL)
    g_ptr_array_add(damage, g_strdup_printf(_("%s: digest=%s should be sha1, sha256 or sha512"), path, word));
}

/* Heads that cannot be read may have been those of groups that count. */
static void
add_strays(GPtrArray *damage, const KeySections *sections, const char *path)
{
  guint line = key_sections_get_stray_line(sections);
  for (guint i = 0; line == 0 && i < key_sections_get_n(sections); i++)
    if (key_sections_get_name(sections, i) == NULL)
      line = key_sections_get_line(sections, i);
  if (line > 0 && damage != NULL)
    g_ptr_array_add(damage,
                    g_strdup_printf(_("Line %u of %s belongs to no group, so it says nothing"), line, path));
}

static Preferences *
read_sections(const KeySections *sections, const char *path, GPtrArray *damage)
{
  Preferences *preferences = preferences_new();
  add_strays(damage, sections, path);
  read_modules(preferences, sections, path, damage);
  read_folders(preferences, sections, path, damage);
  read_digest(preferences, sections, path, damage);
  return preferences;
}

Preferences *
preferences_load(const char *path, GPtrArray *damage, GError **error)
{
  g_autoptr(KeySections) sections = key_sections_load(path, error);
  return sections != NULL ? read_sections(sections, path, damage) : NULL;
}

Preferences *
preferences_get(GPtrArray *damage)
{
  g_autofree char *path = preferences_default_path();
  g_autoptr(GError) why = NULL;
  Preferences *preferences = preferences_load(path, damage, &why);
  if (why != NULL && damage != NULL)
    g_ptr_array_add(damage, g_strdup(why->message));
  return preferences != NULL ? preferences : preferences_new();
}

/* --- writing --- */

/* The group as it is in the file, to be changed; empty where it is not there. Errors: CTL_ERROR_DAMAGED. */
static GKeyFile *
open_group(const KeySections *sections, const char *group, const char *path, GError **error)
{
  int index = key_sections_find(sections, group);
  g_autoptr(GError) why = NULL;
  if (index < 0)
    return g_key_file_new();
  GKeyFile *file = key_sections_parse(sections, (guint)index, &why);
  if (file == NULL)
    g_set_error(error, CTL_ERROR, CTL_ERROR_DAMAGED, _("The group [%s] in %s is left aside: %s"), group, path,
                why->message);
  return file;
}

static void
close_group(KeySections *sections, const char *group, GKeyFile *file)
{
  key_sections_set(sections, key_sections_find(sections, group), group, file);
}

static gboolean
write_modules(KeySections *sections, const Preferences *preferences, const char *path, GError **error)
{
  g_autoptr(GKeyFile) file = open_group(sections, "Tokens", path, error);
  if (file == NULL)
    return FALSE;
  g_key_file_set_string_list(file, "Tokens", "modules", (const char *const *)preferences->modules,
                             g_strv_length(preferences->modules));
  close_group(sections, "Tokens", file);
  return TRUE;
}

static void
write_folder(GKeyFile *file, const char *key, const char *folder, const char *before)
{
  if (g_strcmp0(folder, before) == 0)
    return;
  if (folder != NULL)
    g_key_file_set_string(file, "Folders", key, folder);
  else
    g_key_file_remove_key(file, "Folders", key, NULL);
}

static gboolean
write_folders(KeySections *sections, const Preferences *preferences, const Preferences *before,
              const char *path, GError **error)
{
  g_autoptr(GKeyFile) file = open_group(sections, "Folders", path, error);
  if (file == NULL)
    return FALSE;
  write_folder(file, "certificates", preferences->certificate_folder, before->certificate_folder);
  write_folder(file, "lists", preferences->list_folder, before->list_folder);
  close_group(sections, "Folders", file);
  return TRUE;
}

static gboolean
write_digest(KeySections *sections, const Preferences *preferences, const char *path, GError **error)
{
  g_autoptr(GKeyFile) file = open_group(sections, "Signing", path, error);
  if (file == NULL)
    return FALSE;
  g_autofree char *digest = g_ascii_strdown(digest_get_name(preferences->digest), -1);
  g_key_file_set_string(file, "Signing", "digest", digest);
  close_group(sections, "Signing", file);
  return TRUE;
}

/* Only what is another than before: a value that could not be used stays until somebody chooses one. */
static gboolean
write_changes(KeySections *sections, const Preferences *preferences, const char *path, GError **error)
{
  g_autoptr(Preferences) before = read_sections(sections, path, NULL);
  gboolean modules =
      !g_strv_equal((const char *const *)before->modules, (const char *const *)preferences->modules);
  gboolean folders = g_strcmp0(before->certificate_folder, preferences->certificate_folder) != 0 ||
                     g_strcmp0(before->list_folder, preferences->list_folder) != 0;
  return (!modules || write_modules(sections, preferences, path, error)) &&
         (!folders || write_folders(sections, preferences, before, path, error)) &&
         (before->digest == preferences->digest || write_digest(sections, preferences, path, error));
}

gboolean
preferences_save(const char *path, const Preferences *preferences, GError **error)
{
  g_autoptr(FileLock) lock = file_lock_new(path, NULL, error);
  g_autoptr(KeySections) sections = lock != NULL ? key_sections_load(path, error) : NULL;
  return sections != NULL && write_changes(sections, preferences, path, error) &&
         key_sections_store(path, sections, error);
}
