/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/trustlist/name-text.h"

#include "app/base/x509-name.h"

#include <string.h>

typedef struct {
  int nid;
  const char *key;
} NameKey;

/* Always in this order, whatever the certificate's own. */
static const NameKey server_keys[] = {
    {NID_commonName, "CN"},  {NID_organizationalUnitName, "OU"}, {NID_organizationName, "O"},
    {NID_localityName, "L"}, {NID_stateOrProvinceName, "ST"},    {NID_countryName, "C"},
};
static const NameKey token_keys[] = {
    {NID_commonName, "cn"},
    {NID_organizationalUnitName, "ou"},
    {NID_organizationName, "o"},
};

/* A value with a NUL inside ends there, as every reader of the file would have it. */
static char *
join_name(const X509_NAME *name, const NameKey *keys, gsize n_keys, gboolean quote)
{
  GString *text = g_string_new(NULL);
  gboolean ends_quoted = FALSE;
  for (gsize i = 0; i < n_keys; i++) {
    g_autofree char *value = x509_name_dup_value(name, keys[i].nid, NULL);
    if (value == NULL)
      continue;
    ends_quoted = quote && strchr(value, ' ') != NULL;
    g_string_append_printf(text, ends_quoted ? "%s%s=\"%s\"" : "%s%s=%s", text->len > 0 ? ";" : "",
                           keys[i].key, value);
  }
  /* The Windows client forgets the last value's closing quote, and everyone compares with what it wrote. */
  if (ends_quoted)
    g_string_truncate(text, text->len - 1);
  return g_string_free(text, FALSE);
}

char *
name_text_from_subject(X509 *certificate, NameStyle style)
{
  const X509_NAME *name = X509_get_subject_name(certificate);
  return style == NAME_STYLE_SERVER ? join_name(name, server_keys, G_N_ELEMENTS(server_keys), FALSE)
                                    : join_name(name, token_keys, G_N_ELEMENTS(token_keys), TRUE);
}

char *
name_text_from_issuer(X509 *certificate, NameStyle style)
{
  const X509_NAME *name = X509_get_issuer_name(certificate);
  return style == NAME_STYLE_SERVER ? join_name(name, server_keys, G_N_ELEMENTS(server_keys), FALSE)
                                    : join_name(name, token_keys, G_N_ELEMENTS(token_keys), FALSE);
}
