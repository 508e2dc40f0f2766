/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Source: a node serves a file that was uploaded once Cisco Tftp was restarted: TN200119. */
#include "app/workflow/publish/publish-private.h"

#include "app/base/error.h"
#include "app/workflow/history/history.h"
#include "app/workflow/list/list-file.h"

#include <glib/gi18n.h>

/* What a node has that gives its files to phones only: what it serves, and what it says that it holds. */

gboolean
publish_read_served(const PublishRequest *request, GBytes **bytes, GCancellable *cancellable, GError **error)
{
  const ServedFile file = {
      .address = request->address, .http_port = request->http_port, .tftp_port = request->tftp_port};
  return served_file_read(&file, bytes, cancellable, error);
}

void
published_there_clear(PublishedThere *there)
{
  g_clear_pointer(&there->served, g_bytes_unref);
  platform_list_facts_clear(&there->held);
}

gboolean
publish_look_there(PublishedThere *there, const PublishRequest *request, CtlPrompt *prompt,
                   const Progress *progress, GCancellable *cancellable, GError **error)
{
  const ServedFile file = {
      .address = request->address, .http_port = request->http_port, .tftp_port = request->tftp_port};
  progress_step(progress, _("Reading the list that %s serves now"), request->address->host);
  return served_file_read(&file, &there->served, cancellable, error) &&
         served_file_ask_held(&file, request->login, there->served, &there->state, &there->held, prompt,
                              progress, cancellable, error);
}

gboolean
published_there_serves(const PublishedThere *there, GBytes *bytes)
{
  return there->served != NULL && g_bytes_equal(there->served, bytes);
}

gboolean
published_there_waits(const PublishedThere *there, GBytes *bytes)
{
  g_autofree char *md5 = NULL;
  g_autofree char *sha1 = NULL;
  list_checksums(bytes, &md5, &sha1);
  return there->state == HELD_OTHER && there->held.found &&
         platform_list_facts_match(&there->held, md5, sha1);
}

/* TRUE when the list that waits for a restart there is one that was published or fetched from here. */
static gboolean
is_in_history(const PlatformListFacts *held)
{
  g_autoptr(GPtrArray) entries = history_load(NULL);
  for (guint i = 0; entries != NULL && i < entries->len; i++) {
    const HistoryEntry *entry = g_ptr_array_index(entries, i);
    if (platform_list_facts_match(held, entry->md5, entry->sha1))
      return TRUE;
  }
  return FALSE;
}

static void
warn(const PublishRequest *request, char *sentence)
{
  if (request->warnings != NULL)
    g_ptr_array_add(request->warnings, sentence);
  else
    g_free(sentence);
}

gboolean
publish_check_there(const PublishedThere *there, const PublishRequest *request, GError **error)
{
  const char *host = request->address->host;
  if (there->state == HELD_NOT_KNOWN && there->served == NULL) {
    g_set_error(
        error, CTL_ERROR, CTL_ERROR_REMOTE,
        _("Whether %s has a list is not known: it serves none, and its platform CLI does not say that it "
          "holds none (show ctl). Log in to the CLI once (etoken-ctl status), then give the same "
          "command again"),
        host);
    return FALSE;
  }
  if (there->state == HELD_NOT_KNOWN)
    warn(request,
         g_strdup_printf(_("What %s serves was read without protection, and its platform CLI did not "
                           "confirm it (show ctl)"),
                         host));
  if (there->state != HELD_OTHER || !there->held.found || is_in_history(&there->held) ||
      consent_covers(request->consent, JUDGE_OLD_LIST_UNEXPECTED))
    return TRUE;
  g_set_error(
      error, CTL_ERROR, CTL_ERROR_CHANGED,
      _("Node %s holds a list that it does not serve yet (MD5 %s), and which was not published from here: "
        "find out who has put it there. When Cisco Tftp was restarted, it serves that list, and the same "
        "command judges it; or accept old-list-unexpected"),
      host, there->held.md5 != NULL ? there->held.md5 : C_("fact of a list", "unknown"));
  return FALSE;
}
