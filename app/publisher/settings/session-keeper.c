/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/settings/session-keeper.h"

typedef struct {
  char *key; /* see make_key() */
  gpointer session;
  GDestroyNotify end;
} KeptSession;

struct _SessionKeeper {
  GMutex lock;
  GPtrArray *kept; /* of KeptSession; guarded by the lock */
};

static void
kept_session_free(gpointer data)
{
  KeptSession *kept = data;
  if (kept->session != NULL)
    kept->end(kept->session);
  g_free(kept->key);
  g_free(kept);
}

SessionKeeper *
session_keeper_new(void)
{
  SessionKeeper *keeper = g_new0(SessionKeeper, 1);
  g_mutex_init(&keeper->lock);
  keeper->kept = g_ptr_array_new_with_free_func(kept_session_free);
  return keeper;
}

void
session_keeper_free(SessionKeeper *keeper)
{
  if (keeper == NULL)
    return;
  g_ptr_array_unref(keeper->kept);
  g_mutex_clear(&keeper->lock);
  g_free(keeper);
}

static char *
make_key(const char *kind, const PublisherAddress *address)
{
  return g_strdup_printf("%s %s %s %u", kind, address->host, address->user, address->port);
}

gpointer
session_keeper_take(SessionKeeper *keeper, const char *kind, const PublisherAddress *address)
{
  if (keeper == NULL)
    return NULL;
  g_autofree char *key = make_key(kind, address);
  g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&keeper->lock);
  for (guint i = 0; i < keeper->kept->len; i++) {
    KeptSession *kept = g_ptr_array_index(keeper->kept, i);
    if (!g_str_equal(kept->key, key))
      continue;
    gpointer session = g_steal_pointer(&kept->session);
    g_ptr_array_remove_index(keeper->kept, i);
    return session;
  }
  return NULL;
}

void
session_keeper_give(SessionKeeper *keeper, const char *kind, const PublisherAddress *address,
                    gpointer session, GDestroyNotify end)
{
  KeptSession *kept = g_new0(KeptSession, 1);
  kept->key = make_key(kind, address);
  kept->session = session;
  kept->end = end;
  g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&keeper->lock);
  g_ptr_array_add(keeper->kept, kept);
}
