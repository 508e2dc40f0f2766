/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/tokens/password-job.h"

#include "app/workflow/tokens/token-jobs.h"

gpointer
password_job_run(const JobContext *context, GError **error)
{
  Token *token = context->input;
  if (!token_password_change(token, context->prompt, context->progress, context->cancellable, error))
    return NULL;
  return token_ref(token);
}
