/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sources: where a file is put: SCG, UPG; that Cisco Tftp has to be restarted, and that each node is for
 * itself: TN200119. */
#include "app/workflow/publish/publish-private.h"

#include <glib/gi18n.h>
#include <string.h>

/* "." stands for the folder of TFTP itself. */
static char *
describe_place(const PublisherAddress *address)
{
  g_autofree char *name = g_path_get_basename(address->path);
  g_autofree char *folder = g_path_get_dirname(address->path);
  const char *directory = folder + strspn(folder, "/");
  return g_strdup_printf(
      _("By hand on %s: put the file as %s into the directory \"%s\" by OS Administration > "
        "Software Upgrades > TFTP File Management > Upload File, then restart Cisco Tftp "
        "there, and give the same command again"),
      address->host, name, *directory != '\0' ? directory : ".");
}

/* The list that the person will replace: it was read, and replaced by nobody yet. */
static void
keep_old(GBytes *old, const PublishRequest *request)
{
  g_autofree char *url = publisher_address_to_url(request->address);
  publish_record_look(old, request->name, url, request->warnings);
}

gboolean
publish_by_hand(const TrustList *list, const PublishRequest *request, PublishResult *result,
                PublishRecord *record, CtlPrompt *prompt, const Progress *progress, GCancellable *cancellable,
                GError **error)
{
  GBytes *bytes = trust_list_get_bytes(list);
  PublishRequest own = *request;
  g_auto(PublishedThere) there = {0};
  if (!publish_look_there(&there, request, prompt, progress, cancellable, error))
    return FALSE;
  GBytes *old = there.served;
  own.is_unprotected = there.state == HELD_NOT_KNOWN;
  *result = old == NULL ? PUBLISH_CREATED : PUBLISH_REPLACED;
  request->found->old_bytes = old != NULL ? g_bytes_ref(old) : NULL;
  gboolean waits = published_there_waits(&there, bytes);
  if (waits || (published_there_serves(&there, bytes) && there.state != HELD_OTHER)) {
    *result = PUBLISH_UNCHANGED;
    *request->state = waits ? PUBLISH_UPLOADED : PUBLISH_SERVED;
    return TRUE;
  }
  if (!publish_check_there(&there, request, error) || !publish_check_unchanged(old, request, error) ||
      !publish_check_node(list, old, &own, progress, cancellable, error))
    return FALSE;
  *request->state = PUBLISH_NOT_REACHED;
  if (!request->dry_run && old != NULL)
    keep_old(old, request);
  if (!request->dry_run && request->warnings != NULL)
    g_ptr_array_add(request->warnings, describe_place(request->address));
  return TRUE;
}
