/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/base/prompt.h"
#include "app/publisher/settings/publisher-login.h"
#include "app/publisher/ssh/connection-private.h"

/* Connects SESSION up to the server's host key, which nobody has judged yet; nobody is logged in. KNOWN are
 * the entries of known_hosts_find(): keys of their types are asked for first. PROMPT is asked for old
 * algorithms, if LOGIN has somebody who may allow them. Errors: CTL_ERROR_UNREACHABLE, _REMOTE, _CANCELLED.
 */
gboolean connect_to_host_key(PublisherSession *session, GPtrArray *known, const PublisherLogin *login,
                             CtlPrompt *prompt, GError **error);
