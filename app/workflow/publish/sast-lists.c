/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/publish/sast-lists.h"

#include "app/base/error.h"
#include "app/workflow/list/draft.h"
#include "app/workflow/publish/sast-certificate.h"
#include "app/workflow/publish/served-read.h"

#include <glib/gi18n.h>

/* What the nodes' threads share; each writes its own node's part of FOUND. */
typedef struct {
  const AddressBookEntry *entry;
  const GPtrArray *nodes; /* of PublisherAddress */
  const GPtrArray *certificates;
  gboolean **found; /* for each node and certificate: a list has it, or may have it */
} Work;

/* LIST is NULL where it cannot be read. */
static gboolean
may_have(TrustList *list, X509 *certificate)
{
  g_autoptr(ListDraft) draft = list != NULL ? list_draft_new(list) : NULL;
  return draft == NULL || list_draft_has_token(draft, certificate);
}

static gboolean
look_at_node(const NodeTurn *turn, gpointer user_data, GError **error)
{
  const Work *work = user_data;
  const ClusterSettings *cluster = work->entry->cluster;
  const PublisherAddress *node = g_ptr_array_index(work->nodes, turn->index);
  g_autoptr(PublisherAddress) address = publisher_address_copy(node);
  g_autoptr(GBytes) bytes = NULL;
  publisher_address_set_way(address, DELIVER_BY_HAND);
  const ServedFile file = {
      .address = address, .http_port = cluster->http_port, .tftp_port = cluster->tftp_port};
  progress_step(turn->progress, _("Reading what %s serves to phones"), node->host);
  gboolean is_read = served_file_read(&file, &bytes, turn->cancellable, NULL);
  if (ctl_cancelled(turn->cancellable, error))
    return FALSE;
  g_autoptr(TrustList) list = bytes != NULL ? trust_list_parse(bytes, NULL) : NULL;
  gboolean is_none = is_read && bytes == NULL;
  for (guint i = 0; i < work->certificates->len; i++) {
    const SastCertificate *certificate = g_ptr_array_index(work->certificates, i);
    work->found[turn->index][i] = !is_none && may_have(list, certificate->certificate);
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

gboolean
sast_look_at_lists(const AddressBookEntry *entry, const GPtrArray *certificates, const NodeRound *round,
                   GError **error)
{
  g_autoptr(GPtrArray) nodes = address_book_entry_list_nodes(entry);
  GError **errors = g_new0(GError *, nodes->len);
  g_autofree gboolean **found = g_new0(gboolean *, nodes->len);
  Work work = {entry, nodes, certificates, found};
  for (guint i = 0; i < nodes->len; i++)
    found[i] = g_new0(gboolean, certificates->len);
  node_round_run(round, nodes->len, look_at_node, &work, errors);
  collect(&work);
  for (guint i = 0; i < nodes->len; i++)
    g_free(found[i]);
  node_errors_free(errors, nodes->len);
  return !ctl_cancelled(round->cancellable, error);
}
