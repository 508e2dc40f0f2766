/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/nodes/cluster-services.h"

#include "app/trustlist/compare.h"
#include "app/trustlist/function.h"
#include "app/trustlist/tags.h"
#include "app/trustlist/token-issuer.h"

#include <glib/gi18n.h>

/* Source of the services and of their order after a certificate: TN214231 ("Regenerate Certificates in UCM"),
 * which restarts them only where they are started. */
static const struct {
  const char *name;
  RenewedCertificates renewed;
} SERVICES[] = {
    {"Cisco Certificate Authority Proxy Function", RENEWED_CAPF},
    {"Cisco CallManager", RENEWED_CALLMANAGER},
    {"Cisco CTIManager", RENEWED_CALLMANAGER},
    {"Cisco Trust Verification Service", RENEWED_CALLMANAGER | RENEWED_CAPF | RENEWED_ITLRECOVERY},
    {"Cisco Tftp", RENEWED_CALLMANAGER | RENEWED_CAPF | RENEWED_ITLRECOVERY},
    {"Cisco HAProxy", RENEWED_CALLMANAGER},
};

/* Source of those after a list alone: Security Guide 12.5(1)SU1, "CTL Client Setup" (TFTP, then CallManager),
 * and TN118893; CTIManager: FN70613. */
static const char *const AFTER_LIST[] = {"Cisco Tftp", "Cisco CallManager", "Cisco CTIManager", NULL};

static RenewedCertificates
renewed_by_record(const TrustListRecord *record)
{
  switch (trust_list_record_get_function(record)) {
  case FUNCTION_CCM_TFTP:
  case FUNCTION_CCM:
  case FUNCTION_TFTP:
    return RENEWED_CALLMANAGER;
  case FUNCTION_CAPF:
    return RENEWED_CAPF;
  case FUNCTION_SAST:
    return token_issuer_matches(trust_list_record_get_text(record, RECORD_ISSUER_NAME)) ? 0
                                                                                        : RENEWED_ITLRECOVERY;
  default:
    return 0;
  }
}

/* CallManager's own SAST record counts as ITLRecovery's, whose services are among CallManager's. */
RenewedCertificates
cluster_services_renewed(TrustList *old_list, TrustList *new_list)
{
  RenewedCertificates renewed = 0;
  g_autoptr(ListComparison) comparison = trust_list_compare(old_list, new_list);
  for (guint i = 0; i < comparison->changes->len; i++) {
    const ListChange *change = g_ptr_array_index(comparison->changes, i);
    if (change->kind == LIST_CHANGE_CERTIFICATE_RENEWED)
      renewed |= renewed_by_record(trust_list_get_record(new_list, change->new_index));
  }
  return renewed;
}

char **
cluster_services_after(RenewedCertificates renewed)
{
  g_autoptr(GStrvBuilder) names = g_strv_builder_new();
  if (renewed == 0)
    return g_strdupv((char **)AFTER_LIST);
  for (gsize i = 0; i < G_N_ELEMENTS(SERVICES); i++)
    if ((SERVICES[i].renewed & renewed) != 0)
      g_strv_builder_add(names, SERVICES[i].name);
  return g_strv_builder_end(names);
}

char **
cluster_services_list(void)
{
  return cluster_services_after(RENEWED_CALLMANAGER | RENEWED_CAPF | RENEWED_ITLRECOVERY);
}

static char *
join(char **words)
{
  /* TRANSLATORS: between things that are done one after the other */
  return g_strjoinv(_(", then "), words);
}

char *
cluster_services_describe(RenewedCertificates renewed)
{
  g_auto(GStrv) names = cluster_services_after(renewed);
  return join(names);
}

char *
cluster_services_join_commands(char **services)
{
  g_auto(GStrv) commands = g_strdupv(services);
  for (char **command = commands; *command != NULL; command++) {
    g_autofree char *name = *command;
    *command = g_strdup_printf("\"utils service restart %s\"", name);
  }
  return join(commands);
}

char *
cluster_services_describe_commands(RenewedCertificates renewed)
{
  g_auto(GStrv) services = cluster_services_after(renewed);
  return cluster_services_join_commands(services);
}

/* Those still to be restarted. Cisco Tftp comes first after a list alone. */
static char *
describe_rest(RenewedCertificates renewed, gboolean tftp_is_done)
{
  g_auto(GStrv) names = cluster_services_after(renewed);
  return join(tftp_is_done && renewed == 0 ? names + 1 : names);
}

/* Sources: as above. New LSCs after CAPF: TN214231, and "Certificate Regeneration and Renewal Process", its
 * section on LSCs. */
char *
cluster_services_next_steps(RenewedCertificates renewed, gboolean tftp_is_done)
{
  g_autofree char *services = describe_rest(renewed, tftp_is_done);
  g_autofree char *steps = g_strdup_printf(
      _("Restart %s, on all nodes that run them, one node at a time; then reset the phones and "
        "compare the checksum with a phone's Trust List page."),
      services);
  const char *lsc = _("CAPF has a new certificate: at the end give the phones new certificates (LSC).");
  return (renewed & RENEWED_CAPF) != 0 ? g_strjoin(" ", steps, lsc, NULL) : g_steal_pointer(&steps);
}
