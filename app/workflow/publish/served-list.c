/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/publish/served-list.h"

#include "app/workflow/list/list-file.h"
#include "app/workflow/publish/publish-fetch.h"

#define SERVED_TIMEOUT_S 5 /* TFTP of a node without it says nothing at all */

void
served_list_clear(ServedList *served)
{
  g_clear_pointer(&served->md5, g_free);
  g_clear_pointer(&served->sha1, g_free);
  g_clear_pointer(&served->bytes, g_bytes_unref);
  served->by = NULL;
}

static gboolean
ask_by(ServedList *served, const AddressBookEntry *entry, const char *host, FetchMethod method,
       const char *word, GCancellable *cancellable)
{
  FetchRequest fetch = {.entry = entry, .node = host, .method = method, .timeout_s = SERVED_TIMEOUT_S};
  g_autoptr(GPtrArray) warnings = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(FetchedList) fetched = publish_fetch_list(&fetch, TRUE, warnings, NULL, NULL, cancellable, NULL);
  if (fetched == NULL)
    return FALSE;
  served->by = word;
  served->len = (gint64)g_bytes_get_size(fetched->bytes);
  served->bytes = g_bytes_ref(fetched->bytes);
  list_checksums(fetched->bytes, &served->md5, &served->sha1);
  return TRUE;
}

void
served_list_ask(ServedList *served, const AddressBookEntry *entry, const char *host,
                GCancellable *cancellable)
{
  if (!ask_by(served, entry, host, FETCH_BY_HTTP, "http", cancellable))
    ask_by(served, entry, host, FETCH_BY_TFTP, "tftp", cancellable);
}
