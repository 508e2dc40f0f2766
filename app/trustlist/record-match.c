/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/trustlist/record-match.h"

#include "app/trustlist/record-identity.h"
#include "app/trustlist/tags.h"

typedef struct {
  const TrustList *old_list;
  const TrustList *new_list;
  gboolean *old_taken;
  guint *old_of_new;
} Match;

/* What has to be equal in both records of a pair; NULL when the record does not take part. */
typedef GBytes *(*KeyFunc)(const TrustListRecord *record);

/* Each part with its length, so that no two lists of parts give the same key. NULL when a part is NULL. */
static GBytes *
join_key(GBytes *const *parts, gsize n_parts)
{
  GByteArray *key = g_byte_array_new();
  for (gsize i = 0; i < n_parts; i++) {
    gsize len = 0;
    if (parts[i] == NULL) {
      g_byte_array_unref(key);
      return NULL;
    }
    const guint8 *data = g_bytes_get_data(parts[i], &len);
    g_byte_array_append(key, (const guint8 *)&len, sizeof len);
    g_byte_array_append(key, data, (guint)len);
  }
  return g_byte_array_free_to_bytes(key);
}

static GBytes *
function_part(const TrustListRecord *record)
{
  guint function = trust_list_record_get_function(record);
  return g_bytes_new(&function, sizeof function);
}

/* A name as a part; NULL when it is empty. */
static GBytes *
text_part(const TrustListRecord *record, guint8 tag)
{
  TlvReader text = trust_list_record_get_text(record, tag);
  return text.len > 0 ? g_bytes_new(text.data, text.len) : NULL;
}

/* Several certificates of one host are SAST: a new one of ITLRecovery is no renewal of CallManager's, nor the
 * other way round. */
static GBytes *
kind_part(const TrustListRecord *record)
{
  gboolean recovery = record_is_recovery(record);
  return g_bytes_new(&recovery, sizeof recovery);
}

static GBytes *
key_bytes(const TrustListRecord *record)
{
  return g_bytes_new(record->bytes.data, record->bytes.len);
}

static GBytes *
key_function_certificate(const TrustListRecord *record)
{
  g_autoptr(GBytes) function = function_part(record);
  g_autoptr(GBytes) certificate = record_dup_certificate_key(record);
  return join_key((GBytes *const[]){function, certificate}, 2);
}

static GBytes *
key_function_certificate_host(const TrustListRecord *record)
{
  g_autoptr(GBytes) both = key_function_certificate(record);
  g_autoptr(GBytes) host = record_dup_host_key(record);
  return join_key((GBytes *const[]){both, host}, 2);
}

static GBytes *
key_function_host(const TrustListRecord *record)
{
  g_autoptr(GBytes) function = function_part(record);
  g_autoptr(GBytes) kind = kind_part(record);
  g_autoptr(GBytes) host = record_dup_host_key(record);
  return join_key((GBytes *const[]){function, kind, host}, 3);
}

static GBytes *
key_function_subject(const TrustListRecord *record)
{
  g_autoptr(GBytes) function = function_part(record);
  g_autoptr(GBytes) subject = text_part(record, RECORD_SUBJECT_NAME);
  return join_key((GBytes *const[]){function, subject}, 2);
}

static GBytes *
key_function_host_subject(const TrustListRecord *record)
{
  g_autoptr(GBytes) both = key_function_subject(record);
  g_autoptr(GBytes) host = record_dup_host_key(record);
  return join_key((GBytes *const[]){both, host}, 2);
}

static GBytes *
key_function_name(const TrustListRecord *record)
{
  g_autoptr(GBytes) function = function_part(record);
  g_autoptr(GBytes) kind = kind_part(record);
  g_autoptr(GBytes) name = text_part(record, RECORD_DNS_NAME);
  return join_key((GBytes *const[]){function, kind, name}, 3);
}

static GBytes *
key_certificate_host(const TrustListRecord *record)
{
  g_autoptr(GBytes) certificate = record_dup_certificate_key(record);
  g_autoptr(GBytes) host = record_dup_host_key(record);
  return join_key((GBytes *const[]){certificate, host}, 2);
}

/* From the surest sign of being the same thing to the weakest. A certificate says more about a server than
 * its address: two nodes that swapped addresses have new addresses, not new certificates. But where a server
 * got a new certificate and kept address and name, its old certificate may well stand elsewhere in the list.
 */
static const KeyFunc key_funcs[] = {
    key_bytes,                     /* nothing changed */
    key_function_certificate_host, /* spelt differently */
    key_function_host_subject,     /* certificate renewed */
    key_function_certificate,      /* address changed */
    key_function_host,             /* certificate renewed, with another subject */
    key_certificate_host,          /* function changed */
    key_function_name,             /* certificate renewed and address changed */
    key_function_subject,          /* the same; or the certificate of a token renewed */
};

static void
queue_free(gpointer data)
{
  g_queue_free(data);
}

/* The indices of OLD's free records, in order, by key. */
static GHashTable *
index_old(const Match *match, KeyFunc key_func)
{
  GHashTable *queues =
      g_hash_table_new_full(g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, queue_free);
  for (guint i = 0; i < trust_list_get_n_records(match->old_list); i++) {
    GBytes *key = match->old_taken[i] ? NULL : key_func(trust_list_get_record(match->old_list, i));
    if (key == NULL)
      continue;
    GQueue *queue = g_hash_table_lookup(queues, key);
    if (queue == NULL)
      g_hash_table_insert(queues, g_bytes_ref(key), queue = g_queue_new());
    g_queue_push_tail(queue, GUINT_TO_POINTER(i));
    g_bytes_unref(key);
  }
  return queues;
}

static void
pair_by_key(Match *match, KeyFunc key_func)
{
  g_autoptr(GHashTable) queues = index_old(match, key_func);
  for (guint i = 0; i < trust_list_get_n_records(match->new_list); i++) {
    if (match->old_of_new[i] != RECORD_NONE)
      continue;
    g_autoptr(GBytes) key = key_func(trust_list_get_record(match->new_list, i));
    GQueue *queue = key != NULL ? g_hash_table_lookup(queues, key) : NULL;
    if (queue == NULL || g_queue_is_empty(queue))
      continue;
    guint old_index = GPOINTER_TO_UINT(g_queue_pop_head(queue));
    match->old_of_new[i] = old_index;
    match->old_taken[old_index] = TRUE;
  }
}

guint *
record_match(const TrustList *old_list, const TrustList *new_list)
{
  guint n_new = trust_list_get_n_records(new_list);
  g_autofree gboolean *old_taken = g_new0(gboolean, trust_list_get_n_records(old_list) + 1);
  Match match = {old_list, new_list, old_taken, g_new(guint, n_new + 1)};
  for (guint i = 0; i <= n_new; i++)
    match.old_of_new[i] = RECORD_NONE;
  for (gsize i = 0; i < G_N_ELEMENTS(key_funcs); i++)
    pair_by_key(&match, key_funcs[i]);
  return match.old_of_new;
}
