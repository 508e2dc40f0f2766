/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/trustlist/trust-list.h"

/* Which services have to be restarted after what, and in which order: the one table of it, for what is run,
 * what is told, and what scripts get. */

/* Whose new certificate a list was made for; 0: nobody's, it is another list with the certificates of before.
 */
typedef enum {
  RENEWED_CALLMANAGER = 1 << 0,
  RENEWED_CAPF = 1 << 1,
  RENEWED_ITLRECOVERY = 1 << 2,
} RenewedCertificates;

/* What NEW_LIST has renewed in OLD_LIST. */
RenewedCertificates cluster_services_renewed(TrustList *old_list, TrustList *new_list);

/* The names as the platform CLI takes them, with NULL behind the last. The caller frees them. */
char **cluster_services_after(RenewedCertificates renewed);

/* All services that a list or a certificate in it concerns. The same. */
char **cluster_services_list(void);

/* "Cisco Tftp, then Cisco CallManager, then Cisco CTIManager", translated. The caller frees it. */
char *cluster_services_describe(RenewedCertificates renewed);

/* The same as commands of the platform CLI, each in quotation marks. The caller frees it. */
char *cluster_services_describe_commands(RenewedCertificates renewed);

/* The same of any SERVICES. */
char *cluster_services_join_commands(char **services);

/* What has to be done when a list was put on the nodes: sentences. TFTP_IS_DONE: Cisco Tftp was restarted
 * already, which is told once more where other services come before it. The caller frees it. */
char *cluster_services_next_steps(RenewedCertificates renewed, gboolean tftp_is_done);
