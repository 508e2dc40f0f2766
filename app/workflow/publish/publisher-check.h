/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/workflow/publish/publish.h"

/* Tries a publisher out: connects, logs in and reads the list that it holds; one that is not reached by SFTP
 * is asked without a login for what it serves to phones. What was found, as whole sentences ("The connection
 * works. The list has 5728 bytes, was signed by ... and verifies."); no list, or one that is damaged, is an
 * answer as well. *GOOD is FALSE for a list that does not verify, or cannot be checked here. NULL with the
 * errors of publisher_session_open() and publisher_fetch_file(). The caller frees it. */
char *publisher_check(const PublishRequest *request, gboolean *good, CtlPrompt *prompt,
                      const Progress *progress, GCancellable *cancellable, GError **error);
