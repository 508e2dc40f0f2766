/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/web/url-helper/upload-form.h"

gboolean
upload_form_add(curl_mime *form, const char *name, const char *value)
{
  curl_mimepart *part = curl_mime_addpart(form);
  return part != NULL && curl_mime_name(part, name) == CURLE_OK &&
         curl_mime_data(part, value, CURL_ZERO_TERMINATED) == CURLE_OK;
}

gboolean
upload_form_add_file(curl_mime *form, const char *name, const WebRequest *request)
{
  gsize len = 0;
  const char *bytes = g_bytes_get_data(request->contents, &len);
  curl_mimepart *part = curl_mime_addpart(form);
  return part != NULL && curl_mime_name(part, name) == CURLE_OK &&
         curl_mime_filename(part, request->name) == CURLE_OK &&
         curl_mime_type(part, "application/octet-stream") == CURLE_OK &&
         curl_mime_data(part, bytes, len) == CURLE_OK;
}
