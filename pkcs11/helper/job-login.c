/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pkcs11/helper/job.h"

gboolean
job_log_in(Job *job, const TokenInfo *info, const WantedToken *wanted, GError **error)
{
  g_autoptr(Secret) password = NULL;
  job->login = token_login_new(job->module, info, wanted->name, error);
  return job->login != NULL && wanted_token_ask(&job->channel, info, error) &&
         wanted_token_receive_password(&job->channel, &password, error) &&
         wanted_token_check(wanted, job->module, info->slot, error) &&
         token_login_start(job->login, g_steal_pointer(&password), error);
}

void
job_clear(Job *job)
{
  g_clear_pointer(&job->login, token_login_free);
  g_clear_pointer(&job->module, module_free);
}
