/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/base/text.h"
#include "pkcs11/helper/brief-token.h"
#include "pkcs11/helper/certificates.h"
#include "pkcs11/helper/ckr.h"
#include "pkcs11/helper/job.h"

#include <glib/gi18n.h>

gboolean
job_send_failures(const Channel *channel, const GPtrArray *failures, GError **error)
{
  for (guint i = 0; i < failures->len; i++) {
    const GError *failure = g_ptr_array_index(failures, i);
    g_autofree char *message = text_for_people(failure->message);
    if (!message_send(channel, MESSAGE_UNREADABLE, g_variant_new("(s)", message), error))
      return FALSE;
  }
  return TRUE;
}

static GPtrArray *
new_failures(void)
{
  return g_ptr_array_new_with_free_func((GDestroyNotify)g_error_free);
}

static GVariant *
token_body(const TokenInfo *info, GVariant *certificates)
{
  return g_variant_new("((ssss)ub@" MESSAGE_CERTIFICATES_TYPE ")", info->label, info->serial,
                       info->manufacturer, info->model, info->password_state, info->needs_login,
                       certificates);
}

GVariant *
job_token_body(const Job *job, const TokenInfo *info, GPtrArray *failures, GError **error)
{
  GVariant *certificates = NULL;
  g_autofree char *what = g_strdup_printf(_("Token %s of %s"), info->label, job->module->name);
  const char *call = NULL;
  CK_RV rv = certificates_read(job->module, info->slot, what, &certificates, failures, &call);
  if (rv == CKR_OK)
    return token_body(info, certificates);
  ckr_set_error(error, call, rv, what);
  return NULL;
}

/* Adds to FAILURES what cannot be read. FALSE when the program cannot be told. */
static gboolean
send_token(const Job *job, const TokenInfo *info, GPtrArray *failures, GError **error)
{
  GError *failure = NULL;
  GVariant *body = job_token_body(job, info, failures, &failure);
  if (body != NULL)
    return message_send(&job->channel, MESSAGE_TOKEN, body, error);
  g_ptr_array_add(failures, failure);
  return TRUE;
}

gboolean
job_list(Job *job, GError **error)
{
  g_autoptr(GPtrArray) failures = new_failures();
  g_clear_pointer(&job->known, g_ptr_array_unref);
  job->known = token_info_list(job->module, failures, error);
  if (job->known == NULL)
    return FALSE;
  for (guint i = 0; i < job->known->len; i++) {
    if (!send_token(job, g_ptr_array_index(job->known, i), failures, error))
      return FALSE;
  }
  return job_send_failures(&job->channel, failures, error) &&
         message_send(&job->channel, MESSAGE_DONE, g_variant_new("()"), error);
}

/* Adds the token in SLOT to those that are known, and to FAILURES what cannot be read. FALSE when the program
 * cannot be told. */
static gboolean
send_brief_token(Job *job, CK_SLOT_ID slot, GPtrArray *failures, GError **error)
{
  g_autoptr(GError) failure = NULL;
  g_autoptr(GVariant) certificates = NULL;
  TokenInfo *info = brief_token_read(job->module, slot, &certificates, failures, &failure);
  if (failure != NULL)
    g_ptr_array_add(failures, g_steal_pointer(&failure));
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
  g_autoptr(GPtrArray) failures = new_failures();
  if (!token_info_slots(job->module, slots, &n_slots, error))
    return FALSE;
  g_clear_pointer(&job->known, g_ptr_array_unref);
  job->known = g_ptr_array_new_with_free_func((GDestroyNotify)token_info_free);
  for (CK_ULONG i = 0; i < n_slots; i++) {
    if (!send_brief_token(job, slots[i], failures, error))
      return FALSE;
  }
  return job_send_failures(&job->channel, failures, error) &&
         message_send(&job->channel, MESSAGE_DONE, g_variant_new("()"), error);
}
