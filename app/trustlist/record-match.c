/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/trustlist/record-match.h"

#include "app/trustlist/function.h"
#include "app/trustlist/record-traits.h"

typedef struct {
  const TrustList *old_list;
  const TrustList *new_list;
  GArray *old_traits;
  GArray *new_traits;
  gboolean *old_taken;
  guint *old_of_new;
} Match;

/* Is B, a record of the new list, what became of A? */
typedef gboolean (*PairFunc)(const RecordTraits *a, const RecordTraits *b);

static gboolean
is_equal(const RecordTraits *a, const RecordTraits *b)
{
  return record_traits_relate(a, b) == RECORDS_EQUAL;
}

static gboolean
has_subject(const RecordTraits *a, const RecordTraits *b)
{
  return a->function == b->function && a->subject.len > 0 && tlv_reader_equal(a->subject, b->subject);
}

static gboolean
has_node_and_subject(const RecordTraits *a, const RecordTraits *b)
{
  return has_subject(a, b) && record_traits_same_node(a, b);
}

static gboolean
has_certificate(const RecordTraits *a, const RecordTraits *b)
{
  return a->function == b->function && record_traits_same_certificate(a, b);
}

static gboolean
is_renewed(const RecordTraits *a, const RecordTraits *b)
{
  return record_traits_relate(a, b) != RECORDS_DIFFER;
}

static gboolean
has_other_function(const RecordTraits *a, const RecordTraits *b)
{
  return record_traits_same_certificate(a, b) && record_traits_same_node(a, b);
}

/* A new certificate of ITLRecovery is no renewal of CallManager's, nor the other way round. */
static gboolean
has_node(const RecordTraits *a, const RecordTraits *b)
{
  return a->function == b->function && a->recovery == b->recovery && record_traits_same_node(a, b);
}

/* From the surest sign of being the same thing to the weakest. A certificate says more about a server than
 * its address: two nodes that swapped addresses have new addresses, not new certificates. But where a server
 * got a new certificate and kept address and name, its old certificate may well stand elsewhere in the list.
 */
static const PairFunc pair_funcs[] = {
    is_equal,             /* spelt differently */
    has_node_and_subject, /* certificate renewed */
    has_certificate,      /* address changed */
    is_renewed,           /* certificate renewed, with another subject */
    has_other_function,   /* function changed */
    has_node,             /* another kind of key */
    has_subject,          /* certificate renewed and address changed */
};

static void
take(Match *match, guint old_index, guint new_index)
{
  match->old_of_new[new_index] = old_index;
  match->old_taken[old_index] = TRUE;
}

/* Nothing changed. */
static void
pair_same_bytes(Match *match)
{
  guint n_old = trust_list_get_n_records(match->old_list);
  for (guint i = 0; i < trust_list_get_n_records(match->new_list); i++) {
    TlvReader bytes = trust_list_get_record(match->new_list, i)->bytes;
    guint j = 0;
    while (j < n_old && (match->old_taken[j] ||
                         !tlv_reader_equal(trust_list_get_record(match->old_list, j)->bytes, bytes)))
      j++;
    if (j < n_old)
      take(match, j, i);
  }
}

static void
pair_by(Match *match, PairFunc is_pair)
{
  for (guint i = 0; i < match->new_traits->len; i++) {
    guint j = match->old_of_new[i] != RECORD_NONE ? match->old_traits->len : 0;
    while (j < match->old_traits->len &&
           (match->old_taken[j] ||
            !is_pair(record_traits_at(match->old_traits, j), record_traits_at(match->new_traits, i))))
      j++;
    if (j < match->old_traits->len)
      take(match, j, i);
  }
}

guint *
record_match(const TrustList *old_list, const TrustList *new_list)
{
  guint n_new = trust_list_get_n_records(new_list);
  g_autofree gboolean *old_taken = g_new0(gboolean, trust_list_get_n_records(old_list) + 1);
  g_autoptr(GArray) old_traits = record_traits_of_list(old_list);
  g_autoptr(GArray) new_traits = record_traits_of_list(new_list);
  Match match = {old_list, new_list, old_traits, new_traits, old_taken, g_new(guint, n_new + 1)};
  for (guint i = 0; i <= n_new; i++)
    match.old_of_new[i] = RECORD_NONE;
  pair_same_bytes(&match);
  for (gsize i = 0; i < G_N_ELEMENTS(pair_funcs); i++)
    pair_by(&match, pair_funcs[i]);
  return match.old_of_new;
}
