/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pkcs11/kept-helper.h"

struct _KeptHelper {
  int ref_count;
  HelperClient *client; /* NULL when a job has taken it */
  gboolean logged_in;
};

/* The cancellable of the job that is done may be gone before the next one. */
KeptHelper *
kept_helper_new(HelperClient *client, gboolean logged_in)
{
  KeptHelper *kept = g_new(KeptHelper, 1);
  *kept = (KeptHelper){.ref_count = 1, .client = client, .logged_in = logged_in};
  helper_client_set_cancellable(client, NULL);
  return kept;
}

KeptHelper *
kept_helper_ref(KeptHelper *kept)
{
  g_atomic_int_inc(&kept->ref_count);
  return kept;
}

void
kept_helper_unref(KeptHelper *kept)
{
  if (!g_atomic_int_dec_and_test(&kept->ref_count))
    return;
  g_clear_pointer(&kept->client, helper_client_free);
  g_free(kept);
}

HelperClient *
kept_helper_take(KeptHelper *kept, GCancellable *cancellable, gboolean *logged_in)
{
  *logged_in = kept_helper_is_logged_in(kept);
  if (kept->client != NULL)
    helper_client_set_cancellable(kept->client, cancellable);
  return g_steal_pointer(&kept->client);
}

gboolean
kept_helper_is_logged_in(const KeptHelper *kept)
{
  return kept->client != NULL && kept->logged_in;
}
