/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/list/list-file.h"

#include "app/base/file.h"
#include "app/trustlist/tags.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <utime.h>

void
list_file_free(ListFile *file)
{
  g_clear_pointer(&file->bytes, g_bytes_unref);
  g_clear_pointer(&file->list, trust_list_unref);
  g_clear_pointer(&file->signed_file, signed_file_unref);
  g_free(file);
}

static void
read_contents(ListFile *file, GError **damage)
{
  gboolean is_signed_file = signed_file_find_name(file->bytes).len > 0;
  if (is_signed_file && (file->signed_file = signed_file_parse(file->bytes, damage)) == NULL)
    return;
  file->list = trust_list_parse(file->bytes, damage);
}

ListFile *
list_file_read(const char *path, GError **damage, GCancellable *cancellable, GError **error)
{
  g_autoptr(ListFile) file = g_new0(ListFile, 1);
  file->bytes = file_read(path, SIGNED_FILE_MAX_LEN, &file->modified, cancellable, error);
  if (file->bytes == NULL)
    return NULL;
  read_contents(file, damage);
  if (file->list == NULL)
    g_prefix_error(damage, "%s: ", g_str_equal(path, "-") ? _("Standard input") : path);
  return g_steal_pointer(&file);
}

ListFile *
list_file_load(const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr(GError) damage = NULL;
  g_autoptr(ListFile) file = list_file_read(path, &damage, cancellable, error);
  if (file == NULL || file->list != NULL)
    return g_steal_pointer(&file);
  g_propagate_error(error, g_steal_pointer(&damage));
  return NULL;
}

gboolean
list_file_save(const char *path, GBytes *bytes, gint64 *modified, GError **error)
{
  if (!file_replace(path, bytes, error))
    return FALSE;
  GStatBuf info = {0};
  if (*modified >= 0)
    g_utime(path, &(struct utimbuf){*modified, *modified});
  if (g_stat(path, &info) == 0)
    *modified = info.st_mtime;
  return TRUE;
}

void
list_checksums(GBytes *bytes, char **md5, char **sha1)
{
  *md5 = g_compute_checksum_for_bytes(G_CHECKSUM_MD5, bytes);
  *sha1 = g_compute_checksum_for_bytes(G_CHECKSUM_SHA1, bytes);
}
