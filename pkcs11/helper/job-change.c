/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pkcs11/helper/ckr.h"
#include "pkcs11/helper/job.h"
#include "pkcs11/helper/password-error.h"

#include <glib/gi18n.h>

/* Not through PKCS11_change_pin(): libp11 0.4.12 reads the token anew afterwards, and when that fails reports
 * a failure although the password is changed (its source). Nor with a login before: C_SetPIN checks the old
 * password itself (PKCS#11 2.40), so a wrong one costs one try as well. NULL for both lets the user type on
 * the reader. */
static CK_RV
set_password(const Module *module, CK_SESSION_HANDLE session, const Secret *old, const Secret *new)
{
  gsize old_len = 0;
  gsize new_len = 0;
  unsigned char *old_bytes = old != NULL ? (unsigned char *)secret_peek(old, &old_len) : NULL;
  unsigned char *new_bytes = new != NULL ? (unsigned char *)secret_peek(new, &new_len) : NULL;
  CK_RV rv = module->functions->C_SetPIN(session, old_bytes, old_len, new_bytes, new_len);
  return rv == CKR_DATA_INVALID ? CKR_PIN_INVALID : rv; /* OpenSC 0.23, for a card that takes digits only */
}

static gboolean
ask_and_set(const Job *job, CK_SESSION_HANDLE session, const char *what, GError **error)
{
  g_autoptr(Secret) old = NULL;
  g_autoptr(Secret) new = NULL;
  if (!wanted_token_ask(&job->channel, job->info, error) ||
      !wanted_token_receive_password(&job->channel, &old, error) ||
      (old != NULL && !wanted_token_receive_password(&job->channel, &new, error)))
    return FALSE;
  CK_RV rv = set_password(job->module, session, old, new);
  return rv == CKR_OK || password_set_error(error, "C_SetPIN", rv, job->module, job->info->slot, what);
}

/* The session is open before the question, see job_log_in(). */
static gboolean
change(const Job *job, const char *what, GError **error)
{
  CK_SESSION_HANDLE session = CK_INVALID_HANDLE;
  CK_FLAGS flags = CKF_SERIAL_SESSION | CKF_RW_SESSION;
  CK_RV rv = job->module->functions->C_OpenSession(job->info->slot, flags, NULL, NULL, &session);
  if (rv != CKR_OK)
    return ckr_set_error(error, "C_OpenSession", rv, what);
  gboolean changed = ask_and_set(job, session, what, error) &&
                     message_send(&job->channel, MESSAGE_DONE, g_variant_new("()"), error);
  job->module->functions->C_CloseSession(session);
  return changed;
}

gboolean
job_change(Job *job, GVariant *body, GError **error)
{
  WantedToken wanted = {0};
  wanted_token_read(&wanted, body);
  g_autofree char *what = g_strdup_printf(_("Token %s"), wanted.name);
  return job_find_token(job, &wanted, error) && change(job, what, error);
}
