/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/base/key-file.h"

#include "app/base/error.h"
#include "app/base/file.h"
#include "app/base/text.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>

#define MAX_LEN (1024 * 1024)
#define MAX_SHOWN 80 /* characters of a value */

GKeyFile *
key_file_load(const char *path, GError **error)
{
  g_autoptr(GKeyFile) file = g_key_file_new();
  if (!g_file_test(path, G_FILE_TEST_EXISTS))
    return g_steal_pointer(&file);
  g_autoptr(GBytes) bytes = file_read(path, MAX_LEN, NULL, NULL, error);
  if (bytes == NULL)
    return NULL;
  g_autoptr(GError) why = NULL;
  if (g_bytes_get_size(bytes) == 0 ||
      g_key_file_load_from_bytes(file, bytes, G_KEY_FILE_KEEP_COMMENTS | G_KEY_FILE_KEEP_TRANSLATIONS, &why))
    return g_steal_pointer(&file);
  g_set_error(error, CTL_ERROR, CTL_ERROR_DAMAGED, _("%s is damaged: %s"), path, why->message);
  return NULL;
}

gboolean
key_file_store_bytes(const char *path, GBytes *bytes, GError **error)
{
  g_autofree char *folder = g_path_get_dirname(path);
  if (g_mkdir_with_parents(folder, 0700) != 0) {
    g_set_error(error, CTL_ERROR, CTL_ERROR_FILE, _("Folder %s cannot be made: %s"), folder,
                g_strerror(errno));
    return FALSE;
  }
  return file_replace(path, bytes, error);
}

gboolean
key_file_store(const char *path, GKeyFile *file, GError **error)
{
  gsize len = 0;
  char *data = g_key_file_to_data(file, &len, NULL);
  g_autoptr(GBytes) bytes = g_bytes_new_take(data, len);
  return key_file_store_bytes(path, bytes, error);
}

/* --- values --- */

void
key_file_prefix_error(GKeyFile *file, const char *group, const char *key, GError **error)
{
  g_autofree char *value = g_key_file_get_value(file, group, key, NULL);
  if (value == NULL)
    return;
  g_autofree char *shown = text_for_people_within(value, MAX_SHOWN);
  g_prefix_error(error, "%s=%s: ", key, shown);
}

static void
set_damaged(GKeyFile *file, const char *group, const char *key, const char *why, GError **error)
{
  g_set_error_literal(error, CTL_ERROR, CTL_ERROR_DAMAGED, why);
  key_file_prefix_error(file, group, key, error);
}

gboolean
key_file_get_text(GKeyFile *file, const char *group, const char *key, char **text, GError **error)
{
  g_autoptr(GError) why = NULL;
  *text = NULL;
  if (!g_key_file_has_key(file, group, key, NULL))
    return TRUE;
  *text = g_key_file_get_string(file, group, key, &why);
  if (why == NULL)
    return TRUE;
  g_clear_pointer(text, g_free); /* GLib may give what it could make of it */
  set_damaged(file, group, key, _("it cannot be read"), error);
  return FALSE;
}

gboolean
key_file_get_texts(GKeyFile *file, const char *group, const char *key, char ***texts, GError **error)
{
  g_autoptr(GError) why = NULL;
  *texts = NULL;
  if (!g_key_file_has_key(file, group, key, NULL))
    return TRUE;
  *texts = g_key_file_get_string_list(file, group, key, NULL, &why);
  if (why == NULL)
    return TRUE;
  g_clear_pointer(texts, g_strfreev);
  set_damaged(file, group, key, _("it cannot be read"), error);
  return FALSE;
}

gboolean
key_file_get_number(GKeyFile *file, const char *group, const char *key, guint min, guint max, guint *number,
                    GError **error)
{
  g_autofree char *text = NULL;
  guint64 value = 0;
  if (!key_file_get_text(file, group, key, &text, error))
    return FALSE;
  if (text == NULL)
    return TRUE;
  if (g_ascii_string_to_unsigned(g_strstrip(text), 10, min, max, &value, NULL)) {
    *number = (guint)value;
    return TRUE;
  }
  g_autofree char *why = g_strdup_printf(_("it has to be a number between %u and %u"), min, max);
  set_damaged(file, group, key, why, error);
  return FALSE;
}
