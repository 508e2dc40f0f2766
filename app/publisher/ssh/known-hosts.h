/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/publisher/settings/address.h"
#include "app/publisher/ssh/ssh-types.h"

#include <gio/gio.h>

/* A host key that a known hosts file records for the publisher. */
typedef struct {
  char *file;
  guint line; /* counted from 1 */
  gboolean revoked;
  ssh_key key;
} KnownHost;

void known_host_free(KnownHost *known);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KnownHost, known_host_free)

/* The three files in the order in which they are asked: OWN (NULL: the default place), the user's, the
 * machine's. The caller frees them with g_strfreev(). */
char **known_hosts_files(const char *own);

/* The KnownHost entries for ADDRESS in FILES. A file that is missing counts as empty, one that cannot be read
 * is an error (CTL_ERROR_FILE), since it might hold a key that differs. A line that cannot be read hides no
 * other one; DAMAGE (may be NULL) gets a sentence (char *) without a full stop for each that is for this
 * host. */
GPtrArray *known_hosts_find(char **files, const PublisherAddress *address, GPtrArray *damage,
                            GCancellable *cancellable, GError **error);

/* Adds KEY for ADDRESS to FILE, which is made with its folder when missing. Errors: CTL_ERROR_FILE. */
gboolean known_hosts_add(const char *file, const PublisherAddress *address, ssh_key key,
                         GCancellable *cancellable, GError **error);

/* KEY as such files have it: "ssh-ed25519 AAAA...", or NULL when libssh cannot write it. The caller frees it.
 */
char *known_hosts_export(ssh_key key);

/* known_hosts_add() of a key that was exported. */
gboolean known_hosts_add_text(const char *file, const PublisherAddress *address, const char *key,
                              GCancellable *cancellable, GError **error);

/* "SHA256:..." as ssh-keygen -l prints it. The caller frees it. */
char *known_hosts_fingerprint(ssh_key key);
