/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/trustlist/verify.h"

#include "app/base/error.h"
#include "app/trustlist/certificate.h"
#include "app/trustlist/digest.h"
#include "app/trustlist/record-identity.h"
#include "app/trustlist/rsa-key.h"
#include "app/trustlist/tags.h"

#include <glib/gi18n.h>
#include <openssl/err.h>

static gboolean
refuse(SignedKind kind, GError **error, const char *why)
{
  g_set_error(error, CTL_ERROR, CTL_ERROR_SIGNATURE,
              kind == SIGNED_LIST ? _("The signature of the list is wrong: %s")
                                  : _("The signature of the file is wrong: %s"),
              why);
  return FALSE;
}

/* Neither right nor wrong: this machine does not say. Takes WHY. */
static gboolean
leave_open(SignedKind kind, GError **error, char *why)
{
  g_autofree char *cause = why;
  g_set_error(error, CTL_ERROR, CTL_ERROR_NOT_CHECKED,
              kind == SIGNED_LIST ? _("The signature of the list cannot be checked here: %s")
                                  : _("The signature of the file cannot be checked here: %s"),
              cause);
  return FALSE;
}

/* The digest of what the signature covers, made once for all keys that are tried. Errors: the signature is of
 * a kind that nobody knows; OpenSSL refuses. */
static gboolean
make_digest(const TrustListHeader *header, SignedKind kind, guint8 digest[EVP_MAX_MD_SIZE], GError **error)
{
  const EVP_MD *md = digest_get_md(header->digest);
  if (md == NULL || header->signature_algorithm != SIGNATURE_ALGORITHM_RSA)
    return refuse(kind, error, _("it is of a kind that no phone knows"));
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  gboolean ok = EVP_DigestInit_ex(context, md, NULL) == 1 &&
                EVP_DigestUpdate(context, header->signed_before.data, header->signed_before.len) == 1 &&
                EVP_DigestUpdate(context, header->signed_after.data, header->signed_after.len) == 1 &&
                EVP_DigestFinal_ex(context, digest, NULL) == 1;
  EVP_MD_CTX_free(context);
  ERR_clear_error();
  return ok || leave_open(kind, error,
                          g_strdup_printf(_("OpenSSL on this machine refuses to make its %s digest"),
                                          digest_get_name(header->digest)));
}

/* FIPS 186-5 has no RSA below 2048 bits. */
static char *
describe_refused_key(int bits)
{
  return bits < 2048
             ? g_strdup_printf(_("OpenSSL on this machine refuses the signer's RSA key of %d bits, as "
                                 "FIPS mode does with all below 2048"),
                               bits)
             : g_strdup_printf(_("OpenSSL on this machine refuses the signer's RSA key of %d bits"), bits);
}

static gboolean
check_key(const TrustListHeader *header, SignedKind kind, const guint8 *digest, EVP_PKEY *key, GError **error)
{
  if (!EVP_PKEY_is_a(key, "RSA"))
    return refuse(kind, error, _("the signer's key is not RSA"));
  if (rsa_key_get_state(key) == RSA_KEY_BAD_EXPONENT)
    return refuse(kind, error, _("the signer's key has an exponent that no key has"));
  if (rsa_key_modulus_code(EVP_PKEY_get_bits(key)) != header->signature_modulus)
    return refuse(kind, error, _("the header names another key size than the signer's key has"));
  switch (rsa_signature_check(key, header->digest, digest, header->signature)) {
  case SIGNATURE_FITS:
    return TRUE;
  case SIGNATURE_NOT_CHECKED:
    return leave_open(kind, error, describe_refused_key(EVP_PKEY_get_bits(key)));
  default:
    return refuse(kind, error,
                  kind == SIGNED_LIST
                      ? _("the list was changed after it was signed, or signed with another key")
                      : _("the file was changed after it was signed, or signed with another key"));
  }
}

gboolean
trust_list_verify_with_key(const TrustList *list, EVP_PKEY *key, GError **error)
{
  guint8 digest[EVP_MAX_MD_SIZE];
  const TrustListHeader *header = trust_list_get_header(list);
  return make_digest(header, SIGNED_LIST, digest, error) &&
         check_key(header, SIGNED_LIST, digest, key, error);
}

static gboolean
is_open(const GError *error)
{
  return g_error_matches(error, CTL_ERROR, CTL_ERROR_NOT_CHECKED);
}

