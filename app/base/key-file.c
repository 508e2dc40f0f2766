/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/base/key-file.h"

#include "app/base/error.h"
#include "app/base/file.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>

#define MAX_LEN (1024 * 1024)

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
key_file_store(const char *path, GKeyFile *file, GError **error)
{
  g_autofree char *folder = g_path_get_dirname(path);
  if (g_mkdir_with_parents(folder, 0700) != 0) {
    g_set_error(error, CTL_ERROR, CTL_ERROR_FILE, _("Folder %s cannot be made: %s"), folder,
                g_strerror(errno));
    return FALSE;
  }
  gsize len = 0;
  char *data = g_key_file_to_data(file, &len, NULL);
  g_autoptr(GBytes) bytes = g_bytes_new_take(data, len);
  return file_replace(path, bytes, error);
}
