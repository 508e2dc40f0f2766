/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/base/prompt.h"
#include "app/publisher/settings/publisher-login.h"

/* Adds fingerprints (char *) of certificates that a node may show to FINGERPRINTS; none where it cannot be
 * asked. FALSE with an error that leaves no sense in going on. */
typedef gboolean (*WebVouch)(GPtrArray *fingerprints, const PublisherAddress *address,
                             const PublisherLogin *login, CtlPrompt *prompt, GCancellable *cancellable,
                             GError **error);

/* Is the web server at ADDRESS the node? A key that is not known yet is shown to the user by the fingerprints
 * of its certificate, unless one of them is among LOGIN's or those of VOUCH (may be NULL), and kept when it
 * was confirmed. Returns the pin
 * that the connection has to be held to; the caller frees it. WARNINGS (may be NULL) gets what the user
 * should know of the connection, a sentence (char *) each. Errors: CTL_ERROR_HOST_KEY_CHANGED,
 * CTL_ERROR_HOST_KEY_UNKNOWN, those of tls_connection_open() and known_web_find(). */
char *web_identity_check(const PublisherAddress *address, const PublisherLogin *login, GPtrArray *warnings,
                         WebVouch vouch, CtlPrompt *prompt, GCancellable *cancellable, GError **error);
