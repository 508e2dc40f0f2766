/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/base/progress.h"
#include "app/base/prompt.h"
#include "app/publisher/settings/publisher-login.h"
#include "app/workflow/publish/served-read.h"

/* The CTL or ITL that a node serves to phones, when the node itself says over SSH that it is the one which it
 * holds: `show ctl` and `show itl` on its platform CLI tell the checksums. So it is as good as one that was
 * read over SSH, where an account has no SFTP. *CONTENTS stays NULL when there is none. WARNINGS (may be
 * NULL) gets those of the connection. Errors: those of served_file_read() and platform_cli_open();
 * CTL_ERROR_REMOTE when the node holds another one, or does not tell. */
gboolean served_file_read_confirmed(const ServedFile *file, const PublisherLogin *login, GBytes **contents,
                                    GPtrArray *warnings, CtlPrompt *prompt, const Progress *progress,
                                    GCancellable *cancellable, GError **error);
