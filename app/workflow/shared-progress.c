/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/shared-progress.h"

struct _SharedProgress {
  Progress progress; /* of the jobs */
  const Progress *next;
  GMutex lock;
  GHashTable *told; /* steps (char *) */
};

static void
on_step(const char *step, G_GNUC_UNUSED double fraction, gpointer user_data)
{
  SharedProgress *shared = user_data;
  g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&shared->lock);
  if (g_hash_table_add(shared->told, g_strdup(step)))
    progress_step(shared->next, "%s", step);
}

SharedProgress *
shared_progress_new(const Progress *next)
{
  SharedProgress *shared = g_new0(SharedProgress, 1);
  shared->progress = (Progress){.func = on_step, .user_data = shared};
  shared->next = next;
  shared->told = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  g_mutex_init(&shared->lock);
  return shared;
}

void
shared_progress_free(SharedProgress *shared)
{
  if (shared == NULL)
    return;
  g_hash_table_unref(shared->told);
  g_mutex_clear(&shared->lock);
  g_free(shared);
}

const Progress *
shared_progress_get(const SharedProgress *shared)
{
  return &shared->progress;
}
