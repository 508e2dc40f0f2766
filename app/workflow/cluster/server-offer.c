/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/cluster/server-offer.h"

#include "app/base/error.h"
#include "app/publisher/tls/tls-certificate.h"
#include "app/workflow/list/certificate-facts.h"

#include <glib/gi18n.h>

static void
server_offer_free(gpointer data)
{
  ServerOffer *offer = data;
  X509_free(offer->certificate);
  g_free(offer->host);
  g_free(offer->title);
  g_free(offer->detail);
  g_free(offer->fingerprint);
  g_free(offer);
}

static char *
describe(const CertificateFacts *facts, guint port, gint64 now)
{
  gboolean warn = FALSE;
  g_autofree char *validity = certificate_facts_validity(facts, now, &warn);
  return port != 0 ? g_strdup_printf(_("%s, %s, shown on port %u"), validity, facts->key, port)
                   : g_strdup_printf(_("%s, %s, in a list that the publisher serves"), validity, facts->key);
}

static ServerOffer *
offer_new(const ServerCertificate *server, ListFunction function, gint64 now)
{
  g_autoptr(CertificateFacts) facts = certificate_facts_new(server->certificate, NAME_STYLE_SERVER);
  ServerOffer *offer = g_new0(ServerOffer, 1);
  offer->function = function;
  X509_up_ref(server->certificate);
  offer->certificate = server->certificate;
  offer->host = g_strdup(server->host);
  offer->title = g_strdup_printf(_("%s: %s"), server->function, facts->subject_short);
  offer->detail = describe(facts, server->port, now);
  offer->fingerprint = tls_certificate_fingerprint(server->certificate, G_CHECKSUM_SHA1);
  return offer;
}

/* Those that are new come first, in the order in which they were found. */
static int
compare_offers(gconstpointer a, gconstpointer b)
{
  const ServerOffer *x = *(ServerOffer *const *)a;
  const ServerOffer *y = *(ServerOffer *const *)b;
  return x->in_list - y->in_list;
}

GPtrArray *
server_offers_new(const GPtrArray *found, const ListDraft *draft, gint64 now)
{
  GPtrArray *offers = g_ptr_array_new_with_free_func(server_offer_free);
  for (guint i = 0; i < found->len; i++) {
    const ServerCertificate *server = g_ptr_array_index(found, i);
    ListFunction function = FUNCTION_SAST;
    if (!function_from_name(server->function, &function) || function == FUNCTION_TVS)
      continue;
    ServerOffer *offer = offer_new(server, function, now);
    offer->in_list = list_draft_has_server(draft, function, server->host, server->certificate);
    g_ptr_array_add(offers, offer);
  }
  g_ptr_array_sort(offers, compare_offers); /* a stable one */
  return offers;
}
