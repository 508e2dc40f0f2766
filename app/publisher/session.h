/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/base/progress.h"
#include "app/base/prompt.h"
#include "app/publisher/address.h"
#include "app/publisher/publisher-login.h"

/* One SSH connection to a publisher, logged in, with an SFTP channel. Used by one thread at a time. */
typedef struct _PublisherSession PublisherSession;

/* Connects, checks the host key and logs in. LOGIN may be NULL. An unknown host key is shown with its SHA-256
 * fingerprint (PROMPT_HOST_KEY, "SHA256:..." in the detail) and kept when confirmed; a changed one is
 * refused. Logins tried: agent, key files, keyboard-interactive, password; PROMPT is asked at most once for a
 * password, which the keyring may have; what went wrong with the keyring is a warning. Any thread; no main
 * loop is needed. Errors: CTL_ERROR_UNREACHABLE, _HOST_KEY_UNKNOWN (also when nobody could be asked),
 * _HOST_KEY_CHANGED, _LOGIN_REFUSED, _REMOTE, _FILE (known hosts, key file), _USAGE (nobody can be asked for
 * a password), _CANCELLED. */
PublisherSession *publisher_session_open(const PublisherAddress *address, const PublisherLogin *login,
                                         Prompt *prompt, const Progress *progress, GCancellable *cancellable,
                                         GError **error);
void publisher_session_close(PublisherSession *session);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PublisherSession, publisher_session_close)

/* What the user should know of this session: old algorithms in use, a gap that a rename had, an old list that
 * could not be kept. Whole sentences (of char *) without a full stop; borrowed, empty when there are none. */
const GPtrArray *publisher_session_get_warnings(const PublisherSession *session);

/* The address the session was opened for; borrowed. */
const PublisherAddress *publisher_session_get_address(const PublisherSession *session);
