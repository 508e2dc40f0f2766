/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/cluster/check-job.h"

#include "app/publisher/settings/cluster-login.h"
#include "app/workflow/publish/publisher-check.h"
#include "ui/widgets/keep-password.h"

void
check_result_free(CheckResult *result)
{
  g_free(result->text);
  g_free(result);
}

gpointer
check_job_run(const JobContext *context, GError **error)
{
  const AddressBookEntry *entry = context->input;
  g_autoptr(ClusterLogin) kept = cluster_login_begin(entry);
  PublisherLogin login = cluster_login_get(kept, entry);
  login.keeper = NULL; /* to log in is what is tested */
  const PublishRequest request = {.address = entry->address,
                                  .login = &login,
                                  .http_port = entry->cluster->http_port,
                                  .tftp_port = entry->cluster->tftp_port};
  gboolean good = FALSE;
  char *text =
      publisher_check(&request, &good, context->prompt, context->progress, context->cancellable, error);
  keep_password_as_wanted(context, entry);
  if (text == NULL)
    return NULL;
  CheckResult *result = g_new0(CheckResult, 1);
  result->text = text;
  result->good = good;
  return result;
}
