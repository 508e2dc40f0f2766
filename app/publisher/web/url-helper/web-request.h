/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/base/secret.h"

/* What an upload reads from its descriptor 3: eight fields in the order of WebRequest,
 * each its length as a decimal number, a line end, and so many bytes. Whoever sent them keeps the other end
 * open; when it closes, the upload is given up, and the session on the node ended. */
#define WEB_REQUEST_FD 3

#define WEB_REQUEST_MAX_LEN (8 * 1024 * 1024) /* of one field */

typedef struct {
  char *server; /* https://host:port, without a path */
  char *pin;    /* sha256//..., of the public key that the server has to have */
  char *tls;    /* "old": TLS 1.0 and weak certificates as well */
  char *user;
  Secret *password;
  char *directory; /* below the folder of TFTP; "." for that. A certificate goes to none: empty */
  char *name;      /* of the file; empty: none is sent */
  GBytes *contents;
} WebRequest;

/* NULL when what FD gives is no request. */
WebRequest *web_request_read(int fd);
void web_request_free(WebRequest *request);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WebRequest, web_request_free)
