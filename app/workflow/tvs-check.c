/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/tvs-check.h"

#include "app/base/error.h"
#include "app/trustlist/certificate.h"
#include "app/trustlist/function.h"
#include "app/trustlist/tags.h"
#include "app/trustlist/verify.h"

#include <glib/gi18n.h>

#define SHA1_LEN 20

void
tvs_check_clear(TvsCheck *check)
{
  g_clear_pointer(&check->old_algorithms, g_free);
}

static void
add_value(GPtrArray *array, const TrustListRecord *record, guint8 tag)
{
  TlvReader value = {0};
  if (trust_list_record_get(record, tag, &value) && (tag != RECORD_CERT_HASH || value.len == SHA1_LEN))
    g_ptr_array_add(array, g_bytes_new(value.data, value.len));
}

static void
add_records(const TvsIdentity *identity, const TrustList *itl)
{
  for (guint i = 0; i < trust_list_get_n_records(itl); i++) {
    const TrustListRecord *record = trust_list_get_record(itl, i);
    if (trust_list_record_get_function(record) != FUNCTION_TVS)
      continue;
    add_value(identity->certificates, record, RECORD_CERTIFICATE);
    add_value(identity->hashes, record, RECORD_CERT_HASH);
  }
}

static gboolean
fill_identity(const TvsIdentity *identity, const TvsCheckRequest *request, GError **error)
{
  if (request->itl != NULL && !trust_list_verify(request->itl, NULL, error)) {
    g_prefix_error(error, _("The ITL cannot say who TVS is: "));
    return FALSE;
  }
  if (request->itl != NULL)
    add_records(identity, request->itl);
  if (request->tvs_certificate != NULL)
    g_ptr_array_add(identity->certificates, certificate_to_der(request->tvs_certificate));
  if (identity->certificates->len + identity->hashes->len > 0)
    return TRUE;
  g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE, "%s",
              request->itl != NULL
                  ? _("The ITL has no TVS record, so it is not known which certificate TVS has to show")
                  : _("It is not known which certificate TVS has to show: the ITL that the cluster serves, "
                      "or the certificate itself, is needed"));
  return FALSE;
}

gboolean
tvs_check_certificate(X509 *certificate, const TvsCheckRequest *request, TvsCheck *check,
                      const Progress *progress, GCancellable *cancellable, GError **error)
{
  *check = (TvsCheck){0};
  g_autoptr(GPtrArray) certificates = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
  g_autoptr(GPtrArray) hashes = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
  g_autoptr(GBytes) der = certificate_to_der(certificate);
  const TvsIdentity identity = {certificates, hashes};
  if (!fill_identity(&identity, request, error))
    return FALSE;
  progress_step(progress, _("Asking TVS on %s"), request->target.host);
  if (!tvs_ask(&request->target, &identity, der, &check->answer, &check->old_algorithms, cancellable,
               error)) {
    tvs_check_clear(check);
    return FALSE;
  }
  check->accepts_signer = check->answer.trusted && tvs_answer_has_role(&check->answer, FUNCTION_SAST);
  return TRUE;
}

gboolean
tvs_check_signer(const TrustList *list, const TvsCheckRequest *request, TvsCheck *check,
                 const Progress *progress, GCancellable *cancellable, GError **error)
{
  guint index = 0;
  *check = (TvsCheck){0};
  if (!trust_list_verify(list, &index, error))
    return FALSE;
  g_autoptr(X509) certificate = trust_list_record_dup_certificate(trust_list_get_record(list, index));
  if (certificate != NULL)
    return tvs_check_certificate(certificate, request, check, progress, cancellable, error);
  g_set_error(error, CTL_ERROR, CTL_ERROR_DAMAGED,
              _("Record %u, which signed the list, has no certificate that TVS could be asked about"),
              index + 1);
  return FALSE;
}
