/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/trustlist/compare-private.h"

#include "app/trustlist/certificate.h"
#include "app/trustlist/record-identity.h"
#include "app/trustlist/tags.h"

#include <glib/gi18n.h>
#include <string.h>

static void
list_change_free(gpointer data)
{
  ListChange *change = data;
  g_free(change->old_value);
  g_free(change->new_value);
  g_free(change->old_text);
  g_free(change->new_text);
  g_free(change);
}

void
list_comparison_free(ListComparison *comparison)
{
  trust_list_unref(comparison->old_list);
  trust_list_unref(comparison->new_list);
  g_ptr_array_unref(comparison->changes);
  g_free(comparison);
}

ListChange *
list_comparison_add(ListComparison *comparison, ListChangeKind kind, const ListPair *pair, char *old_value,
                    char *new_value)
{
  ListChange *change = g_new0(ListChange, 1);
  change->kind = kind;
  change->old_index = pair != NULL ? pair->indices[0] : RECORD_NONE;
  change->new_index = pair != NULL ? pair->indices[1] : RECORD_NONE;
  change->old_value = old_value;
  change->new_value = new_value;
  change->old_text = g_strdup(old_value);
  change->new_text = g_strdup(new_value);
  g_ptr_array_add(comparison->changes, change);
  return change;
}

void
list_change_take_texts(ListChange *change, char *old_text, char *new_text)
{
  g_free(change->old_text);
  g_free(change->new_text);
  change->old_text = old_text;
  change->new_text = new_text;
}

const char *
list_value_in(ListLanguage language, const char *text)
{
  return language == LIST_IN_SESSION ? gettext(text) : text;
}

static gboolean
bytes_equal_or_null(GBytes *a, GBytes *b)
{
  return a == NULL || b == NULL ? a == b : g_bytes_equal(a, b);
}

/* The certificate by its serial number, or by its SHA-1 where the serial number does not tell it apart. NULL
 * stays NULL. */
static char *
name_certificate(const TrustListRecord *record, gboolean by_hash, ListLanguage language)
{
  g_autofree char *serial = record != NULL ? record_dup_serial(record) : NULL;
  if (record == NULL)
    return NULL;
  if (!by_hash && serial != NULL)
    return g_strdup_printf(list_value_in(language, N_("serial %s")), serial);
  TlvReader value = {NULL, 0};
  if (!trust_list_record_get(record, RECORD_CERTIFICATE, &value) &&
      !trust_list_record_get(record, RECORD_CERT_HASH, &value))
    return g_strdup(list_value_in(language, N_("only its serial number")));
  g_autoptr(GBytes) key = record_dup_certificate_key(record);
  gsize len = 0;
  const guint8 *data = g_bytes_get_data(key, &len);
  g_autofree char *hex = serial_to_text(data, len);
  return g_strdup_printf("SHA-1 %s", hex);
}

static gboolean
compare_certificates(ListComparison *comparison, const ListPair *pair)
{
  const TrustListRecord *const *records = pair->records;
  g_autoptr(GBytes) old_key = record_dup_certificate_key(records[0]);
  g_autoptr(GBytes) new_key = record_dup_certificate_key(records[1]);
  if (bytes_equal_or_null(old_key, new_key))
    return FALSE;
  g_autofree char *old_serial = record_dup_serial(records[0]);
  g_autofree char *new_serial = record_dup_serial(records[1]);
  gboolean by_hash = g_strcmp0(old_serial, new_serial) == 0;
  ListChangeKind kind = new_key == NULL   ? LIST_CHANGE_CERTIFICATE_REMOVED
                        : old_key == NULL ? LIST_CHANGE_CERTIFICATE_ADDED
                                          : LIST_CHANGE_CERTIFICATE_RENEWED;
  const TrustListRecord *old_record = old_key != NULL ? records[0] : NULL;
  const TrustListRecord *new_record = new_key != NULL ? records[1] : NULL;
  ListChange *change =
      list_comparison_add(comparison, kind, pair, name_certificate(old_record, by_hash, LIST_IN_ENGLISH),
                          name_certificate(new_record, by_hash, LIST_IN_ENGLISH));
  list_change_take_texts(change, name_certificate(old_record, by_hash, LIST_IN_SESSION),
                         name_certificate(new_record, by_hash, LIST_IN_SESSION));
  return TRUE;
}

