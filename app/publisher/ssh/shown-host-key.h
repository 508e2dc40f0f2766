/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/base/prompt.h"
#include "app/publisher/settings/publisher-login.h"

/* The host keys of nodes that nobody knows yet, for a question about all of them: they are read before
 * anybody is logged in, and kept only once they were confirmed. */

typedef struct {
  PublisherAddress *address;
  char *file;        /* where it is kept when it was confirmed */
  char *type;        /* "ssh-ed25519" */
  char *fingerprint; /* "SHA256:..." */
  char *text;        /* as the file has it */
  GPtrArray *damage; /* of char *: what cannot be read of the known hosts and may have been another key */
} ShownHostKey;

void shown_host_key_free(ShownHostKey *shown);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ShownHostKey, shown_host_key_free)

/* TRUE when no host key of ADDRESS is known. Nobody is called. LOGIN may be NULL, here and below. */
gboolean shown_host_key_is_unknown(const PublisherAddress *address, const PublisherLogin *login);

/* Connects to such a node up to its host key, without a login. NULL when there is nothing to ask about it:
 * LOGIN has confirmed it beforehand, or it was not shown, which a login tells of. PROMPT is for old
 * algorithms. */
ShownHostKey *shown_host_key_ask(const PublisherAddress *address, const PublisherLogin *login,
                                 CtlPrompt *prompt, GCancellable *cancellable);

/* Somebody has confirmed it. Errors: CTL_ERROR_FILE, _CANCELLED. */
gboolean shown_host_key_keep(const ShownHostKey *shown, GCancellable *cancellable, GError **error);
