/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/cluster/server-certificates.h"

#include "app/base/error.h"
#include "app/base/fingerprint.h"
#include "app/base/host.h"
#include "app/trustlist/function.h"
#include "app/trustlist/show.h"
#include "app/trustlist/tags.h"
#include "app/trustlist/verify.h"
#include "app/workflow/list/certificate-facts.h"
#include "app/workflow/nodes/node-round.h"

#include <glib/gi18n.h>
#include <string.h>

void
server_certificate_free(ServerCertificate *server)
{
  if (server == NULL)
    return;
  g_free(server->function);
  g_free(server->host);
  X509_free(server->certificate);
  g_free(server);
}

static gboolean
same_host(const char *a, const char *b)
{
  return host_names_match(a, strlen(a), b, strlen(b));
}

/* Any function where FUNCTION is NULL, any host where HOST is NULL. */
static gboolean
contains(const GPtrArray *found, const char *function, const char *host, X509 *certificate)
{
  for (guint i = 0; i < found->len; i++) {
    const ServerCertificate *server = g_ptr_array_index(found, i);
    if ((function == NULL || g_str_equal(server->function, function)) &&
        (host == NULL || same_host(server->host, host)) && X509_cmp(server->certificate, certificate) == 0)
      return TRUE;
  }
  return FALSE;
}

static gboolean
is_dotted(const char *host)
{
  g_autoptr(GInetAddress) address = g_inet_address_new_from_string(host);
  return address != NULL;
}

/* Is it known whether both are one host? Whether an address and a name are is not; nor an empty one. */
static gboolean
are_comparable(const char *a, const char *b)
{
  return *a != '\0' && *b != '\0' && is_dotted(a) == is_dotted(b);
}

/* Is what a port of HOST shows there already? A certificate that names several hosts may be another node's.
 */
static gboolean
contains_shown(const GPtrArray *found, const char *function, const char *host, X509 *certificate)
{
  gboolean several = certificate_names_several_hosts(certificate);
  for (guint i = 0; i < found->len; i++) {
    const ServerCertificate *server = g_ptr_array_index(found, i);
    if (g_str_equal(server->function, function) && X509_cmp(server->certificate, certificate) == 0 &&
        (!several || !are_comparable(server->host, host) || same_host(server->host, host)))
      return TRUE;
  }
  return FALSE;
}

static void
take(GPtrArray *found, const char *function, const char *host, guint port, X509 *certificate)
{
  ServerCertificate *server = g_new0(ServerCertificate, 1);
  server->function = g_strdup(function);
  server->host = g_strdup(host);
  server->port = port;
  server->certificate = certificate;
  g_ptr_array_add(found, server);
}

/* The name of the server, or its address where it has none; NULL for a token, which has neither. */
static char *
record_host(const TrustListRecord *record)
{
  TlvReader name = trust_list_record_get_text(record, RECORD_DNS_NAME);
  return name.len > 0 ? trust_list_safe_text(name) : trust_list_record_dup_address(record);
}

/* SAST records of servers repeat a certificate that another record has, but for ITLRecovery. An ITL's records
 * have neither name nor address. */
static void
add_record(GPtrArray *found, const TrustListRecord *record, gboolean itl)
{
  guint function = trust_list_record_get_function(record);
  const char *name = function_get_name(function);
  g_autofree char *host = itl ? g_strdup("") : record_host(record);
  g_autoptr(X509) certificate = trust_list_record_dup_certificate(record);
  if (certificate == NULL || name == NULL || host == NULL ||
      (function == FUNCTION_SAST ? contains(found, NULL, NULL, certificate)
                                 : contains(found, name, itl ? NULL : host, certificate)))
    return;
  if (function != FUNCTION_SAST || (!itl && trust_list_record_get_text(record, RECORD_DNS_NAME).len > 0))
    take(found, name, host, 0, g_steal_pointer(&certificate));
}

gboolean
server_certificates_add_list(GPtrArray *found, const TrustList *list, GError **error)
{
  gboolean itl = trust_list_is_itl(list);
  if (!trust_list_verify(list, NULL, error))
    return FALSE;
  for (int sast = 0; sast <= 1; sast++)
    for (guint i = 0; i < trust_list_get_n_records(list); i++) {
      const TrustListRecord *record = trust_list_get_record(list, i);
      if ((trust_list_record_get_function(record) == FUNCTION_SAST) == sast)
        add_record(found, record, itl);
    }
  return TRUE;
}

/* SHOWN: the certificate's SHA-1 and SHA-256. */
static gboolean
is_given(const CertificateConfirmation *confirmation, const char *const *shown)
{
  return fingerprint_is_among(FINGERPRINT_CERTIFICATE, shown[0], confirmation->fingerprints) ||
         fingerprint_is_among(FINGERPRINT_CERTIFICATE, shown[1], confirmation->fingerprints);
}

static gboolean
ask_person(const CertificateConfirmation *confirmation, const char *where, const char *detail,
           const char *const *shown, gboolean *yes, GCancellable *cancellable, GError **error)
{
  g_autofree char *message = /* TRANSLATORS: a question; the question mark is added. */
      g_strdup_printf(_("Is this the certificate of %s"), where);
  PromptQuestion question = {.kind = PROMPT_CERTIFICATE,
                             .subject = where,
                             .message = message,
                             .detail = detail,
                             .fingerprints = shown};
  return prompt_confirm(confirmation->prompt, &question, yes, cancellable, error);
}

