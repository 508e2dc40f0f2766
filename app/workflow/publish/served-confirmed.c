/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/publish/served-confirmed.h"

#include "app/base/error.h"
#include "app/publisher/cli/platform-cli.h"
#include "app/publisher/ssh/known-host-look.h"
#include "app/workflow/list/list-file.h"

#include <glib/gi18n.h>

/* NULL for another file. */
static const char *
find_command(const PublisherAddress *address)
{
  g_autofree char *name = g_path_get_basename(address->path);
  if (g_str_equal(name, "CTLFile.tlv"))
    return "show ctl";
  return g_str_equal(name, "ITLFile.tlv") ? "show itl" : NULL;
}

static void
copy_warnings(const PlatformCli *cli, GPtrArray *warnings)
{
  const GPtrArray *said = platform_cli_get_warnings(cli);
  for (guint i = 0; warnings != NULL && i < said->len; i++)
    g_ptr_array_add(warnings, g_strdup(g_ptr_array_index(said, i)));
}

static gboolean
ask(PlatformListFacts *facts, const PublisherAddress *address, const char *command,
    const PublisherLogin *login, GPtrArray *warnings, CtlPrompt *prompt, const Progress *progress,
    GCancellable *cancellable, GError **error)
{
  g_autoptr(PublisherAddress) cli_address = publisher_address_copy(address);
  publisher_address_set_way(cli_address, DELIVER_BY_SFTP);
  g_autoptr(PlatformCli) cli = platform_cli_open(cli_address, login, prompt, progress, cancellable, error);
  if (cli == NULL)
    return FALSE;
  copy_warnings(cli, warnings);
  g_autofree char *text = platform_cli_run(cli, command, PLATFORM_CLI_NO, cancellable, error);
  if (text == NULL || platform_cli_parse_list(text, facts))
    return text != NULL;
  g_set_error(error, CTL_ERROR, CTL_ERROR_REMOTE, _("Node %s: the answer to \"%s\" makes no sense"),
              address->host, command);
  return FALSE;
}

static gboolean
is_same(GBytes *contents, const PlatformListFacts *facts)
{
  if (contents == NULL)
    return !facts->found;
  g_autofree char *md5 = NULL;
  g_autofree char *sha1 = NULL;
  list_checksums(contents, &md5, &sha1);
  return facts->found && platform_list_facts_match(facts, md5, sha1);
}

gboolean
served_file_read_confirmed(const ServedFile *file, const PublisherLogin *login, GBytes **contents,
                           GPtrArray *warnings, CtlPrompt *prompt, const Progress *progress,
                           GCancellable *cancellable, GError **error)
{
  const PublisherAddress *address = file->address;
  const char *command = find_command(address);
  g_auto(PlatformListFacts) facts = {0};
  g_autoptr(GBytes) served = NULL;
  *contents = NULL;
  if (command == NULL) {
    g_set_error(error, CTL_ERROR, CTL_ERROR_REMOTE,
                _("Node %s is not reached by SFTP, and its platform CLI tells nothing of the file %s"),
                address->host, address->path);
    return FALSE;
  }
  progress_step(progress, _("Reading the list that %s serves now"), address->host);
  if (!served_file_read(file, &served, cancellable, error) ||
      !ask(&facts, address, command, login, warnings, prompt, progress, cancellable, error))
    return FALSE;
  if (is_same(served, &facts)) {
    *contents = g_steal_pointer(&served);
    return TRUE;
  }
  g_set_error(error, CTL_ERROR, CTL_ERROR_REMOTE,
              _("Node %s serves another list to phones than it holds (\"%s\"); when Cisco Tftp was restarted "
                "there it serves that one"),
              address->host, command);
  return FALSE;
}

gboolean
served_error_is_final(const GError *why)
{
  return g_error_matches(why, CTL_ERROR, CTL_ERROR_LOGIN_REFUSED) ||
         g_error_matches(why, CTL_ERROR, CTL_ERROR_CANCELLED) ||
         g_error_matches(why, CTL_ERROR, CTL_ERROR_HOST_KEY_CHANGED);
}

gboolean
served_file_ask_held(const ServedFile *file, const PublisherLogin *login, GBytes *served, HeldState *state,
                     PlatformListFacts *held, CtlPrompt *prompt, const Progress *progress,
                     GCancellable *cancellable, GError **error)
{
  const char *command = find_command(file->address);
  g_autoptr(PublisherAddress) cli_address = publisher_address_copy(file->address);
  g_autoptr(GError) why = NULL;
  *state = HELD_NOT_KNOWN;
  publisher_address_set_way(cli_address, DELIVER_BY_SFTP);
  if (command == NULL || !known_host_is_there(cli_address, login))
    return TRUE;
  if (!ask(held, file->address, command, login, NULL, prompt, progress, cancellable, &why)) {
    if (!served_error_is_final(why))
      return TRUE;
    g_propagate_error(error, g_steal_pointer(&why));
    return FALSE;
  }
  gboolean tells = !held->found || held->md5 != NULL || held->sha1 != NULL;
  *state = !tells ? HELD_NOT_KNOWN : is_same(served, held) ? HELD_SERVED : HELD_OTHER;
  return TRUE;
}
