/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/base/secret.h"
#include "app/publisher/settings/address.h"
#include "app/publisher/web/url-helper/upload-status.h"

/* One upload by etoken-ctl-url-helper. */

typedef struct {
  const PublisherAddress *address;
  const char *pin; /* of the server's public key */
  gboolean old_tls;
  const Secret *password;
  GBytes *contents;        /* NULL: no file is sent, and the session ends at the form that takes one */
  const char *certificate; /* NULL: CONTENTS are the file of ADDRESS; else they are a certificate, whose file
                            * has this name */
} WebHelperRequest;

typedef struct {
  UploadStatus status;
  char *step;  /* the last that was begun */
  char *words; /* the node's or libcurl's, made harmless */
} WebHelperAnswer;

void web_helper_answer_clear(WebHelperAnswer *answer);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(WebHelperAnswer, web_helper_answer_clear)

/* Errors: CTL_ERROR_FAILED when the program cannot be started, CTL_ERROR_CANCELLED after the session on the
 * node was ended; ANSWER tells then how far it came, or has no step when nothing was begun. */
gboolean web_helper_run(const WebHelperRequest *request, WebHelperAnswer *answer, GCancellable *cancellable,
                        GError **error);
