/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/base/prompt.h"
#include "app/publisher/ssh/connection-private.h"

/* Decides whether the server is the publisher. KNOWN are the entries of known_hosts_find(); a key that is in
 * none is shown to the user and, when confirmed, added to OWN_FILE. One whose fingerprint is among EXPECTED
 * (NULL: none) counts as confirmed.
 *
 * A key is refused (CTL_ERROR_HOST_KEY_CHANGED) when a file holds, for this host, another key of the same
 * type and not this one too, when the host is known by keys of other types only, or when it is marked as
 * revoked. Other errors: CTL_ERROR_HOST_KEY_UNKNOWN, _FILE, _CANCELLED. */
gboolean host_key_check(PublisherSession *session, GPtrArray *known, const char *own_file,
                        const char *const *expected, CtlPrompt *prompt, GError **error);

/* TRUE when the fingerprint of SHOWN is among EXPECTED (NULL: none). */
gboolean host_key_is_expected(ssh_key shown, const char *const *expected);

/* FALSE when the server has shown another key than the one that host_key_check() has let pass. Each time the
 * session's keys are made anew a server shows its host key again, and libssh 0.10.6 takes any. What happened
 * is kept in SESSION for the error messages. */
gboolean host_key_watch(PublisherSession *session);
