/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/base/error.h"
#include "app/publisher/cli/platform-cli.h"

gboolean
platform_cli_ask(PlatformCli *cli, const char *command, char **text, GCancellable *cancellable,
                 GError **error)
{
  g_autoptr(GError) refusal = NULL;
  *text = platform_cli_run(cli, command, PLATFORM_CLI_NO, cancellable, &refusal);
  if (*text != NULL || g_error_matches(refusal, CTL_ERROR, CTL_ERROR_REMOTE))
    return TRUE;
  g_propagate_error(error, g_steal_pointer(&refusal));
  return FALSE;
}
