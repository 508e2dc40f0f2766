/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/list/non-secure.h"

#include "app/base/error.h"
#include "app/trustlist/tags.h"

#include <glib/gi18n.h>

/* The records that lose their certificate. Source: the format page, "non-secure mode". */
static guint
count_certificates(const ListDraft *draft)
{
  guint n = 0;
  for (guint i = 0; i < list_draft_get_n_records(draft); i++) {
    TrustListRecord record = list_draft_get_record(draft, i);
    TlvReader certificate = {0};
    n += trust_list_record_get_function(&record) == FUNCTION_CCM_TFTP &&
         trust_list_record_get(&record, RECORD_CERTIFICATE, &certificate);
  }
  return n;
}

gboolean
non_secure_check(const ListDraft *draft, GError **error)
{
  if (count_certificates(draft) > 0)
    return TRUE;
  g_set_error_literal(error, CTL_ERROR, CTL_ERROR_USAGE,
                      _("No CCM+TFTP record of the list holds a certificate, so there is nothing to take out "
                        "for non-secure mode"));
  return FALSE;
}

char *
non_secure_describe(const ListDraft *draft)
{
  guint n = count_certificates(draft);
  const char *records = n == 1 ? _("1 CCM+TFTP record loses its certificate and key and keeps the address "
                                   "only; tokens and CAPF stay as they are. To go back to mixed mode, each "
                                   "of these servers has to be added again with its certificate.")
                               : _("All CCM+TFTP records lose their certificate and key and keep the address "
                                   "only; tokens and CAPF stay as they are. To go back to mixed mode, each "
                                   "of these servers has to be added again with its certificate.");
  const char *cluster = _("This changes the list, not the cluster: Cluster Security Mode (CM Administration "
                          "> System > Enterprise Parameters) has to be 0, non-secure, as well.");
  return g_strdup_printf("%s\n\n%s", records, cluster);
}
