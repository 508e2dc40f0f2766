/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/base/progress.h"
#include "app/base/prompt.h"
#include "app/publisher/web/web-identity.h"

/* Files get into a node by OS Administration > Software Upgrades > TFTP File Management, and certificates of
 * tokens by Security > Certificate Management, as Phone-SAST-trust and as nothing else. A program of its own
 * talks to the node, see url-helper/; the password reaches it by a pipe. */

/* May the upload go on? FALSE with an error. */
typedef gboolean (*WebCheck)(gpointer user_data, GCancellable *cancellable, GError **error);

typedef struct {
  const PublisherAddress *address; /* its path is that below the folder of TFTP */
  const PublisherLogin *login;
  GBytes *contents; /* NULL: only whether a file would be taken is found out */
  const char
      *certificate; /* NULL: CONTENTS are a file for TFTP; else a certificate, of a file of this name */
  WebVouch vouch;   /* who says what certificate the node has; or NULL */
  WebCheck check;   /* is asked when every question is answered, before anything is sent; or NULL */
  gpointer check_data;
} WebUpload;

/* What is known once the file was sent. None of it proves what the node serves. */
typedef enum {
  WEB_UPLOAD_TAKEN,   /* the answer does not speak against it */
  WEB_UPLOAD_REFUSED, /* the node says no */
  WEB_UPLOAD_UNSURE,  /* no whole answer came */
} WebUploadOutcome;

/* Logs in, uploads, logs out. *SAID (freed by the caller) gets the node's own words, made harmless, or NULL.
 * The password is asked for as for SSH, and shared with it. FALSE when the node was given nothing;
 * TRUE once the file was sent, also when it was cancelled meanwhile. Any thread. Errors: those of
 * web_identity_check() and shared_password_get(), CTL_ERROR_LOGIN_REFUSED, CTL_ERROR_UNREACHABLE,
 * CTL_ERROR_REMOTE, those of its check, CTL_ERROR_FAILED (no helper), CTL_ERROR_CANCELLED. */
gboolean web_upload_run(const WebUpload *upload, WebUploadOutcome *outcome, char **said, GPtrArray *warnings,
                        CtlPrompt *prompt, const Progress *progress, GCancellable *cancellable,
                        GError **error);
