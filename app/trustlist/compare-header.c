/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/trustlist/compare-private.h"

#include "app/trustlist/certificate.h"
#include "app/trustlist/digest.h"
#include "app/trustlist/record-identity.h"
#include "app/trustlist/show.h"

#include <glib/gi18n.h>

/* Numbers of records that a message counts up. */
#define MAX_NUMBERS_IN_TEXT 20

static int
compare_numbers(gconstpointer a, gconstpointer b)
{
  guint x = *(const guint *)a;
  guint y = *(const guint *)b;
  return (x > y) - (x < y);
}

static char *
join_numbers(const GArray *numbers)
{
  GString *text = g_string_new(NULL);
  for (guint i = 0; i < numbers->len && i < MAX_NUMBERS_IN_TEXT; i++)
    g_string_append_printf(text, i == 0 ? "%u" : ", %u", g_array_index(numbers, guint, i));
  if (numbers->len > MAX_NUMBERS_IN_TEXT)
    g_string_append(text, ", ...");
  return g_string_free(text, FALSE);
}

/* Values: the old numbers of the records that both lists have, in the old order and in the new one. */
void
list_compare_order(ListComparison *comparison, const guint *old_of_new)
{
  g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(guint));
  gboolean changed = FALSE;
  for (guint i = 0; i < trust_list_get_n_records(comparison->new_list); i++) {
    guint number = old_of_new[i] + 1;
    if (old_of_new[i] == RECORD_NONE)
      continue;
    changed |= numbers->len > 0 && g_array_index(numbers, guint, numbers->len - 1) > number;
    g_array_append_val(numbers, number);
  }
  if (!changed)
    return;
  char *new_order = join_numbers(numbers);
  g_array_sort(numbers, compare_numbers);
  list_comparison_add(comparison, LIST_CHANGE_ORDER, NULL, join_numbers(numbers), new_order);
}

static char *
name_signer(const TrustListHeader *header, ListLanguage language)
{
  g_autofree char *name = name_dup_common_name(header->signer_name);
  g_autofree char *serial = serial_to_text(header->signer_serial.data, header->signer_serial.len);
  return g_strdup_printf(list_value_in(language, N_("%s, serial %s")), name, serial);
}

/* With all that the header says about it, for signers that differ in little. */
static char *
name_signer_fully(const TrustListHeader *header, ListLanguage language)
{
  g_autofree char *name = trust_list_safe_text(header->signer_name);
  g_autofree char *issuer = trust_list_safe_text(header->signer_ca_name);
  g_autofree char *serial = serial_to_text(header->signer_serial.data, header->signer_serial.len);
  return g_strdup_printf(list_value_in(language, N_("%s, serial %s, issued by %s")), name, serial, issuer);
}

void
list_compare_signers(ListComparison *comparison)
{
  const TrustListHeader *a = trust_list_get_header(comparison->old_list);
  const TrustListHeader *b = trust_list_get_header(comparison->new_list);
  if (tlv_reader_equal(a->signer_name, b->signer_name) &&
      tlv_reader_equal(a->signer_ca_name, b->signer_ca_name) &&
      tlv_reader_equal(a->signer_serial, b->signer_serial))
    return;
  g_autofree char *old_name = name_signer(a, LIST_IN_ENGLISH);
  g_autofree char *new_name = name_signer(b, LIST_IN_ENGLISH);
  char *(*name)(const TrustListHeader *, ListLanguage) =
      g_str_equal(old_name, new_name) ? name_signer_fully : name_signer;
  ListChange *change = list_comparison_add(comparison, LIST_CHANGE_SIGNER, NULL, name(a, LIST_IN_ENGLISH),
                                           name(b, LIST_IN_ENGLISH));
  list_change_take_texts(change, name(a, LIST_IN_SESSION), name(b, LIST_IN_SESSION));
}

static char *
name_digest(const TrustListHeader *header)
{
  const char *name = digest_get_name(header->digest);
  return name != NULL ? g_strdup(name) : g_strdup_printf("number %u", header->digest);
}

static char *
name_version(const TrustListHeader *header)
{
  return g_strdup_printf("%u.%u", header->version[0], header->version[1]);
}

/* 0.0 where there is none, as `show --json` has it. */
static char *
name_signer_version(const TrustListHeader *header)
{
  return g_strdup_printf("%u.%u", header->signer_version[0], header->signer_version[1]);
}

static char *
name_file(const TrustListHeader *header)
{
  return trust_list_safe_text(header->filename);
}

static char *
name_time(const TrustListHeader *header)
{
  g_autoptr(GDateTime) date = g_date_time_new_from_unix_utc(header->timestamp);
  return g_date_time_format(date, "%Y-%m-%d %H:%M:%S UTC");
}

void
list_compare_headers(ListComparison *comparison)
{
  static const struct {
    ListChangeKind kind;
    char *(*name)(const TrustListHeader *header);
  } facts[] = {
      {LIST_CHANGE_DIGEST, name_digest},
      {LIST_CHANGE_VERSION, name_version},
      {LIST_CHANGE_SIGNER_VERSION, name_signer_version},
      {LIST_CHANGE_FILENAME, name_file},
      {LIST_CHANGE_TIMESTAMP, name_time},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(facts); i++) {
    char *old_value = facts[i].name(trust_list_get_header(comparison->old_list));
    char *new_value = facts[i].name(trust_list_get_header(comparison->new_list));
    if (!g_str_equal(old_value, new_value)) {
      list_comparison_add(comparison, facts[i].kind, NULL, old_value, new_value);
      continue;
    }
    g_free(old_value);
    g_free(new_value);
  }
}
