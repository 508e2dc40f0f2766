/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/base/x509-name.h"

#include <openssl/err.h>
#include <string.h>

char *
asn1_string_dup_text(const ASN1_STRING *value, gsize *len)
{
  guint8 *utf8 = NULL;
  int utf8_len = ASN1_STRING_to_UTF8(&utf8, value);
  ERR_clear_error();
  if (utf8_len < 0)
    return NULL;
  if (len != NULL)
    *len = (gsize)utf8_len;
  char *text = g_malloc((gsize)utf8_len + 1);
  memcpy(text, utf8, (gsize)utf8_len);
  text[utf8_len] = '\0';
  OPENSSL_free(utf8);
  return text;
}

char *
x509_name_dup_value(const X509_NAME *name, int nid, gsize *len)
{
  int index = X509_NAME_get_index_by_NID(name, nid, -1);
  if (index < 0)
    return NULL;
  return asn1_string_dup_text(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, index)), len);
}
