/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/web/url-fetch.h"
#include "fake-private.h"

/* In place of url-fetch.c. */

static GHashTable *urls; /* URL: GBytes, or NULL where there is no such file */

static void
unref_bytes(gpointer data)
{
  if (data != NULL)
    g_bytes_unref(data);
}

void
fake_url_reset(void)
{
  fake_lock();
  g_clear_pointer(&urls, g_hash_table_unref);
  urls = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, unref_bytes);
  fake_unlock();
}

void
fake_serve(const char *url, GBytes *bytes)
{
  fake_lock();
  g_hash_table_insert(urls, g_strdup(url), bytes != NULL ? g_bytes_ref(bytes) : NULL);
  fake_unlock();
}

gboolean
url_fetch(const char *url, const char *subject, gsize max_len, guint timeout_s, GBytes **contents,
          gint64 *mtime, GCancellable *cancellable, GError **error)
{
  gpointer bytes = NULL;
  if (!fake_ask(cancellable, error, "%s", url))
    return FALSE;
  fake_lock();
  gboolean found = g_hash_table_lookup_extended(urls, url, NULL, &bytes);
  *contents = bytes != NULL ? g_bytes_ref(bytes) : NULL;
  fake_unlock();
  *mtime = -1;
  if (!found)
    g_set_error(error, CTL_ERROR, CTL_ERROR_UNREACHABLE, "%s: %s cannot be fetched", subject, url);
  return found;
}
