/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/trustlist/verify.h"

#include "app/base/error.h"
#include "app/trustlist/certificate.h"
#include "app/trustlist/digest.h"
#include "app/trustlist/tags.h"

#include <glib/gi18n.h>
#include <openssl/err.h>

static gboolean
refuse(GError **error, const char *why)
{
  g_set_error(error, CTL_ERROR, CTL_ERROR_SIGNATURE, _("The signature of the list is wrong: %s"), why);
  return FALSE;
}

/* The bits that a code of SIGNATUREMODULUS stands for: 512, 1024, 2048, 4096. */
static int
modulus_bits(guint8 code)
{
  return code <= 3 ? 512 << code : 0;
}

static gboolean
signature_fits(const TrustListHeader *header, EVP_PKEY *key)
{
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  gboolean ok = EVP_DigestVerifyInit(context, NULL, digest_get_md(header->digest), NULL, key) == 1 &&
                EVP_DigestVerifyUpdate(context, header->signed_before.data, header->signed_before.len) == 1 &&
                EVP_DigestVerifyUpdate(context, header->signed_after.data, header->signed_after.len) == 1 &&
                EVP_DigestVerifyFinal(context, header->signature.data, header->signature.len) == 1;
  EVP_MD_CTX_free(context);
  ERR_clear_error();
  return ok;
}

gboolean
trust_list_verify_with_key(const TrustList *list, EVP_PKEY *key, GError **error)
{
  const TrustListHeader *header = trust_list_get_header(list);
  if (digest_get_md(header->digest) == NULL || header->signature_algorithm != SIGNATURE_ALGORITHM_RSA)
    return refuse(error, _("it is of a kind that no phone knows"));
  if (!EVP_PKEY_is_a(key, "RSA"))
    return refuse(error, _("the signer's key is not RSA"));
  if (EVP_PKEY_get_bits(key) != modulus_bits(header->signature_modulus))
    return refuse(error, _("the header names another key size than the signer's key has"));
  if (!signature_fits(header, key))
    return refuse(error, _("the list was changed after it was signed, or signed with another key"));
  return TRUE;
}

gboolean
trust_list_verify(const TrustList *list, guint *signer_index, GError **error)
{
  g_autoptr(GError) first_error = NULL;
  guint n_signers = 0;
  const guint *signers = trust_list_get_signers(list, &n_signers);
  for (guint i = 0; i < n_signers; i++) {
    const TrustListRecord *record = trust_list_get_record(list, signers[i]);
    g_autoptr(EVP_PKEY) key = trust_list_record_dup_public_key(record);
    if (key != NULL && trust_list_verify_with_key(list, key, first_error == NULL ? &first_error : NULL)) {
      if (signer_index != NULL)
        *signer_index = signers[i];
      return TRUE;
    }
    if (key == NULL && first_error == NULL)
      refuse(&first_error, _("the signer's record has no certificate and no key that can be read"));
  }
  if (first_error == NULL)
    return refuse(error, _("the signer is none of the System Administrator Security Tokens in the list"));
  g_propagate_error(error, g_steal_pointer(&first_error));
  return FALSE;
}
