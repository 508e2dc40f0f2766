/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sources: three public upload scripts, which agree on the fields and their order; below release 11 the form
 * has no token. */
#include "app/publisher/web/url-helper/upload-form.h"

#define PATH "/cmplatform/tftpFileUpload.do"

static UploadStatus
check(const WebPage *page)
{
  return page->has_upload ? UPLOAD_DONE : UPLOAD_NO_FORM;
}

static char *
find_target(const WebSession *session, const WebPage *page)
{
  return g_strdup(PATH);
}

/* In the order of the scripts. */
static gboolean
fill(curl_mime *form, const WebRequest *request, const WebPage *page)
{
  return (page->token == NULL || (upload_form_add(form, "struts.token.name", "token") &&
                                  upload_form_add(form, "token", page->token))) &&
         upload_form_add_file(form, "file", request) &&
         upload_form_add(form, "directory", request->directory);
}

const UploadForm upload_form_of_files = {
    .path = PATH, .check = check, .find_target = find_target, .fill = fill, .token_follows = TRUE};
