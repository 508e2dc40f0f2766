/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/trustlist/lint/lint-private.h"

#include "app/trustlist/function.h"
#include "app/trustlist/rsa-key.h"
#include "app/trustlist/tags.h"

#include <glib/gi18n.h>

/* An uncompressed point of one of the curves P-256, P-384 and P-521 (SEC 1, 2.3.3). */
static gboolean
is_curve_point(TlvReader key)
{
  return (key.len == 65 || key.len == 97 || key.len == 133) && key.data[0] == 4;
}

/* The key of the record's certificate, or without one that in PUBLICKEY. NULL, too, for an elliptic one
 * there. */
static EVP_PKEY *
dup_key(Linter *linter, guint index)
{
  TlvReader key = {NULL, 0};
  TlvReader der = {NULL, 0};
  const TrustListRecord *record = trust_list_get_record(linter->list, index);
  X509 *certificate = linter_get_certificate(linter, index);
  if (certificate != NULL)
    return X509_get_pubkey(certificate);
  if (trust_list_record_get(record, RECORD_CERTIFICATE, &der) ||
      !trust_list_record_get(record, RECORD_PUBLIC_KEY, &key))
    return NULL;
  EVP_PKEY *found = public_key_from_pkcs1(key.data, key.len);
  if (found == NULL && !is_curve_point(key))
    linter_add(linter, LINT_UNREADABLE_KEY, index,
               _("The record has no certificate, and its public key cannot be read"));
  return found;
}

static void
check_rsa(Linter *linter, guint index, EVP_PKEY *key)
{
  int bits = EVP_PKEY_get_bits(key);
  if (bits < LINT_MIN_RSA_BITS)
    linter_add(linter, LINT_KEY_TOO_SMALL, index,
               _("The RSA key has %d bits; fewer than %d are broken easily"), bits, LINT_MIN_RSA_BITS);
  switch (rsa_key_get_state(key)) {
  case RSA_KEY_SOUND:
    break;
  case RSA_KEY_TOO_LARGE:
    linter_add(linter, LINT_KEY_TOO_LARGE, index,
               _("The RSA key has %d bits; the format knows of %d at most"), bits, RSA_KEY_MAX_BITS);
    break;
  case RSA_KEY_BAD_EXPONENT:
    linter_add(
        linter, LINT_KEY_EXPONENT, index,
        _("The RSA key has an exponent that is even, 1 or longer than %d bits, so that no signature can be "
          "checked with it"),
        RSA_KEY_MAX_EXPONENT_BITS);
    break;
  }
}

/* A signer's key is RSA, of a size for which SIGNATUREMODULUS has a code. */
static void
check_signers_key(Linter *linter, guint index, EVP_PKEY *key)
{
  const TrustListRecord *record = trust_list_get_record(linter->list, index);
  gboolean rsa = EVP_PKEY_is_a(key, "RSA");
  if (trust_list_record_get_function(record) != FUNCTION_SAST ||
      (rsa && rsa_key_modulus_code(EVP_PKEY_get_bits(key)) >= 0))
    return;
  if (rsa)
    linter_add(linter, LINT_KEY_CANNOT_SIGN, index,
               _("The key has %d bits, for which a list's header has no code, so it can sign no list"),
               EVP_PKEY_get_bits(key));
  else
    linter_add(linter, LINT_KEY_CANNOT_SIGN, index, _("The key is not RSA, so it can sign no list"));
}

void
linter_check_key(Linter *linter, guint index)
{
  g_autoptr(EVP_PKEY) key = dup_key(linter, index);
  if (key == NULL)
    return;
  if (EVP_PKEY_is_a(key, "RSA"))
    check_rsa(linter, index, key);
  check_signers_key(linter, index, key);
}
