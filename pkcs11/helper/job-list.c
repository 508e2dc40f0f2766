/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pkcs11/helper/certificates.h"
#include "pkcs11/helper/job.h"

static gboolean
send_unreadable(const Job *job, const GError *failure, GError **error)
{
  return message_send(&job->channel, MESSAGE_UNREADABLE, g_variant_new("(s)", failure->message), error);
}

GVariant *
job_token_body(const Job *job, const TokenInfo *info, GError **error)
{
  GVariant *certificates = certificates_read(job->module, info, error);
  if (certificates == NULL)
    return NULL;
  return g_variant_new("((ssss)ub@" MESSAGE_CERTIFICATES_TYPE ")", info->label, info->serial,
                       info->manufacturer, info->model, info->password_state, info->needs_login,
                       certificates);
}

static gboolean
send_token(const Job *job, const TokenInfo *info, GError **error)
{
  g_autoptr(GError) failure = NULL;
  GVariant *body = job_token_body(job, info, &failure);
  return body != NULL ? message_send(&job->channel, MESSAGE_TOKEN, body, error)
                      : send_unreadable(job, failure, error);
}

gboolean
job_list(Job *job, GError **error)
{
  g_autoptr(GPtrArray) failures = g_ptr_array_new_with_free_func((GDestroyNotify)g_error_free);
  g_clear_pointer(&job->known, g_ptr_array_unref);
  job->known = token_info_list(job->module, failures, error);
  if (job->known == NULL)
    return FALSE;
  for (guint i = 0; i < job->known->len; i++) {
    if (!send_token(job, g_ptr_array_index(job->known, i), error))
      return FALSE;
  }
  for (guint i = 0; i < failures->len; i++) {
    if (!send_unreadable(job, g_ptr_array_index(failures, i), error))
      return FALSE;
  }
  return message_send(&job->channel, MESSAGE_DONE, g_variant_new("()"), error);
}
