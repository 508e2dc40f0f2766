/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The rules of the Windows CTL Client, which hold for both programs. */
#include "app/workflow/draft-private.h"

#include "app/base/error.h"
#include "app/trustlist/certificate.h"
#include "app/trustlist/show.h"
#include "app/trustlist/tags.h"

#include <glib/gi18n.h>

/* "Two token entries must stay in the list at all times", so that the loss of one does not lock the phones
 * out. */
#define MIN_TOKENS 2

guint
list_draft_count_tokens(const ListDraft *draft)
{
  guint n = 0;
  for (guint i = 0; i < list_draft_get_n_records(draft); i++) {
    TrustListRecord record = list_draft_get_record(draft, i);
    n += trust_list_record_get_function(&record) == FUNCTION_SAST;
  }
  return n;
}

gboolean
list_draft_check_remove(const ListDraft *draft, guint index, GError **error)
{
  TrustListRecord record = list_draft_get_record(draft, index);
  if (trust_list_record_get_function(&record) != FUNCTION_SAST || list_draft_count_tokens(draft) > 1)
    return TRUE;
  g_set_error_literal(error, CTL_ERROR, CTL_ERROR_USAGE,
                      _("The last System Administrator Security Token cannot be removed: nobody could change "
                        "the list later"));
  return FALSE;
}

static gboolean
reject(GError **error, const char *message)
{
  g_set_error_literal(error, CTL_ERROR, CTL_ERROR_REJECTED, message);
  return FALSE;
}

static gboolean
check_tokens(const ListDraft *draft, GError **error)
{
  guint n = list_draft_count_tokens(draft);
  if (n == 0) {
    g_set_error_literal(error, CTL_ERROR, CTL_ERROR_USAGE,
                        _("A list without a System Administrator Security Token is never made: nobody could "
                          "change it later; add a token"));
    return FALSE;
  }
  if (n < MIN_TOKENS)
    return reject(error, _("A list needs two tokens, so that the loss of one does not lock the phones out"));
  return TRUE;
}

/* A record of a list from a non-secure cluster has lost its certificate; a secure list needs it again. */
static gboolean
check_certificates(const ListDraft *draft, GError **error)
{
  for (guint i = 0; !draft->non_secure && i < list_draft_get_n_records(draft); i++) {
    TrustListRecord record = list_draft_get_record(draft, i);
    TlvReader certificate = {0};
    if (trust_list_record_get_function(&record) != FUNCTION_CCM_TFTP ||
        trust_list_record_get(&record, RECORD_CERTIFICATE, &certificate))
      continue;
    g_autofree char *host = trust_list_safe_text(trust_list_record_get_text(&record, RECORD_DNS_NAME));
    g_set_error(error, CTL_ERROR, CTL_ERROR_REJECTED,
                _("The certificate of server %s (CCM+TFTP) is missing, since the old list was made for "
                  "non-secure mode; add the server again with its certificate"),
                host);
    return FALSE;
  }
  return TRUE;
}

/* Is the certificate in a SAST record of the list? */
static gboolean
list_knows_signer(const TrustList *list, X509 *certificate)
{
  g_autoptr(GBytes) der = certificate_to_der(certificate);
  TlvReader wanted = {0};
  wanted.data = g_bytes_get_data(der, &wanted.len);
  for (guint i = 0; i < trust_list_get_n_records(list); i++) {
    const TrustListRecord *record = trust_list_get_record(list, i);
    TlvReader value = {0};
    if (trust_list_record_get_function(record) == FUNCTION_SAST &&
        trust_list_record_get(record, RECORD_CERTIFICATE, &value) && tlv_reader_equal(value, wanted))
      return TRUE;
  }
  return FALSE;
}

gboolean
list_draft_check_signer(const ListDraft *draft, X509 *signer, GError **error)
{
  if (!trust_list_builder_has_token(draft->builder, signer))
    return reject(error, _("The Security Token that is to sign does not exist in the new CTL File, so no "
                           "phone could check its signature; add it to the list, or sign with another one"));
  if (draft->old != NULL && !list_knows_signer(draft->old, signer))
    return reject(error, _("The Security Token you have inserted does not exist in the CTL File that is to "
                           "be replaced, so phones that hold it may reject the new one; sign with a token "
                           "that is in it, or make sure that phones can ask TVS about this one"));
  return TRUE;
}

gboolean
list_draft_check_rules(const ListDraft *draft, X509 *signer, GError **error)
{
  return check_tokens(draft, error) && check_certificates(draft, error) &&
         (signer == NULL || list_draft_check_signer(draft, signer, error));
}