static gboolean
compare_addresses(ListComparison *comparison, const ListPair *pair)
{
  char *old_host = record_dup_host(pair->records[0]);
  char *new_host = record_dup_host(pair->records[1]);
  if (g_strcmp0(old_host, new_host) != 0) {
    list_comparison_add(comparison, LIST_CHANGE_ADDRESS, pair, old_host, new_host);
    return TRUE;
  }
  g_free(old_host);
  g_free(new_host);
  return FALSE;
}

static gboolean
compare_functions(ListComparison *comparison, const ListPair *pair)
{
  if (trust_list_record_get_function(pair->records[0]) == trust_list_record_get_function(pair->records[1]))
    return FALSE;
  list_comparison_add(comparison, LIST_CHANGE_FUNCTION, pair, record_dup_function(pair->records[0]),
                      record_dup_function(pair->records[1]));
  return TRUE;
}

static char *
name_entry(guint8 tag, ListLanguage language)
{
  static const char *const names[] = {
      [RECORD_DNS_NAME] = N_("host name"),      [RECORD_SUBJECT_NAME] = N_("subject"),
      [RECORD_ISSUER_NAME] = N_("issuer"),      [RECORD_SERIAL_NUMBER] = N_("serial number"),
      [RECORD_PUBLIC_KEY] = N_("public key"),   [RECORD_SIGNATURE] = N_("signature"),
      [RECORD_CERTIFICATE] = N_("certificate"), [RECORD_IP_ADDRESS] = N_("IP address"),
      [RECORD_CERT_HASH] = N_("hash"),          [RECORD_HASH_ALGORITHM] = N_("hash algorithm"),
  };
  return tag < G_N_ELEMENTS(names) && names[tag] != NULL
             ? g_strdup(list_value_in(language, names[tag]))
             : g_strdup_printf(list_value_in(language, N_("entry %u")), tag);
}

/* Adds the tags of A's entries that B has not, or other, except those that an earlier change EXPLAINED (a bit
 * for each tag). Each tag is added once. */
static void
collect_differing(GByteArray *tags, guint32 *explained, const TrustListRecord *a, const TrustListRecord *b)
{
  TlvReader rest = a->bytes;
  Tlv tlv = {0};
  while (tlv_reader_next(&rest, &tlv)) {
    TlvReader other = {NULL, 0};
    guint32 bit = tlv.tag < 32 ? 1u << tlv.tag : 0;
    if (*explained & bit || (tags->len > 0 && memchr(tags->data, tlv.tag, tags->len) != NULL) ||
        (trust_list_record_get(b, tlv.tag, &other) && tlv_reader_equal(tlv.value, other)))
      continue;
    *explained |= bit;
    g_byte_array_append(tags, &tlv.tag, 1);
  }
}

#define BIT(tag) (1u << (tag))
#define CERTIFICATE_BITS                                                                                     \
  (BIT(RECORD_SUBJECT_NAME) | BIT(RECORD_ISSUER_NAME) | BIT(RECORD_SERIAL_NUMBER) | BIT(RECORD_PUBLIC_KEY) | \
   BIT(RECORD_SIGNATURE) | BIT(RECORD_CERTIFICATE) | BIT(RECORD_CERT_HASH) | BIT(RECORD_HASH_ALGORITHM))
#define ADDRESS_BITS (BIT(RECORD_DNS_NAME) | BIT(RECORD_IP_ADDRESS))

