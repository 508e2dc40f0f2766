/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/web/known-web.h"

#include "app/base/file-lock.h"
#include "app/base/key-file.h"

#define KEY "public-key"

char *
known_web_default_path(void)
{
  return g_build_filename(g_get_user_config_dir(), "etoken-ctl", "known_web.conf", NULL);
}

char *
known_web_group(const PublisherAddress *address)
{
  return g_strdup_printf("Web %s:%u", address->host, address->port);
}

gboolean
known_web_find(const char *path, const PublisherAddress *address, char **pin, GError **error)
{
  g_autofree char *group = known_web_group(address);
  g_autoptr(GKeyFile) file = key_file_load(path, error);
  *pin = NULL;
  return file != NULL && key_file_get_text(file, group, KEY, pin, error);
}

gboolean
known_web_add(const char *path, const PublisherAddress *address, const char *pin, GCancellable *cancellable,
              GError **error)
{
  /* Nodes are connected to at the same time, and each key is added to what the file holds. */
  g_autofree char *group = known_web_group(address);
  g_autoptr(FileLock) lock = file_lock_new(path, cancellable, error);
  g_autoptr(GKeyFile) file = lock != NULL ? key_file_load(path, error) : NULL;
  if (file == NULL)
    return FALSE;
  g_key_file_set_string(file, group, KEY, pin);
  return key_file_store(path, file, error);
}
