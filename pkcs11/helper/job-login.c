/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pkcs11/helper/job.h"

/* The session is open before the question: while the user types, the token may be pulled or swapped for
 * another, which must not lose a try, and that ends the session (PKCS#11 2.40, 2.6.7). To ask for the token's
 * identity again would be less sure: C_GetTokenInfo of OpenSC 0.23 waits for ever when the card went a moment
 * ago. */
static gboolean
log_in(Job *job, const WantedToken *wanted, GError **error)
{
  g_autoptr(Secret) password = NULL;
  job->login = token_login_new(job->module, job->info, wanted->name, error);
  return job->login != NULL && wanted_token_ask(&job->channel, job->info, error) &&
         wanted_token_receive_password(&job->channel, &password, error) &&
         token_login_start(job->login, g_steal_pointer(&password), error);
}

gboolean
job_find_token(Job *job, const WantedToken *wanted, GError **error)
{
  g_clear_pointer(&job->login, token_login_free);
  g_clear_pointer(&job->info, token_info_free);
  job->info = wanted_token_find(wanted, job->module, job->known, error);
  return job->info != NULL;
}

gboolean
job_log_in(Job *job, const WantedToken *wanted, GError **error)
{
  if (job->login != NULL && wanted_token_is(wanted, job->info))
    return TRUE;
  return job_find_token(job, wanted, error) && log_in(job, wanted, error);
}

void
job_clear(Job *job)
{
  g_clear_pointer(&job->login, token_login_free);
  g_clear_pointer(&job->info, token_info_free);
  g_clear_pointer(&job->known, g_ptr_array_unref);
  g_clear_pointer(&job->module, module_free);
}
