/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/trustlist/record-traits.h"

#include "app/base/host.h"
#include "app/trustlist/function.h"
#include "app/trustlist/record-identity.h"
#include "app/trustlist/tags.h"

#include <gio/gio.h>
#include <string.h>

#define DOTTED_MAX_LEN 15       /* "255.255.255.255" */
#define RSA_KEY_START 0x30      /* RSAPublicKey is a SEQUENCE */
#define EC_UNCOMPRESSED 0x04    /* SEC 1, 2.3.3 */
#define EC_COMPRESSED_EVEN 0x02 /* nobody writes these, and yet they are points */
#define EC_COMPRESSED_ODD 0x03

static guint32
address_of_bytes(const guint8 *bytes)
{
  return (guint32)bytes[0] << 24 | (guint32)bytes[1] << 16 | (guint32)bytes[2] << 8 | bytes[3];
}

/* 0 for a name that is no dotted address. */
static guint32
address_of_name(TlvReader name)
{
  char text[DOTTED_MAX_LEN + 1] = "";
  if (name.len == 0 || name.len > DOTTED_MAX_LEN || !g_ascii_isdigit(name.data[0]))
    return 0;
  memcpy(text, name.data, name.len);
  g_autoptr(GInetAddress) address = g_inet_address_new_from_string(text);
  if (address == NULL || g_inet_address_get_family(address) != G_SOCKET_FAMILY_IPV4)
    return 0;
  return address_of_bytes(g_inet_address_to_bytes(address));
}

/* Tokens' records have 0.0.0.0, which is none. */
static guint32
get_address(const TrustListRecord *record)
{
  TlvReader value = {NULL, 0};
  return trust_list_record_get(record, RECORD_IP_ADDRESS, &value) && value.len == 4
             ? address_of_bytes(value.data)
             : 0;
}

/* A dotted NAME is an address, and counts where there is no ADDRESS beside it. */
static void
set_node(RecordTraits *traits, TlvReader name, guint32 address)
{
  guint32 dotted = address_of_name(name);
  traits->address = address != 0 ? address : dotted;
  if (dotted != 0 || name.len == 0)
    return;
  traits->name = g_ascii_strdown((const char *)name.data, (gssize)name.len);
  traits->name_len = name.len;
}

static RecordKeyKind
find_key_kind(const TrustListRecord *record)
{
  TlvReader key = record_get_key_bytes(record);
  if (key.len == 0)
    return RECORD_KEY_UNKNOWN;
  switch (key.data[0]) {
  case RSA_KEY_START:
    return RECORD_KEY_RSA;
  case EC_UNCOMPRESSED:
  case EC_COMPRESSED_EVEN:
  case EC_COMPRESSED_ODD:
    return RECORD_KEY_EC;
  default:
    return RECORD_KEY_UNKNOWN;
  }
}

void
record_traits_init(RecordTraits *traits, const TrustListRecord *record)
{
  *traits = (RecordTraits){
      .function = trust_list_record_get_function(record),
      .key = find_key_kind(record),
      .recovery = record_is_recovery(record),
      .certificate = record_dup_certificate_key(record),
      .subject = trust_list_record_get_text(record, RECORD_SUBJECT_NAME),
      .issuer = trust_list_record_get_text(record, RECORD_ISSUER_NAME),
  };
  set_node(traits, trust_list_record_get_text(record, RECORD_DNS_NAME), get_address(record));
}

void
record_traits_clear(RecordTraits *traits)
{
  g_clear_pointer(&traits->certificate, g_bytes_unref);
  g_clear_pointer(&traits->name, g_free);
}

static void
clear_element(gpointer traits)
{
  record_traits_clear(traits);
}

GArray *
record_traits_of_list(const TrustList *list)
{
  guint n = trust_list_get_n_records(list);
  GArray *all = g_array_sized_new(FALSE, FALSE, sizeof(RecordTraits), n);
  g_array_set_clear_func(all, clear_element);
  for (guint i = 0; i < n; i++) {
    RecordTraits traits;
    record_traits_init(&traits, trust_list_get_record(list, i));
    g_array_append_val(all, traits);
  }
  return all;
}

const RecordTraits *
record_traits_at(const GArray *all, guint index)
{
  return &g_array_index(all, RecordTraits, index);
}

gboolean
record_traits_have_node(const RecordTraits *traits)
{
  return traits->address != 0 || traits->name != NULL;
}

gboolean
record_traits_same_node(const RecordTraits *a, const RecordTraits *b)
{
  if (a->address != 0 && a->address == b->address)
    return TRUE;
  return host_lower_names_match(a->name, a->name_len, b->name, b->name_len);
}

gboolean
record_traits_on_host(const RecordTraits *traits, const char *host)
{
  g_auto(RecordTraits) other = {.function = traits->function};
  set_node(&other, (TlvReader){(const guint8 *)host, strlen(host)}, 0);
  return record_traits_same_node(traits, &other);
}

gboolean
record_traits_same_certificate(const RecordTraits *a, const RecordTraits *b)
{
  return a->certificate != NULL && b->certificate != NULL && g_bytes_equal(a->certificate, b->certificate);
}

/* Both are known by their node, rather than by their certificate. */
static gboolean
are_servers(const RecordTraits *a, const RecordTraits *b)
{
  return a->function != FUNCTION_SAST && record_traits_have_node(a) && record_traits_have_node(b);
}

static gboolean
same_keys(const RecordTraits *a, const RecordTraits *b)
{
  return a->key == b->key || a->key == RECORD_KEY_UNKNOWN || b->key == RECORD_KEY_UNKNOWN;
}

gboolean
record_traits_same_names(const RecordTraits *a, const RecordTraits *b)
{
  return a->subject.len > 0 && tlv_reader_equal(a->subject, b->subject) &&
         tlv_reader_equal(a->issuer, b->issuer);
}

static gboolean
is_renewal(const RecordTraits *a, const RecordTraits *b)
{
  gboolean same_node = record_traits_same_node(a, b);
  if (!same_keys(a, b))
    return FALSE;
  if (are_servers(a, b))
    return same_node;
  if (a->recovery && b->recovery && same_node)
    return TRUE;
  gboolean other_node = record_traits_have_node(a) && record_traits_have_node(b) && !same_node;
  return record_traits_same_names(a, b) && !other_node;
}

static gboolean
is_same(const RecordTraits *a, const RecordTraits *b)
{
  gboolean both_empty = a->certificate == NULL && b->certificate == NULL;
  if (are_servers(a, b))
    return record_traits_same_node(a, b) && (both_empty || record_traits_same_certificate(a, b));
  return record_traits_same_certificate(a, b);
}

RecordRelation
record_traits_relate(const RecordTraits *a, const RecordTraits *b)
{
  if (a->function != b->function)
    return RECORDS_DIFFER;
  if (is_same(a, b))
    return RECORDS_EQUAL;
  return is_renewal(a, b) ? RECORDS_RENEW : RECORDS_DIFFER;
}
