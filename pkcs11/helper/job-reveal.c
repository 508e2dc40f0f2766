/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pkcs11/helper/job.h"

/* Objects with CKA_PRIVATE show only to who is logged in. A login is one for all sessions of a process with
 * the token (PKCS#11 2.40, 2.6), so the session that reads may be another than libp11's. */
gboolean
job_reveal(Job *job, GVariant *body, GError **error)
{
  WantedToken wanted = {0};
  wanted_token_read(&wanted, body);
  if (!job_log_in(job, &wanted, error))
    return FALSE;
  g_autoptr(GPtrArray) failures = g_ptr_array_new_with_free_func((GDestroyNotify)g_error_free);
  GVariant *token = job_token_body(job, job->info, failures, error);
  return token != NULL && message_send(&job->channel, MESSAGE_TOKEN, token, error) &&
         job_send_failures(&job->channel, failures, error) &&
         message_send(&job->channel, MESSAGE_DONE, g_variant_new("()"), error);
}
