/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/base/text.h"
#include "pkcs11/helper/brief-token.h"
#include "pkcs11/helper/certificates.h"
#include "pkcs11/helper/ckr.h"
#include "pkcs11/helper/job.h"

#include <glib/gi18n.h>

static gboolean
send_unreadable(const Job *job, const GError *failure, GError **error)
{
  g_autofree char *message = text_for_people(failure->message);
  return message_send(&job->channel, MESSAGE_UNREADABLE, g_variant_new("(s)", message), error);
}

static GVariant *
token_body(const TokenInfo *info, GVariant *certificates)
{
  return g_variant_new("((ssss)ub@" MESSAGE_CERTIFICATES_TYPE ")", info->label, info->serial,
                       info->manufacturer, info->model, info->password_state, info->needs_login,
                       certificates);
}

GVariant *
job_token_body(const Job *job, const TokenInfo *info, GError **error)
{
  GVariant *certificates = NULL;
  CK_RV rv = certificates_read(job->module, info->slot, &certificates);
  if (rv == CKR_OK)
    return token_body(info, certificates);
  g_autofree char *what = g_strdup_printf(_("Token %s of %s"), info->label, job->module->name);
  ckr_set_error(error, rv, what);
  return NULL;
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

/* Adds the token in SLOT to those that are known. FALSE when the program cannot be told. */
static gboolean
send_brief_token(Job *job, CK_SLOT_ID slot, GError **error)
{
  g_autoptr(GError) failure = NULL;
  g_autoptr(GVariant) certificates = NULL;
  TokenInfo *info = brief_token_read(job->module, slot, &certificates, &failure);
  if (failure != NULL)
    return send_unreadable(job, failure, error);
  if (info == NULL)
    return TRUE;
  g_ptr_array_add(job->known, info);
  return message_send(&job->channel, MESSAGE_TOKEN, token_body(info, certificates), error);
}

gboolean
job_list_brief(Job *job, GError **error)
{
  CK_SLOT_ID slots[MESSAGE_TOKENS_MAX] = {0};
  CK_ULONG n_slots = MESSAGE_TOKENS_MAX;
  if (!token_info_slots(job->module, slots, &n_slots, error))
    return FALSE;
  g_clear_pointer(&job->known, g_ptr_array_unref);
  job->known = g_ptr_array_new_with_free_func((GDestroyNotify)token_info_free);
  for (CK_ULONG i = 0; i < n_slots; i++) {
    if (!send_brief_token(job, slots[i], error))
      return FALSE;
  }
  return message_send(&job->channel, MESSAGE_DONE, g_variant_new("()"), error);
}
