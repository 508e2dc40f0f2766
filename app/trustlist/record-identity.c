/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/trustlist/record-identity.h"

#include "app/trustlist/certificate.h"
#include "app/trustlist/der-reader.h"
#include "app/trustlist/function.h"
#include "app/trustlist/show.h"
#include "app/trustlist/tags.h"

#include <string.h>

#define RECOVERY_NAME "ITLRECOVERY_"
#define MAX_SHOWN_LEN 512 /* of a name */

static gboolean
has_tag(const TrustListRecord *record, guint8 tag)
{
  TlvReader value = {NULL, 0};
  return trust_list_record_get(record, tag, &value);
}

GBytes *
record_dup_identity(const TrustListRecord *record)
{
  TlvReader serial = {NULL, 0};
  TlvReader issuer = trust_list_record_get_text(record, RECORD_ISSUER_NAME);
  trust_list_record_get(record, RECORD_SERIAL_NUMBER, &serial);
  if (issuer.len == 0 && serial.len == 0)
    return NULL;
  GByteArray *key = g_byte_array_new();
  g_byte_array_append(key, serial.data, (guint)serial.len);
  g_byte_array_append(key, (const guint8 *)"", 1);
  g_byte_array_append(key, issuer.data, (guint)issuer.len);
  return g_byte_array_free_to_bytes(key);
}

GBytes *
record_dup_certificate_key(const TrustListRecord *record)
{
  TlvReader value = {NULL, 0};
  guint8 hash[EVP_MAX_MD_SIZE];
  unsigned int len = 0;
  if (trust_list_record_get(record, RECORD_CERTIFICATE, &value) &&
      EVP_Digest(value.data, value.len, hash, &len, EVP_sha1(), NULL) == 1)
    return g_bytes_new(hash, len);
  if (trust_list_record_get(record, RECORD_CERT_HASH, &value))
    return g_bytes_new(value.data, value.len);
  return record_dup_identity(record);
}

TlvReader
record_get_key_bytes(const TrustListRecord *record)
{
  TlvReader value = {NULL, 0};
  TlvReader key = {NULL, 0};
  if (!trust_list_record_get(record, RECORD_CERTIFICATE, &value)) {
    trust_list_record_get(record, RECORD_PUBLIC_KEY, &value);
    return value;
  }
  return der_certificate_get_key(value, &key) ? key : value;
}

/* IPADDRESS, or FALSE where there is none or it is 0.0.0.0, as in the records of tokens. */
static gboolean
get_address(const TrustListRecord *record, TlvReader *address)
{
  static const guint8 none[4] = {0};
  return trust_list_record_get(record, RECORD_IP_ADDRESS, address) && address->len == sizeof none &&
         memcmp(address->data, none, sizeof none) != 0;
}

gboolean
record_is_empty(const TrustListRecord *record)
{
  return !has_tag(record, RECORD_CERTIFICATE) && !has_tag(record, RECORD_CERT_HASH) &&
         !has_tag(record, RECORD_PUBLIC_KEY);
}

gboolean
record_is_recovery(const TrustListRecord *record)
{
  g_autofree char *name = name_dup_common_name(trust_list_record_get_text(record, RECORD_SUBJECT_NAME));
  return trust_list_record_get_function(record) == FUNCTION_SAST &&
         g_ascii_strncasecmp(name, RECOVERY_NAME, strlen(RECOVERY_NAME)) == 0;
}

char *
record_dup_host(const TrustListRecord *record)
{
  TlvReader address = {NULL, 0};
  TlvReader name = trust_list_record_get_text(record, RECORD_DNS_NAME);
  g_autofree char *safe = name.len > 0 ? name_dup_short(name) : NULL;
  if (!get_address(record, &address))
    return g_steal_pointer(&safe);
  g_autofree char *dotted = trust_list_record_dup_address(record);
  if (safe == NULL || g_str_equal(safe, dotted))
    return g_steal_pointer(&dotted);
  return g_strdup_printf("%s (%s)", safe, dotted);
}

char *
record_dup_function(const TrustListRecord *record)
{
  guint function = trust_list_record_get_function(record);
  const char *name = function_get_name(function);
  return name != NULL ? g_strdup(name) : g_strdup_printf("function %u", function);
}

char *
record_dup_serial(const TrustListRecord *record)
{
  TlvReader serial = {NULL, 0};
  if (!trust_list_record_get(record, RECORD_SERIAL_NUMBER, &serial))
    return NULL;
  return serial_to_text(serial.data, serial.len);
}

char *
name_dup_short(TlvReader name)
{
  if (name.len <= MAX_SHOWN_LEN)
    return trust_list_safe_text(name);
  name.len = MAX_SHOWN_LEN;
  g_autofree char *safe = trust_list_safe_text(name);
  return g_strconcat(safe, "...", NULL);
}

char *
name_dup_common_name(TlvReader name)
{
  char *rest = NULL;
  char *safe = name_dup_short(name);
  g_autofree char *parts = g_strdup(safe);
  for (char *part = strtok_r(parts, ";,", &rest); part != NULL; part = strtok_r(NULL, ";,", &rest)) {
    char *text = g_strstrip(part);
    if (g_ascii_strncasecmp(text, "CN=", 3) != 0)
      continue;
    g_free(safe);
    return g_strdup(g_strstrip(g_strdelimit(text + 3, "\"", ' ')));
  }
  return safe;
}

char *
record_dup_label(const TrustListRecord *record)
{
  g_autofree char *function = record_dup_function(record);
  g_autofree char *host = record_dup_host(record);
  if (host == NULL || trust_list_record_get_function(record) == FUNCTION_SAST) {
    g_free(host);
    host = name_dup_common_name(trust_list_record_get_text(record, RECORD_SUBJECT_NAME));
  }
  return *host != '\0' ? g_strdup_printf("%s %s", function, host) : g_steal_pointer(&function);
}
