/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/publish/sast-lists.h"

#include "app/base/error.h"
#include "app/workflow/list/draft.h"
#include "app/workflow/publish/served-confirmed.h"

#include <glib/gi18n.h>

/* What the nodes' threads share; each writes its own node's part of FOUND and STATES. */
typedef struct {
  const SastUpload *upload;
  const GPtrArray *nodes; /* of PublisherAddress */
  const GPtrArray *certificates;
  gboolean **found;  /* for each node and certificate: a list has it, or may have it */
  HeldState *states; /* for each node */
} Work;

/* FALSE only for what ends all. BYTES gets the list that is served, or NULL. */
static gboolean
read_lists(const Work *work, const NodeTurn *turn, GBytes **bytes, GError **error)
{
  const SastUpload *upload = work->upload;
  const ClusterSettings *cluster = upload->entry->cluster;
  g_autoptr(PublisherAddress) address =
      address_book_entry_dup_cli_node(upload->entry, turn->index, upload->user);
  g_auto(PlatformListFacts) held = {0};
  const ServedFile file = {
      .address = address, .http_port = cluster->http_port, .tftp_port = cluster->tftp_port};
  progress_step(turn->progress, _("Reading what %s serves to phones"), address->host);
  if (!served_file_read(&file, bytes, turn->cancellable, NULL))
    return !ctl_cancelled(turn->cancellable, error);
  return served_file_ask_held(&file, upload->login, *bytes, &work->states[turn->index], &held, turn->prompt,
                              turn->progress, turn->cancellable, error);
}

static gboolean
look_at_node(const NodeTurn *turn, gpointer user_data, GError **error)
{
  const Work *work = user_data;
  g_autoptr(GBytes) bytes = NULL;
  if (!read_lists(work, turn, &bytes, error))
    return FALSE;
  gboolean is_sure = work->states[turn->index] == HELD_SERVED;
  g_autoptr(TrustList) list = bytes != NULL ? trust_list_parse(bytes, NULL) : NULL;
  g_autoptr(ListDraft) draft = list != NULL ? list_draft_new(list) : NULL;
  for (guint i = 0; i < work->certificates->len; i++) {
    const SastCertificate *certificate = g_ptr_array_index(work->certificates, i);
    gboolean has = draft != NULL ? list_draft_has_token(draft, certificate->certificate) : bytes != NULL;
    work->found[turn->index][i] = !is_sure || has;
  }
  return TRUE;
}

static void
collect(const Work *work)
{
  for (guint i = 0; i < work->certificates->len; i++) {
    const SastCertificate *certificate = g_ptr_array_index(work->certificates, i);
    g_ptr_array_set_size(certificate->listed, 0);
    for (guint node = 0; node < work->nodes->len; node++)
      if (work->found[node][i])
        g_ptr_array_add(certificate->listed,
                        g_strdup(((const PublisherAddress *)g_ptr_array_index(work->nodes, node))->host));
  }
}

static void
warn_of_held(const Work *work)
{
  GPtrArray *warnings = work->upload->warnings;
  for (guint i = 0; warnings != NULL && i < work->nodes->len; i++) {
    const char *host = ((const PublisherAddress *)g_ptr_array_index(work->nodes, i))->host;
    if (work->states[i] == HELD_OTHER)
      g_ptr_array_add(warnings, g_strdup_printf(_("Node %s serves another list to phones than it holds "
                                                  "(\"%s\"); when Cisco Tftp was restarted there it serves "
                                                  "that one"),
                                                host, "show ctl"));
    else if (work->states[i] == HELD_NOT_KNOWN)
      g_ptr_array_add(
          warnings, g_strdup_printf(_("Which list %s holds is not known, so TVS there proves nothing. Log in "
                                      "to its platform CLI once (etoken-ctl status), then give the same "
                                      "command again"),
                                    host));
  }
}

gboolean
sast_look_at_lists(const SastUpload *upload, const GPtrArray *certificates, const NodeRound *round,
                   GError **error)
{
  g_autoptr(GPtrArray) nodes = address_book_entry_list_nodes(upload->entry);
  GError **errors = g_new0(GError *, nodes->len);
  g_autofree gboolean **found = g_new0(gboolean *, nodes->len);
  g_autofree HeldState *states = g_new0(HeldState, nodes->len);
  Work work = {upload, nodes, certificates, found, states};
  for (guint i = 0; i < nodes->len; i++) {
    found[i] = g_new0(gboolean, certificates->len);
    states[i] = HELD_NOT_KNOWN;
  }
  node_round_run(round, nodes->len, look_at_node, &work, errors);
  gboolean good = !ctl_cancelled(round->cancellable, error) &&
                  node_errors_check((const GError *const *)errors, nodes->len, error);
  collect(&work);
  if (good)
    warn_of_held(&work);
  for (guint i = 0; i < nodes->len; i++)
    g_free(found[i]);
  node_errors_free(errors, nodes->len);
  return good;
}
