/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/publisher/web/url-helper/upload-form.h"

/* Is called with each step as it begins (static text). */
typedef void (*UploadStepFunc)(const char *step);

/* The whole upload to the page of FORM, from the login to the logout; without a file name only as far as the
 * form. *WORDS (freed by the caller) gets what the node or libcurl said. */
UploadStatus upload_run(const WebRequest *request, const UploadForm *form, UploadStepFunc tell_step,
                        char **words);
