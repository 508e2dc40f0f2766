/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/publisher/settings/address.h"

/* One SSH connection to a node, logged in; with an SFTP channel when sftp-session.h opened it. Used by one
 * thread at a time. */
typedef struct _PublisherSession PublisherSession;

void publisher_session_close(PublisherSession *session);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PublisherSession, publisher_session_close)

/* What the user should know of this session: old algorithms in use, a gap that a rename had, an old list that
 * could not be kept. Whole sentences (of char *) without a full stop; borrowed, empty when there are none. */
const GPtrArray *publisher_session_get_warnings(const PublisherSession *session);
