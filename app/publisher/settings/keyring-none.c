/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The keyring of a program that was built without libsecret. */
#include "app/publisher/settings/keyring.h"

#include "app/base/error.h"

#include <glib/gi18n.h>

static gboolean
fail(GError **error)
{
  g_set_error_literal(error, CTL_ERROR, CTL_ERROR_FAILED,
                      _("This program was built without support for the desktop's keyring"));
  return FALSE;
}

gboolean
keyring_lookup(const KeyringItem *item, Secret **password, GCancellable *cancellable, GError **error)
{
  *password = NULL;
  return fail(error);
}

gboolean
keyring_store(const KeyringItem *item, const Secret *password, GCancellable *cancellable, GError **error)
{
  return fail(error);
}

/* Another build of this program may have kept one. */
gboolean
keyring_forget(const KeyringItem *item, GCancellable *cancellable, GError **error)
{
  return fail(error);
}
