/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sources: the answers of the platform CLI, public logs (`utils service list`) and COMM (the rollback
 * switch); which certificate a service shows, "Certificate Regeneration and Renewal Process". */
#include "app/workflow/cluster/node-facts.h"

#include "app/trustlist/record-identity.h"
#include "app/trustlist/trust-list.h"
#include "app/workflow/list/list-file.h"
#include "app/workflow/nodes/cluster-services.h"
#include "app/workflow/nodes/node-round.h"
#include "app/workflow/publish/publish-fetch.h"

#define ASK_SERVICES "utils service list"
#define ASK_ITL "show itl"
#define PORT_TIMEOUT_MS 5000
#define HTTP_TIMEOUT_S 5

static void
node_port_clear(gpointer data)
{
  NodePort *port = data;
  X509_free(port->certificate);
}

void
node_facts_clear(NodeFacts *facts)
{
  g_clear_pointer(&facts->services, g_array_unref);
  g_clear_pointer(&facts->ports, g_array_unref);
  platform_list_facts_clear(&facts->itl.list);
}

/* --- the platform CLI --- */

static void
read_services(NodeFacts *facts, const char *text)
{
  g_auto(GStrv) names = cluster_services_list();
  if (!platform_cli_tells_services(text))
    return;
  facts->services = g_array_new(FALSE, FALSE, sizeof(NodeService));
  for (char **name = names; *name != NULL; name++) {
    NodeService service = {g_intern_string(*name), platform_cli_parse_service(text, *name)};
    g_array_append_val(facts->services, service);
  }
}

static void
read_itl(NodeFacts *facts, const char *text)
{
  if (platform_cli_parse_list(text, &facts->itl.list))
    facts->itl.source = ASK_ITL;
}

static void
read_rollback(NodeFacts *facts, const char *text)
{
  facts->rollback = platform_cli_parse_rollback(text);
}

/* READ gets the answer, unless the node refuses the command. */
static gboolean
ask(NodeFacts *facts, PlatformCli *cli, const char *command, void (*read)(NodeFacts *facts, const char *text),
    GCancellable *cancellable, GError **error)
{
  g_autofree char *text = NULL;
  if (!platform_cli_ask(cli, command, &text, cancellable, error))
    return FALSE;
  if (text != NULL)
    read(facts, text);
  return TRUE;
}

gboolean
node_facts_ask_cli(NodeFacts *facts, PlatformCli *cli, gboolean publisher, GCancellable *cancellable,
                   GError **error)
{
  facts->asked = TRUE;
  return ask(facts, cli, ASK_SERVICES, read_services, cancellable, error) &&
         ask(facts, cli, ASK_ITL, read_itl, cancellable, error) &&
         (!publisher || ask(facts, cli, PLATFORM_CLI_ASK_ROLLBACK, read_rollback, cancellable, error));
}

/* --- what services show --- */

static GArray *
list_ports(void)
{
  GArray *ports = g_array_new(FALSE, FALSE, sizeof(NodePort));
  g_array_set_clear_func(ports, node_port_clear);
  for (const TlsService *service = TLS_SERVICES; service->name != NULL; service++) {
    NodePort port = {.service = service};
    g_array_append_val(ports, port);
  }
  return ports;
}

typedef struct {
  GArray *ports;
  const char *host;
  gboolean old_algorithms;
} PortRound;

/* A port is a node of this round. */
static gboolean
ask_port(const NodeTurn *turn, gpointer data, GError **error)
{
  const PortRound *asked = data;
  NodePort *port = &g_array_index(asked->ports, NodePort, turn->index);
  const TlsTarget target = {.host = asked->host,
                            .port = port->service->port,
                            .timeout_ms = PORT_TIMEOUT_MS,
                            .old_algorithms = asked->old_algorithms};
  port->certificate = tls_certificate_fetch(&target, turn->cancellable, error);
  return port->certificate != NULL;
}

/* CallManager shows one of two certificates, by the kind of key that the client wants. */
static const OwnCertificate *
find_own(const OwnCertificates *own, const NodePort *port)
{
  gboolean ec = EVP_PKEY_get_base_id(X509_get0_pubkey(port->certificate)) == EVP_PKEY_EC;
  if (ec && g_str_equal(port->service->name, own_unit_get_word(OWN_CALLMANAGER)))
    return &own->units[OWN_CALLMANAGER_ECDSA];
  for (guint unit = 0; unit < OWN_N_UNITS; unit++)
    if (g_str_equal(own_unit_get_word(unit), port->service->name))
      return &own->units[unit];
  return NULL;
}

