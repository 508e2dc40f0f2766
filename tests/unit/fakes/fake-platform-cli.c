/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/cli/platform-cli-text.h"
#include "app/publisher/cli/platform-cli.h"
#include "fake-private.h"

/* In place of platform-cli.c. */

struct _PlatformCli {
  char *host;
  char *who;
  GPtrArray *warnings;
  PublisherAddress *address;
  SessionKeeper *keeper;
};

PlatformCli *
platform_cli_open(const PublisherAddress *address, const PublisherLogin *login, CtlPrompt *prompt,
                  const Progress *progress, GCancellable *cancellable, GError **error)
{
  SessionKeeper *keeper = login != NULL ? login->keeper : NULL;
  PlatformCli *kept = session_keeper_take(keeper, "cli", address);
  if (kept != NULL)
    return kept;
  g_autoptr(PlatformCli) cli = g_new0(PlatformCli, 1);
  cli->address = publisher_address_copy(address);
  cli->host = g_strdup(address->host);
  cli->who = fake_describe(address);
  cli->warnings = g_ptr_array_new_with_free_func(g_free);
  progress_step(progress, "Connecting to %s", address->host);
  if (!fake_log_in(address, "cli", login, prompt, cli->warnings, cancellable, error))
    return NULL;
  cli->keeper = keeper;
  return g_steal_pointer(&cli);
}

static void
end_cli(gpointer data)
{
  PlatformCli *cli = data;
  publisher_address_free(cli->address);
  g_free(cli->host);
  g_free(cli->who);
  g_ptr_array_unref(cli->warnings);
  g_free(cli);
}

void
platform_cli_close(PlatformCli *cli)
{
  if (cli == NULL)
    return;
  if (cli->keeper != NULL)
    session_keeper_give(cli->keeper, "cli", cli->address, cli, end_cli);
  else
    end_cli(cli);
}

char *
platform_cli_run(PlatformCli *cli, const char *command, PlatformCliAnswer answer, GCancellable *cancellable,
                 GError **error)
{
  if (!platform_cli_check_command(command, error) ||
      !fake_ask(cancellable, error, "%s %s", cli->who, command))
    return NULL;
  fake_lock();
  char *text = g_strdup(g_hash_table_lookup(fake_node_find(cli->host)->answers, command));
  fake_unlock();
  if (text == NULL)
    g_set_error(error, CTL_ERROR, CTL_ERROR_REMOTE, "Node %s does not know the command \"%s\"", cli->host,
                command);
  return text;
}

const GPtrArray *
platform_cli_get_warnings(const PlatformCli *cli)
{
  return cli->warnings;
}
