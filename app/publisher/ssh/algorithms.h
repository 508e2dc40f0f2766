/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/publisher/settings/old-algorithms.h"
#include "app/publisher/ssh/ssh-types.h"

/* Chooses what may be negotiated. Host keys of KNOWN_TYPES (an array of enum ssh_keytypes_e, may be empty)
 * are asked for first, so that a server with several keys shows one that can be compared. OLD is the set of
 * OldAlgorithm that is allowed as well. FALSE when libssh refuses a list. */
gboolean algorithms_set(ssh_session ssh, GArray *known_types, guint old);

/* After a failed connection: which old algorithms the server needs, all of them, by what
 * negotiation_connect() tells of it; either may be NULL. Where the server offers several of one kind, they
 * are all in it. Without an OFFER that fits it is what it needs next. Empty when it failed for another cause,
 * or when old ones would not help. */
guint algorithms_missing(const char *mismatch, const char *offer);

/* Names the old algorithms that a connection has negotiated: "ssh-rsa, hmac-sha1". libssh does not tell how
 * the host key signs, so that ssh-rsa is named where it is of NEEDED, those that the server is known to need.
 * NULL when there are none. The caller frees it. */
char *algorithms_describe_old(ssh_session ssh, guint needed);

/* For a session that ssh-rsa is allowed to: the user's RSA keys sign with SHA-1 ONLY, or also with SHA-2
 * where the server claims to take that. FALSE when libssh refuses. */
gboolean algorithms_set_sha1_login(ssh_session ssh, gboolean only);
