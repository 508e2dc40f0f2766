/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/cluster/cluster-certificates.h"

#include "app/base/error.h"
#include "app/base/host.h"
#include "app/trustlist/tags.h"
#include "app/workflow/publish/publish.h"

#include <glib/gi18n.h>
#include <string.h>

/* What all steps work with. */
typedef struct {
  const ClusterCertificatesRequest *request;
  const ClusterCertificatesRemarks *remarks;
  GPtrArray *found;
  const Progress *progress;
  GCancellable *cancellable;
} Collection;

static gboolean
add_served(const Collection *collection, const PublisherAddress *address, GError **error)
{
  const ClusterCertificatesRequest *request = collection->request;
  PublishRequest fetch = {
      .address = address, .login = request->login, .warnings = collection->remarks->warnings};
  g_autoptr(GBytes) bytes = publish_fetch(&fetch, NULL, request->confirmation.prompt, collection->progress,
                                          collection->cancellable, error);
  g_autoptr(TrustList) list = bytes != NULL ? trust_list_parse(bytes, error) : NULL;
  return list != NULL && server_certificates_add_list(collection->found, list, error);
}

static gboolean
add_lists(const Collection *collection, GError **error)
{
  const PublisherAddress *ctl = collection->request->entry->address;
  g_autoptr(PublisherAddress) itl = publisher_address_beside(ctl, "ITLFile.tlv");
  const PublisherAddress *addresses[] = {ctl, itl};
  for (gsize i = 0; i < G_N_ELEMENTS(addresses); i++) {
    g_autoptr(GError) why = NULL;
    if (add_served(collection, addresses[i], &why))
      continue;
    if (!g_error_matches(why, CTL_ERROR, CTL_ERROR_REMOTE)) {
      g_propagate_error(error, g_steal_pointer(&why));
      return FALSE;
    }
    g_ptr_array_add(collection->remarks->notes, g_strdup(why->message));
  }
  return TRUE;
}

/* Sources: a service takes its new certificate when it is restarted, "Certificate Regeneration and Renewal
 * Process", the section after the regeneration, and TN214231; lists are no newer than when they were signed.
 */
#define OLD_CERTIFICATES                                                                                     \
  N_("A list and a port show the certificate of before until the list was made anew and the service was "    \
     "restarted; a certificate that was regenerated since has to be taken from Certificate Management")

static gboolean
add_live(const Collection *collection, GError **error)
{
  const ClusterCertificatesRequest *request = collection->request;
  g_autoptr(GPtrArray) nodes = address_book_entry_list_nodes(request->entry);
  return server_certificates_add_live(collection->found, nodes, (request->old_algorithms & OLD_TLS) != 0,
                                      &request->confirmation, collection->remarks->notes,
                                      collection->progress, collection->cancellable, error);
}

GPtrArray *
cluster_certificates_collect(const ClusterCertificatesRequest *request,
                             const ClusterCertificatesRemarks *remarks, const Progress *progress,
                             GCancellable *cancellable, GError **error)
{
  g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func((GDestroyNotify)server_certificate_free);
  const Collection collection = {request, remarks, found, progress, cancellable};
  if (request->login != NULL && !add_lists(&collection, error))
    return NULL;
  if ((request->live || request->login == NULL) && !add_live(&collection, error))
    return NULL;
  if (found->len > 0)
    g_ptr_array_add(remarks->notes, g_strdup(_(OLD_CERTIFICATES)));
  return g_steal_pointer(&found);
}

/* --- what is named --- */

static gboolean
is_host(const char *text)
{
  return *text != '\0' && strlen(text) <= HOST_MAX_LEN && strpbrk(text, " \t/@") == NULL;
}

static AddressBookEntry *
entry_for_host(const char *host)
{
  AddressBookEntry *entry = g_new0(AddressBookEntry, 1);
  entry->address = g_new0(PublisherAddress, 1);
  entry->address->user = g_strdup("");
  entry->address->host = host_without_brackets(host);
  entry->address->port = 22;
  entry->address->path = g_strdup("");
  entry->cluster = cluster_settings_new();
  return entry;
}

AddressBookEntry *
cluster_certificates_find(const char *path, const char *name, gboolean *saved, GError **error)
{
  g_autoptr(GError) why = NULL;
  AddressBookEntry *entry = strchr(name, '/') == NULL ? address_book_find(path, name, NULL, &why) : NULL;
  *saved = entry != NULL;
  if (entry != NULL)
    return entry;
  if (why != NULL && !g_error_matches(why, CTL_ERROR, CTL_ERROR_USAGE)) {
    g_propagate_error(error, g_steal_pointer(&why));
    return NULL;
  }
  if (is_host(name))
    return entry_for_host(name);
  g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE,
              _("\"%s\" is neither a saved publisher nor the name or address of a server"), name);
  return NULL;
}
