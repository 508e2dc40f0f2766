/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/base/prompt.h"
#include "app/publisher/settings/publisher-login.h"

/* Is the web server at ADDRESS the node? A key that is not known yet is shown to the user by the fingerprints
 * of its certificate, unless one of them is among LOGIN's, and kept when it was confirmed. Returns the pin
 * that the connection has to be held to; the caller frees it. WARNINGS (may be NULL) gets what the user
 * should know of the connection, a sentence (char *) each. Errors: CTL_ERROR_HOST_KEY_CHANGED,
 * CTL_ERROR_HOST_KEY_UNKNOWN, those of tls_connection_open() and known_web_find(). */
char *web_identity_check(const PublisherAddress *address, const PublisherLogin *login, GPtrArray *warnings,
                         CtlPrompt *prompt, GCancellable *cancellable, GError **error);
