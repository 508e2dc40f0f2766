/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/publisher/web/url-helper/upload-status.h"
#include "app/publisher/web/url-helper/web-request.h"

/* The whole upload, from the login to the logout. *WORDS (freed by the caller) gets what the node or libcurl
 * said; *STEP (static) the last step that was begun. */
UploadStatus upload_run(const WebRequest *request, char **words, const char **step);
