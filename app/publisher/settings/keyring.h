/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/base/secret.h"

/* Passwords of publishers in the desktop's keyring (the Secret Service of GNOME Keyring, KWallet, KeePassXC),
 * for users who want that. The session bus is contacted by these calls only, one at a time; they block, also
 * while the keyring asks the user to unlock it. Any thread. Errors of all: CTL_ERROR_FAILED with a whole
 * sentence (no keyring, locked, refused), CTL_ERROR_CANCELLED. */

/* Whose password. The nodes of a cluster share it, so that HOST and PORT are those of its publisher. */
typedef struct {
  const char *user; /* NULL, for forgetting: all users */
  const char *host;
  guint port;
} KeyringItem;

/* *PASSWORD stays NULL when the keyring has none, which is no error. The caller frees it. */
gboolean keyring_lookup(const KeyringItem *item, Secret **password, GCancellable *cancellable,
                        GError **error);

/* Keeps PASSWORD, in place of the one that was kept before. */
gboolean keyring_store(const KeyringItem *item, const Secret *password, GCancellable *cancellable,
                       GError **error);

/* Forgets it; no error when none is kept. */
gboolean keyring_forget(const KeyringItem *item, GCancellable *cancellable, GError **error);
