/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Source: the path, and a list of purposes whose values are their names: a public script for the certificate
 * page. The names of the other fields no source tells, so the form is sent as the page has it. */
#include "app/publisher/web/url-helper/upload-form.h"

#define PATH "/cmplatform/certificateUpload.do"
#define PURPOSE "Phone-SAST-trust" /* of a System Administrator Security Token; nothing else is ever sent */

static UploadStatus
check(const WebPage *page)
{
  if (page->upload == NULL)
    return UPLOAD_NO_FORM;
  return web_form_find_choice(page->upload, PURPOSE) != NULL ? UPLOAD_DONE : UPLOAD_NO_PURPOSE;
}

static char *
find_target(const WebSession *session, const WebPage *page)
{
  const char *action = page->upload->action;
  return action != NULL && *action != '\0' ? web_session_resolve(session, action) : g_strdup(PATH);
}

static gboolean
fill(curl_mime *form, const WebRequest *request, const WebPage *page)
{
  const WebField *purpose = web_form_find_choice(page->upload, PURPOSE);
  gboolean done = TRUE;
  for (guint i = 0; done && i < page->upload->fields->len; i++) {
    const WebField *field = g_ptr_array_index(page->upload->fields, i);
    done = field->is_file ? upload_form_add_file(form, field->name, request)
                          : upload_form_add(form, field->name, field == purpose ? PURPOSE : field->value);
  }
  return done;
}

const UploadForm upload_form_of_certificates = {
    .path = PATH, .check = check, .find_target = find_target, .fill = fill};
