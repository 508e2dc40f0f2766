/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Source of what phones know TVS by: "Security By Default", the TVS record of the ITL. */
#include "app/workflow/publish/tvs-check.h"

#include "app/base/certificate-der.h"
#include "app/base/error.h"
#include "app/trustlist/certificate.h"
#include "app/trustlist/function.h"
#include "app/trustlist/verify.h"

#include <glib/gi18n.h>

void
tvs_check_clear(TvsCheck *check)
{
  g_clear_pointer(&check->old_algorithms, g_free);
}

static gboolean
check_identity(const TvsIdentity *identity, GError **error)
{
  if (identity != NULL)
    return TRUE;
  g_set_error_literal(error, CTL_ERROR, CTL_ERROR_USAGE,
                      _("It is not known which certificate TVS has to show: the ITL that the cluster serves, "
                        "or the certificate itself, is needed"));
  return FALSE;
}

/* Another server than IDENTITY: what it was compared with may be what is wrong. */
static void
name_identity(const TvsIdentity *identity, GError **error)
{
  if (error == NULL || !g_error_matches(*error, CTL_ERROR, CTL_ERROR_HOST_KEY_UNKNOWN))
    return;
  g_autofree char *said = g_steal_pointer(&(*error)->message);
  /* TRANSLATORS: a sentence, and what says who TVS is: "the ITL that was given" or the like. */
  (*error)->message = g_strdup_printf(_("%s; it is compared with %s"), said, tvs_identity_describe(identity));
}

gboolean
tvs_check_certificate(X509 *certificate, const TvsCheckRequest *request, TvsCheck *check,
                      const Progress *progress, GCancellable *cancellable, GError **error)
{
  *check = (TvsCheck){0};
  if (!check_identity(request->identity, error))
    return FALSE;
  g_autoptr(GBytes) der = certificate_to_der(certificate);
  progress_step(progress, _("Asking TVS on %s"), request->target.host);
  if (!tvs_ask(&request->target, tvs_identity_get_certificates(request->identity), der, &check->answer,
               &check->old_algorithms, cancellable, error)) {
    name_identity(request->identity, error);
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
