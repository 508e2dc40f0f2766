/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/preferences.h"

#include "app/base/error.h"
#include "app/base/file-lock.h"
#include "app/base/key-file.h"
#include "pkcs11/module-list.h"

#include <glib/gi18n.h>
#include <stdlib.h>

void
preferences_free(Preferences *preferences)
{
  g_strfreev(preferences->modules);
  g_free(preferences->certificate_folder);
  g_free(preferences->list_folder);
  g_free(preferences);
}

static Preferences *
preferences_new(void)
{
  Preferences *preferences = g_new0(Preferences, 1);
  preferences->modules = g_new0(char *, 1);
  preferences->digest = DIGEST_SHA1;
  return preferences;
}

/* --- the file --- */

char *
preferences_default_path(void)
{
  return g_build_filename(g_get_user_config_dir(), "etoken-ctl", "preferences.conf", NULL);
}

static char *
read_folder(GKeyFile *file, const char *key)
{
  g_autofree char *folder = g_key_file_get_string(file, "Folders", key, NULL);
  return folder != NULL && *folder != '\0' ? g_steal_pointer(&folder) : NULL;
}

static gboolean
read_digest(DigestAlgorithm *digest, GKeyFile *file, const char *path, GError **error)
{
  g_autofree char *word = g_key_file_get_string(file, "Signing", "digest", NULL);
  if (word == NULL || digest_from_name(word, digest))
    return TRUE;
  g_set_error(error, CTL_ERROR, CTL_ERROR_DAMAGED, _("%s: digest=%s should be sha1, sha256 or sha512"), path,
              word);
  return FALSE;
}

Preferences *
preferences_load(const char *path, GError **error)
{
  g_autoptr(Preferences) preferences = preferences_new();
  g_autoptr(GKeyFile) file = key_file_load(path, error);
  if (file == NULL || !read_digest(&preferences->digest, file, path, error))
    return NULL;
  char **modules = g_key_file_get_string_list(file, "Tokens", "modules", NULL, NULL);
  if (modules != NULL) {
    g_strfreev(preferences->modules);
    preferences->modules = modules;
  }
  preferences->certificate_folder = read_folder(file, "certificates");
  preferences->list_folder = read_folder(file, "lists");
  return g_steal_pointer(&preferences);
}

Preferences *
preferences_get(GError **error)
{
  g_autofree char *path = preferences_default_path();
  Preferences *preferences = preferences_load(path, error);
  return preferences != NULL ? preferences : preferences_new();
}

static void
write_folder(GKeyFile *file, const char *key, const char *folder)
{
  if (folder != NULL)
    g_key_file_set_string(file, "Folders", key, folder);
  else
    g_key_file_remove_key(file, "Folders", key, NULL);
}

gboolean
preferences_save(const char *path, const Preferences *preferences, GError **error)
{
  g_autoptr(FileLock) lock = file_lock_new(path, NULL, error);
  g_autoptr(GKeyFile) file = lock != NULL ? key_file_load(path, error) : NULL;
  if (file == NULL)
    return FALSE;
  g_key_file_set_string_list(file, "Tokens", "modules", (const char *const *)preferences->modules,
                             g_strv_length(preferences->modules));
  write_folder(file, "certificates", preferences->certificate_folder);
  write_folder(file, "lists", preferences->list_folder);
  g_autofree char *digest = g_ascii_strdown(digest_get_name(preferences->digest), -1);
  g_key_file_set_string(file, "Signing", "digest", digest);
  return key_file_store(path, file, error);
}

/* --- modules --- */

/* Under whichever name. */
static gboolean
is_known(const char *path)
{
  g_auto(GStrv) known = module_list_find();
  char *real = realpath(path, NULL);
  gboolean found = FALSE;
  for (char **module = known; *module != NULL && !found; module++) {
    char *other = realpath(*module, NULL);
    found = real != NULL && g_strcmp0(real, other) == 0;
    free(other);
  }
  free(real);
  return found;
}

gboolean
preferences_add_module(Preferences *preferences, const char *path, GError **error)
{
  if (!g_path_is_absolute(path) || !g_utf8_validate(path, -1, NULL)) {
    g_set_error_literal(error, CTL_ERROR, CTL_ERROR_USAGE,
                        _("The driver has to be given with its whole path, in readable characters"));
    return FALSE;
  }
  if (!g_file_test(path, G_FILE_TEST_IS_REGULAR)) {
    g_set_error(error, CTL_ERROR, CTL_ERROR_FILE, _("There is no file %s"), path);
    return FALSE;
  }
  if (is_known(path)) {
    g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE, _("The driver %s is used already"), path);
    return FALSE;
  }
  guint n = g_strv_length(preferences->modules);
  preferences->modules = g_renew(char *, preferences->modules, n + 2);
  preferences->modules[n] = g_strdup(path);
  preferences->modules[n + 1] = NULL;
  return TRUE;
}

void
preferences_remove_module(Preferences *preferences, const char *path)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
  for (char **module = preferences->modules; *module != NULL; module++)
    if (!g_str_equal(*module, path))
      g_strv_builder_add(builder, *module);
  g_strfreev(preferences->modules);
  preferences->modules = g_strv_builder_end(builder);
}

void
preferences_apply(const Preferences *preferences)
{
  module_list_set_chosen((const char *const *)preferences->modules);
}

/* --- folders --- */

static const char *
or_documents(const char *folder)
{
  const char *documents = g_get_user_special_dir(G_USER_DIRECTORY_DOCUMENTS);
  if (folder != NULL)
    return folder;
  return documents != NULL ? documents : g_get_home_dir();
}

const char *
preferences_get_certificate_folder(const Preferences *preferences)
{
  return or_documents(preferences->certificate_folder);
}

const char *
preferences_get_list_folder(const Preferences *preferences)
{
  return or_documents(preferences->list_folder);
}
