/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/base/progress.h"
#include "app/base/prompt.h"
#include "app/publisher/settings/publisher-login.h"
#include "app/publisher/ssh/connection.h"

/* Connects, checks the host key and logs in: a session without SFTP, as accounts of the platform CLI need it.
 * LOGIN may be NULL. An unknown host key is shown with its SHA-256 fingerprint (PROMPT_HOST_KEY, "SHA256:..."
 * in the detail) and kept when confirmed; a changed one is refused. Logins tried: agent, key files,
 * keyboard-interactive, password; PROMPT is asked at most once for a password, which the keyring may have;
 * what went wrong with the keyring is a warning. Any thread; no main loop is needed. Errors:
 * CTL_ERROR_UNREACHABLE, _HOST_KEY_UNKNOWN (also when nobody could be asked), _HOST_KEY_CHANGED,
 * _LOGIN_REFUSED, _REMOTE, _FILE (known hosts, key file), _USAGE (nobody can be asked for a password),
 * _CANCELLED. */
PublisherSession *publisher_session_log_in(const PublisherAddress *address, const PublisherLogin *login,
                                           CtlPrompt *prompt, const Progress *progress,
                                           GCancellable *cancellable, GError **error);