/* The records whose keys differ, in their order, as far as they are tried: one more than allowed at most. */
static guint
collect_distinct(const TrustList *held, const guint *indices, guint n, guint distinct[])
{
  TlvReader keys[TRUST_LIST_MAX_SIGNERS + 1];
  guint n_distinct = 0;
  for (guint i = 0; i < n && n_distinct <= TRUST_LIST_MAX_SIGNERS; i++) {
    TlvReader key = record_get_key_bytes(trust_list_get_record(held, indices[i]));
    guint k = 0;
    while (k < n_distinct && !tlv_reader_equal(keys[k], key))
      k++;
    if (k < n_distinct)
      continue;
    keys[n_distinct] = key;
    distinct[n_distinct++] = indices[i];
  }
  return n_distinct;
}

/* Of keys that do not fit the first one is told, unless another one could not be tried. Takes *WHY. */
static void
keep_first(GError **first, GError **why)
{
  if (*first != NULL && (is_open(*first) || !is_open(*why)))
    return;
  g_clear_error(first);
  *first = g_steal_pointer(why);
}

gboolean
signature_verify_by_records(const TrustListHeader *header, SignedKind kind, const TrustList *held,
                            const guint *indices, guint n, guint *found, GError **error)
{
  guint8 digest[EVP_MAX_MD_SIZE];
  guint distinct[TRUST_LIST_MAX_SIGNERS + 1];
  g_autoptr(GError) first_error = NULL;
  guint n_distinct = collect_distinct(held, indices, n, distinct);
  *found = n > 0 ? indices[0] : RECORD_NONE;
  if (n_distinct > TRUST_LIST_MAX_SIGNERS) {
    g_set_error(error, CTL_ERROR, CTL_ERROR_SIGNATURE,
                kind == SIGNED_LIST
                    ? _("The signature of the list is not checked: more records claim the signer, with "
                        "different keys, than the %u that are tried")
                    : _("The signature of the file is not checked: more records claim the signer, with "
                        "different keys, than the %u that are tried"),
                TRUST_LIST_MAX_SIGNERS);
    return FALSE;
  }
  if (!make_digest(header, kind, digest, error))
    return FALSE;
  *found = RECORD_NONE;
  for (guint i = 0; i < n_distinct; i++) {
    g_autoptr(EVP_PKEY) key = trust_list_record_dup_public_key(trust_list_get_record(held, distinct[i]));
    if (key == NULL)
      continue;
    g_autoptr(GError) why = NULL;
    if (check_key(header, kind, digest, key, &why)) {
      *found = distinct[i];
      return TRUE;
    }
    keep_first(&first_error, &why);
    if (*found == RECORD_NONE)
      *found = distinct[i];
  }
  if (first_error == NULL)
    return refuse(kind, error, _("the signer's record has no certificate and no key that can be read"));
  g_propagate_error(error, g_steal_pointer(&first_error));
  return FALSE;
}

gboolean
trust_list_verify_by_records(const TrustList *list, const TrustList *held, const guint *indices, guint n,
                             guint *found, GError **error)
{
  return signature_verify_by_records(trust_list_get_header(list), SIGNED_LIST, held, indices, n, found,
                                     error);
}

gboolean
trust_list_verify(const TrustList *list, guint *signer_index, GError **error)
{
  guint n_signers = 0;
  guint found = RECORD_NONE;
  const guint *signers = trust_list_get_signers(list, &n_signers);
  if (trust_list_get_n_records(list) == 0)
    return refuse(SIGNED_LIST, error,
                  trust_list_is_itl(list) ? _("the ITL is empty, it has no records")
                                          : _("the CTL is empty, it has no records"));
  if (n_signers == 0)
    return refuse(SIGNED_LIST, error,
                  _("the signer is none of the System Administrator Security Tokens in the list"));
  if (!trust_list_verify_by_records(list, list, signers, n_signers, &found, error))
    return FALSE;
  if (signer_index != NULL)
    *signer_index = found;
  return TRUE;
}

SignatureCheck
trust_list_check_signature(const TrustList *list)
{
  g_autoptr(GError) why = NULL;
  if (trust_list_verify(list, NULL, &why))
    return SIGNATURE_FITS;
  return is_open(why) ? SIGNATURE_NOT_CHECKED : SIGNATURE_DOES_NOT_FIT;
}

gboolean
trust_list_record_did_sign(const TrustList *list, const TrustListRecord *record, guint signer_index)
{
  return signer_index != RECORD_NONE && trust_list_record_is_signer(list, record) &&
         tlv_reader_equal(record_get_key_bytes(record),
                          record_get_key_bytes(trust_list_get_record(list, signer_index)));
}
