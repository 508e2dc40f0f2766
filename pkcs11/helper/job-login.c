/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pkcs11/helper/job.h"

/* The session is open before the question: while the user types, the token may be pulled or swapped for
 * another, which must not lose a try, and that ends the session (PKCS#11 2.40, 2.6.7). To ask for the token's
 * identity again would be less sure: C_GetTokenInfo of OpenSC 0.23 waits for ever when the card went a moment
 * ago. */
gboolean
job_log_in(Job *job, const TokenInfo *info, const WantedToken *wanted, GError **error)
{
  g_autoptr(Secret) password = NULL;
  job->login = token_login_new(job->module, info, wanted->name, error);
  return job->login != NULL && wanted_token_ask(&job->channel, info, error) &&
         wanted_token_receive_password(&job->channel, &password, error) &&
         token_login_start(job->login, g_steal_pointer(&password), error);
}

void
job_clear(Job *job)
{
  g_clear_pointer(&job->login, token_login_free);
  g_clear_pointer(&job->module, module_free);
}