/* NULL when there is none. */
static char *
name_entries(const GByteArray *tags, ListLanguage language)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < tags->len; i++)
    g_ptr_array_add(names, name_entry(tags->data[i], language));
  g_ptr_array_add(names, NULL);
  return tags->len > 0 ? g_strjoinv(", ", (char **)names->pdata) : NULL;
}

/* What else is different in a pair. EXPLAINED are the tags that earlier changes account for. */
static void
compare_details(ListComparison *comparison, const ListPair *pair, guint32 explained)
{
  gboolean explained_some = explained != 0;
  g_autoptr(GByteArray) tags = g_byte_array_new();
  explained |= BIT(RECORD_LENGTH);
  collect_differing(tags, &explained, pair->records[0], pair->records[1]);
  collect_differing(tags, &explained, pair->records[1], pair->records[0]);
  if (tags->len == 0 && explained_some)
    return;
  ListChange *change =
      list_comparison_add(comparison, LIST_CHANGE_DETAILS, pair, NULL, name_entries(tags, LIST_IN_ENGLISH));
  list_change_take_texts(change, NULL, name_entries(tags, LIST_IN_SESSION));
}

static void
compare_pair(ListComparison *comparison, const ListPair *pair)
{
  guint32 explained = 0;
  if (tlv_reader_equal(pair->records[0]->bytes, pair->records[1]->bytes))
    return;
  if (compare_certificates(comparison, pair))
    explained |= CERTIFICATE_BITS;
  if (compare_addresses(comparison, pair))
    explained |= ADDRESS_BITS;
  if (compare_functions(comparison, pair))
    explained |= BIT(RECORD_FUNCTION);
  compare_details(comparison, pair, explained);
}

static void
compare_removed(ListComparison *comparison, const guint *old_of_new)
{
  guint n_old = trust_list_get_n_records(comparison->old_list);
  g_autofree gboolean *kept = g_new0(gboolean, n_old + 1);
  for (guint i = 0; i < trust_list_get_n_records(comparison->new_list); i++)
    if (old_of_new[i] != RECORD_NONE)
      kept[old_of_new[i]] = TRUE;
  for (guint i = 0; i < n_old; i++)
    if (!kept[i])
      list_comparison_add(comparison, LIST_CHANGE_RECORD_REMOVED, &(ListPair){{NULL, NULL}, {i, RECORD_NONE}},
                          record_dup_label(trust_list_get_record(comparison->old_list, i)), NULL);
}

static void
compare_records(ListComparison *comparison, const guint *old_of_new)
{
  compare_removed(comparison, old_of_new);
  for (guint i = 0; i < trust_list_get_n_records(comparison->new_list); i++) {
    const TrustListRecord *record = trust_list_get_record(comparison->new_list, i);
    ListPair pair = {{NULL, record}, {old_of_new[i], i}};
    if (old_of_new[i] == RECORD_NONE) {
      list_comparison_add(comparison, LIST_CHANGE_RECORD_ADDED, &pair, NULL, record_dup_label(record));
      continue;
    }
    pair.records[0] = trust_list_get_record(comparison->old_list, old_of_new[i]);
    compare_pair(comparison, &pair);
  }
}

ListComparison *
trust_list_compare(TrustList *old_list, TrustList *new_list)
{
  ListComparison *comparison = g_new0(ListComparison, 1);
  comparison->old_list = trust_list_ref(old_list);
  comparison->new_list = trust_list_ref(new_list);
  comparison->changes = g_ptr_array_new_with_free_func(list_change_free);
  if (g_bytes_equal(trust_list_get_bytes(old_list), trust_list_get_bytes(new_list)))
    return comparison;
  g_autofree guint *old_of_new = record_match(old_list, new_list);
  list_compare_signers(comparison);
  list_compare_headers(comparison);
  list_compare_order(comparison, old_of_new);
  compare_records(comparison, old_of_new);
  if (comparison->changes->len == 0)
    list_comparison_add(comparison, LIST_CHANGE_ENCODING, NULL, NULL, NULL);
  return comparison;
}