static gboolean
confirm(X509 *certificate, const TlsService *service, const TlsTarget *target,
        const CertificateConfirmation *confirmation, GCancellable *cancellable, GError **error)
{
  g_autoptr(CertificateFacts) facts = certificate_facts_new(certificate, NAME_STYLE_SERVER);
  g_autofree char *sha1 = tls_certificate_fingerprint(certificate, G_CHECKSUM_SHA1);
  g_autofree char *sha256 = tls_certificate_fingerprint(certificate, G_CHECKSUM_SHA256);
  /* TRANSLATORS: the names of a service and of a host. */
  g_autofree char *where = g_strdup_printf(_("%s on %s port %u"), service->name, target->host, target->port);
  g_autofree char *detail =
      g_strdup_printf(_("It shows %s (%s), which stands in no list of the cluster.\nSHA-1 %s\nSHA-256 %s"),
                      facts->subject, facts->key, sha1, sha256);
  const char *const shown[] = {sha1, sha256, NULL};
  gboolean yes = FALSE;
  if (confirmation->fingerprints != NULL)
    yes = is_given(confirmation, shown);
  else if (!ask_person(confirmation, where, detail, shown, &yes, cancellable, error))
    return FALSE;
  if (!yes)
    g_set_error(error, CTL_ERROR, CTL_ERROR_HOST_KEY_UNKNOWN,
                _("%s: its certificate was not confirmed (SHA-1 %s, SHA-256 %s)"), where, sha1, sha256);
  return yes;
}

/* What a service of a node shows, and what came of asking it. */
typedef struct {
  const TlsService *service;
  TlsTarget target;
  X509 *certificate;
  GError *why;
} Shown;

static void
shown_clear(gpointer data)
{
  Shown *shown = data;
  X509_free(shown->certificate);
  g_clear_error(&shown->why);
}

/* All services of the first node, then those of the next. */
static GArray *
list_services(const GPtrArray *nodes, gboolean old_algorithms, gboolean for_ctl)
{
  GArray *all = g_array_new(FALSE, FALSE, sizeof(Shown));
  g_array_set_clear_func(all, shown_clear);
  for (guint i = 0; i < nodes->len; i++)
    for (const TlsService *service = TLS_SERVICES; service->name != NULL; service++) {
      const PublisherAddress *node = g_ptr_array_index(nodes, i);
      const Shown shown = {
          .service = service,
          .target = {.host = node->host, .port = service->port, .old_algorithms = old_algorithms}};
      if (!for_ctl || !g_str_equal(service->record, function_get_name(FUNCTION_TVS)))
        g_array_append_val(all, shown);
    }
  return all;
}

/* A service is a node of this round. */
static gboolean
ask_service(const NodeTurn *turn, gpointer all, GError **error)
{
  Shown *shown = &g_array_index((GArray *)all, Shown, turn->index);
  shown->certificate = tls_certificate_fetch(&shown->target, turn->cancellable, error);
  return shown->certificate != NULL;
}

static gboolean
add_service(GPtrArray *found, Shown *shown, const CertificateConfirmation *confirmation, GPtrArray *notes,
            GCancellable *cancellable, GError **error)
{
  const TlsService *service = shown->service;
  g_autoptr(GError) why = NULL;
  if (shown->certificate == NULL)
    g_ptr_array_add(notes,
                    g_strdup_printf(_("%s: no certificate from %s"), shown->why->message, service->name));
  const char *host = shown->target.host;
  if (shown->certificate == NULL || contains_shown(found, service->record, host, shown->certificate))
    return TRUE;
  if (contains(found, service->record, NULL, shown->certificate) ||
      confirm(shown->certificate, service, &shown->target, confirmation, cancellable, &why)) {
    take(found, service->record, host, service->port, g_steal_pointer(&shown->certificate));
    return TRUE;
  }
  if (confirmation->for_ctl && g_error_matches(why, CTL_ERROR, CTL_ERROR_HOST_KEY_UNKNOWN)) {
    g_ptr_array_add(notes, g_strdup(why->message));
    return TRUE;
  }
  g_propagate_error(error, g_steal_pointer(&why));
  return FALSE;
}

gboolean
server_certificates_add_live(GPtrArray *found, const GPtrArray *nodes, gboolean old_algorithms,
                             const CertificateConfirmation *confirmation, GPtrArray *notes,
                             const Progress *progress, GCancellable *cancellable, GError **error)
{
  g_autoptr(GArray) all = list_services(nodes, old_algorithms, confirmation->for_ctl);
  const NodeRound round = {.cancellable = cancellable};
  g_autofree GError **errors = g_new0(GError *, all->len);
  progress_step(progress,
                ngettext("Asking the services of %u node for their certificates",
                         "Asking the services of %u nodes for their certificates", nodes->len),
                nodes->len);
  node_round_run(&round, all->len, ask_service, all, errors);
  for (guint i = 0; i < all->len; i++)
    g_array_index(all, Shown, i).why = errors[i];
  if (ctl_cancelled(cancellable, error))
    return FALSE;
  for (guint i = 0; i < all->len; i++)
    if (!add_service(found, &g_array_index(all, Shown, i), confirmation, notes, cancellable, error))
      return FALSE;
  return TRUE;
}

/* A certificate's name comes from outside and must not lead out of the folder. */
char *
server_certificate_file_name(const ServerCertificate *server)
{
  g_autoptr(CertificateFacts) facts = certificate_facts_new(server->certificate, NAME_STYLE_SERVER);
  g_autofree char *name = g_strdup_printf("%s_%s.pem", facts->subject_short, server->function);
  g_strcanon(name, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-_.", '-');
  if (*name == '.')
    *name = '-';
  return g_steal_pointer(&name);
}
