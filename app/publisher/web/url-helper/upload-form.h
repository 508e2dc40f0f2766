/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/publisher/web/url-helper/web-session.h"

/* What of an upload differs between the pages that take files. */
typedef struct {
  const char *path; /* of the page */
  /* May this page be given the file? UPLOAD_DONE, or why not. */
  UploadStatus (*check)(const WebPage *page);
  /* The path that its form goes to; NULL when that is on no page of the server. The caller frees it. */
  char *(*find_target)(const WebSession *session, const WebPage *page);
  gboolean (*fill)(curl_mime *form, const WebRequest *request, const WebPage *page);
  gboolean token_follows; /* the answer to a file that was taken has the next token */
} UploadForm;

/* TFTP File Management. */
extern const UploadForm upload_form_of_files;

/* Certificate Management > Upload Certificate, for Phone-SAST-trust and nothing else. */
extern const UploadForm upload_form_of_certificates;

/* Parts of a form; FALSE when libcurl refuses one. The file is REQUEST's. */
gboolean upload_form_add(curl_mime *form, const char *name, const char *value);
gboolean upload_form_add_file(curl_mime *form, const char *name, const WebRequest *request);