static PortAnswer
compare(const OwnCertificates *own, const NodePort *port)
{
  const OwnCertificate *held = port->certificate != NULL ? find_own(own, port) : NULL;
  if (port->certificate == NULL)
    return PORT_SILENT;
  if (held == NULL || held->certificate == NULL)
    return PORT_NOT_COMPARED;
  return X509_cmp(held->certificate, port->certificate) == 0 ? PORT_SHOWS_OWN : PORT_SHOWS_OTHER;
}

static void
ask_ports(NodeFacts *facts, const char *host, const OwnCertificates *own, gboolean old_algorithms,
          GCancellable *cancellable)
{
  PortRound asked = {.ports = list_ports(), .host = host, .old_algorithms = old_algorithms};
  const NodeRound round = {.cancellable = cancellable};
  GError **errors = g_new0(GError *, asked.ports->len);
  node_round_run(&round, asked.ports->len, ask_port, &asked, errors);
  node_errors_free(errors, asked.ports->len);
  for (guint i = 0; i < asked.ports->len; i++) {
    NodePort *port = &g_array_index(asked.ports, NodePort, i);
    port->answer = compare(own, port);
  }
  facts->ports = asked.ports;
}

static void
ask_itl(NodeFacts *facts, const AddressBookEntry *entry, const char *host, GCancellable *cancellable)
{
  const FetchRequest fetch = {
      .entry = entry, .node = host, .method = FETCH_BY_HTTP, .itl = TRUE, .timeout_s = HTTP_TIMEOUT_S};
  g_autoptr(GPtrArray) warnings = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(FetchedList) fetched = publish_fetch_list(&fetch, TRUE, warnings, NULL, NULL, cancellable, NULL);
  g_autoptr(TrustList) list = fetched != NULL ? trust_list_parse(fetched->bytes, NULL) : NULL;
  if (list == NULL || !trust_list_is_itl(list))
    return;
  PlatformListFacts *itl = &facts->itl.list;
  itl->found = TRUE;
  itl->len = (gint64)g_bytes_get_size(fetched->bytes);
  itl->signer = name_dup_short(trust_list_get_header(list)->signer_name);
  list_checksums(fetched->bytes, &itl->md5, &itl->sha1);
  facts->itl.source = "http";
}

void
node_facts_ask_services(NodeFacts *facts, const AddressBookEntry *entry, const char *host,
                        const OwnCertificates *own, gboolean old_algorithms, GCancellable *cancellable)
{
  ask_ports(facts, host, own, old_algorithms, cancellable);
  if (facts->itl.source == NULL)
    ask_itl(facts, entry, host, cancellable);
}

gboolean
node_service_is_off(const NodeService *service)
{
  return service->state == PLATFORM_SERVICE_STOPPED || service->state == PLATFORM_SERVICE_COMMANDED_OUT;
}

const char *
node_port_get_service(const NodePort *port)
{
  if (g_str_equal(port->service->name, "CAPF"))
    return "Cisco Certificate Authority Proxy Function";
  return g_str_equal(port->service->name, "TVS") ? "Cisco Trust Verification Service" : "Cisco CallManager";
}

static gboolean
has_old_certificate(const NodeFacts *facts, const char *service)
{
  for (guint i = 0; facts->ports != NULL && i < facts->ports->len; i++) {
    const NodePort *port = &g_array_index(facts->ports, NodePort, i);
    if (port->answer == PORT_SHOWS_OTHER && g_str_equal(node_port_get_service(port), service))
      return TRUE;
  }
  return FALSE;
}

/* Not one that a person has commanded out of service: he may want it so. */
static gboolean
has_stopped(const NodeFacts *facts, const char *service)
{
  for (guint i = 0; facts->services != NULL && i < facts->services->len; i++) {
    const NodeService *found = &g_array_index(facts->services, NodeService, i);
    if (g_str_equal(found->name, service))
      return found->state == PLATFORM_SERVICE_STOPPED;
  }
  return FALSE;
}

gboolean
node_facts_want_restart(const NodeFacts *facts, const char *service)
{
  return has_stopped(facts, service) || has_old_certificate(facts, service);
}
