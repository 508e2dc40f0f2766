/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/base/progress.h"
#include "app/base/prompt.h"
#include "app/publisher/ssh/session.h"

/* publisher_session_log_in(), and SFTP started: what transfer.h works with. A session with this
 * user and port that LOGIN's keeper has is taken instead, when the server still answers there; its warnings,
 * which were told before, are gone. The same errors. */
PublisherSession *publisher_session_open(const PublisherAddress *address, const PublisherLogin *login,
                                         CtlPrompt *prompt, const Progress *progress,
                                         GCancellable *cancellable, GError **error);

/* Has SESSION, on which SFTP was started, go to LOGIN's keeper when it is closed. */
void publisher_session_keep(PublisherSession *session, const PublisherLogin *login);
