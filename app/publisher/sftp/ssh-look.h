/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/base/progress.h"
#include "app/base/prompt.h"
#include "app/publisher/ssh/session.h"

/* What an account gets over SSH. */
typedef struct {
  GError *sftp;     /* why SFTP cannot be started; NULL: it can */
  gboolean has_cli; /* the platform CLI greets */
} SshLook;

void ssh_look_clear(SshLook *look);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SshLook, ssh_look_clear)

/* Logs in to ADDRESS once, and finds out what the account gets; LOOK has to be empty. Only where the server
 * ends the session when it is asked for SFTP it is logged in to once more, with what was accepted. WARNINGS
 * (may be NULL) gets those of the session, as sentences (char *). Any thread. Errors: those of
 * publisher_session_log_in(); CTL_ERROR_LOGIN_REFUSED when the password has expired. */
gboolean ssh_look_run(SshLook *look, const PublisherAddress *address, const PublisherLogin *login,
                      GPtrArray *warnings, CtlPrompt *prompt, const Progress *progress,
                      GCancellable *cancellable, GError **error);
