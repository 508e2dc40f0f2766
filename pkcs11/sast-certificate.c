/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pkcs11/sast-certificate.h"

#include "app/base/x509-name.h"

#include <openssl/objects.h>
#include <string.h>

#define SAST_PREFIX "SAST-"
#define ISSUER_O "Cisco Systems"
#define ISSUER_CN "Cisco Manufacturing CA"

/* The one attribute NID of NAME without blanks at its end, or NULL when it is absent, not a single one, or
 * not text. */
static char *
dup_attribute(const X509_NAME *name, int nid)
{
  gsize len = 0;
  g_autofree char *text = x509_name_dup_value(name, nid, &len);
  int index = X509_NAME_get_index_by_NID(name, nid, -1);
  if (text == NULL || strlen(text) != len || X509_NAME_get_index_by_NID(name, nid, index) >= 0)
    return NULL;
  return g_strchomp(g_steal_pointer(&text));
}

static gboolean
has_attribute(const X509_NAME *name, int nid, const char *expected)
{
  g_autofree char *value = dup_attribute(name, nid);
  return g_strcmp0(value, expected) == 0;
}

static gboolean
is_printable(const char *text)
{
  for (const char *c = text; *c != '\0'; c++) {
    if (!g_ascii_isgraph(*c))
      return FALSE;
  }
  return TRUE;
}

char *
sast_certificate_dup_name(X509 *certificate)
{
  const X509_NAME *issuer = X509_get_issuer_name(certificate);
  if (!has_attribute(issuer, NID_organizationName, ISSUER_O) ||
      !has_attribute(issuer, NID_commonName, ISSUER_CN))
    return NULL;
  g_autofree char *name = dup_attribute(X509_get_subject_name(certificate), NID_commonName);
  if (name == NULL || !g_str_has_prefix(name, SAST_PREFIX) || strlen(name) == strlen(SAST_PREFIX) ||
      !is_printable(name))
    return NULL;
  return g_steal_pointer(&name);
}
