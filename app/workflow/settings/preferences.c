/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/settings/preferences.h"

#include "app/base/error.h"
#include "pkcs11/modules/module-list.h"

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
