/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/publisher/web/url-helper/upload-status.h"
#include "app/publisher/web/url-helper/web-page.h"
#include "app/publisher/web/url-helper/web-request.h"

#include <curl/curl.h>

/* A session with a web server whose public key is known: one at a time over each connection, cookies in
 * memory, redirections within the server only. */
typedef struct _WebSession WebSession;

/* REQUEST says which server; it is borrowed. NULL when libcurl refuses a setting. */
WebSession *web_session_new(const WebRequest *request);
void web_session_free(WebSession *session);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WebSession, web_session_free)

/* The page at PATH of the server; or the one that it answers BODY with (urlencoded, of BODY_LEN bytes), or
 * FORM. UPLOAD_DONE, or why there is none; an answer of 400 and more is UPLOAD_HTTP_STATUS. */
UploadStatus web_session_get(WebSession *session, const char *path, WebPage **page);
UploadStatus web_session_post(WebSession *session, const char *path, const char *body, gsize body_len,
                              WebPage **page);
UploadStatus web_session_post_form(WebSession *session, const char *path, curl_mime *form, WebPage **page);

/* For the parts of a form; freed by the caller with curl_mime_free(). */
curl_mime *web_session_new_form(WebSession *session);

/* The path on the server that TARGET of the last page means; NULL when it leads elsewhere. The caller frees
 * it. */
char *web_session_resolve(const WebSession *session, const char *target);

/* What there is to know of the last failure: HTTP's status or libcurl's words. */
const char *web_session_get_words(const WebSession *session);

/* From now on the end of who asked does not count: what follows is quick, and has to be done. */
void web_session_ignore_stop(WebSession *session);
