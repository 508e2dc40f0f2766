/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What verifies is the work of a key that OpenSSL finds as well in the signer's certificate, over all bytes
 * but the SIGNATURE entry. */
#include "app/base/error.h"
#include "app/trustlist/certificate.h"
#include "app/trustlist/signed-file.h"
#include "app/trustlist/tags.h"
#include "app/trustlist/verify.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const guint8 *data, size_t len);

static void
check_signed_bytes(const TrustList *list)
{
  const TrustListHeader *header = trust_list_get_header(list);
  gsize len = g_bytes_get_size(trust_list_get_bytes(list));
  g_assert_cmpuint(header->signed_before.len + 3 + header->signature.len + header->signed_after.len, ==, len);
  g_assert_true(header->signed_before.data + header->signed_before.len + 3 == header->signature.data);
  g_assert_true(header->signature.data + header->signature.len == header->signed_after.data);
}

/* The key taken out of a certificate without OpenSSL's decoder is the one that the decoder finds. */
static void
check_key(const TrustListRecord *record)
{
  g_autoptr(X509) certificate = trust_list_record_dup_certificate(record);
  EVP_PKEY *theirs = certificate != NULL ? X509_get0_pubkey(certificate) : NULL;
  g_autoptr(EVP_PKEY) ours = trust_list_record_dup_public_key(record);
  if (theirs != NULL && ours != NULL)
    g_assert_cmpint(EVP_PKEY_eq(ours, theirs), ==, 1);
}

/* No file is a list and a signed file at once, and none is signed by somebody whom an empty hand knows. */
static void
check_signed_file(GBytes *bytes, const TrustList *list)
{
  g_autoptr(SignedFile) file = signed_file_parse(bytes, NULL);
  g_auto(SignedFileCheck) check = {0};
  if (file == NULL)
    return;
  g_assert_null(list);
  g_assert_cmpuint(signed_file_get_header(file)->len + signed_file_get_content(file).len, ==,
                   g_bytes_get_size(bytes));
  signed_file_check(file, NULL, NULL, &check);
  g_assert_cmpint(check.verdict, ==, SIGNED_FILE_UNKNOWN);
}

int
LLVMFuzzerTestOneInput(const guint8 *data, size_t len)
{
  g_autoptr(GBytes) bytes = g_bytes_new(data, len);
  g_autoptr(TrustList) list = trust_list_parse(bytes, NULL);
  check_signed_file(bytes, list);
  if (list == NULL)
    return 0;
  check_signed_bytes(list);
  for (guint i = 0; i < trust_list_get_n_records(list); i++)
    check_key(trust_list_get_record(list, i));
  g_autoptr(GError) error = NULL;
  guint signer = G_MAXUINT;
  if (trust_list_verify(list, &signer, &error))
    g_assert_true(trust_list_record_is_signer(list, trust_list_get_record(list, signer)));
  else
    g_assert_error(error, CTL_ERROR, CTL_ERROR_SIGNATURE);
  return 0;
}
