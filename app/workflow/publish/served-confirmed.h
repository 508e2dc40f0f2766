/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/base/progress.h"
#include "app/base/prompt.h"
#include "app/publisher/cli/platform-cli-answers.h"
#include "app/publisher/settings/publisher-login.h"
#include "app/workflow/publish/served-read.h"

typedef enum {
  HELD_NOT_KNOWN, /* nobody but HTTP or TFTP, which is to say anybody, tells of it */
  HELD_SERVED,    /* the node holds what it serves */
  HELD_OTHER,     /* it holds another one, which it serves when Cisco Tftp was restarted */
} HeldState;

/* TRUE for what ends all when a node's platform CLI is asked on the way to something else: a cancellation, a
 * password that was refused, which is sent nowhere else, a host key that has changed. Any other failure only
 * leaves what it was asked for unknown. */
gboolean served_error_is_final(const GError *why);

/* What the node says over SSH of the file that it holds, compared with SERVED (NULL: it serves none). Only a
 * node whose host key is known is asked, so that nobody has to confirm one here. HELD gets what it says; it
 * has to be empty. Errors: those that served_error_is_final() means. */
gboolean served_file_ask_held(const ServedFile *file, const PublisherLogin *login, GBytes *served,
                              HeldState *state, PlatformListFacts *held, CtlPrompt *prompt,
                              const Progress *progress, GCancellable *cancellable, GError **error);

/* The CTL or ITL that a node serves to phones, when the node itself says over SSH that it is the one which it
 * holds: `show ctl` and `show itl` on its platform CLI tell the checksums. So it is as good as one that was
 * read over SSH, where an account has no SFTP. *CONTENTS stays NULL when there is none. WARNINGS (may be
 * NULL) gets those of the connection. Errors: those of served_file_read() and platform_cli_open();
 * CTL_ERROR_REMOTE when the node holds another one, or does not tell. */
gboolean served_file_read_confirmed(const ServedFile *file, const PublisherLogin *login, GBytes **contents,
                                    GPtrArray *warnings, CtlPrompt *prompt, const Progress *progress,
                                    GCancellable *cancellable, GError **error);
