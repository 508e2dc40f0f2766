/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Damaged files: each is refused with one sentence, none verifies, none crashes or hangs. */
#include "app/base/error.h"
#include "app/trustlist/show.h"
#include "app/trustlist/tags.h"
#include "app/trustlist/verify.h"
#include "list-parts.h"

#include <string.h>

static GByteArray *
sample_bytes(void)
{
  g_autoptr(TrustList) list = sample_list(sample_token(0), sample_token(1), sample_token(1), DIGEST_SHA1);
  gsize len = 0;
  const guint8 *data = g_bytes_get_data(trust_list_get_bytes(list), &len);
  GByteArray *copy = g_byte_array_new();
  return g_byte_array_append(copy, data, (guint)len);
}

static TrustList *
parse(const GByteArray *array, GError **error)
{
  g_autoptr(GBytes) bytes = g_bytes_new(array->data, array->len);
  return trust_list_parse(bytes, error);
}

static void
assert_damaged(const GByteArray *array)
{
  g_autoptr(GError) error = NULL;
  g_assert_null(parse(array, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_DAMAGED);
  g_assert_true(g_str_has_prefix(error->message, "The list is damaged: "));
}

/* Every prefix of a list, except those that end between two records, which are whole lists of fewer records.
 */
static void
test_truncated(void)
{
  g_autoptr(GByteArray) array = sample_bytes();
  guint full = array->len;
  guint n_whole = 0;
  for (guint len = 0; len < full; len++) {
    g_autoptr(GBytes) bytes = g_bytes_new(array->data, len);
    g_autoptr(TrustList) list = trust_list_parse(bytes, NULL);
    if (list == NULL)
      continue;
    n_whole++;
    g_assert_false(trust_list_verify(list, NULL, NULL));
  }
  g_assert_cmpuint(n_whole, ==, 5); /* with 0, 1, 2, 3 and 4 of the 5 records */
}

static void
test_single_bits(void)
{
  g_autoptr(GByteArray) array = sample_bytes();
  for (guint i = 0; i < array->len * 8; i++) {
    array->data[i / 8] ^= (guint8)(1 << i % 8);
    g_autoptr(TrustList) list = parse(array, NULL);
    if (list != NULL && trust_list_verify(list, NULL, NULL))
      g_error("bit %u of byte %u does not matter", i % 8, i / 8);
    array->data[i / 8] ^= (guint8)(1 << i % 8);
  }
  g_autoptr(TrustList) list = parse(array, NULL);
  g_assert_true(trust_list_verify(list, NULL, NULL));
}

static void
test_trailing_garbage(void)
{
  g_autoptr(GByteArray) array = sample_bytes();
  g_byte_array_append(array, (const guint8 *)"garbage", 7);
  assert_damaged(array);
}

/* A record whose length is 0 would be read for ever. */
static void
test_looping(void)
{
  g_autoptr(GByteArray) array = sample_bytes();
  memset(array->data + 304 + 3, 0, 2);
  assert_damaged(array);
}

static void
test_duplicated(void)
{
  static const guint8 twice[] = {1, 0, 2, 0, 20, 4, 0, 2, 0, 0, 4, 0, 2, 0, 0, 2, 0, 2, 'a', 0};
  g_autoptr(GByteArray) array = sample_bytes();
  g_byte_array_append(array, twice, sizeof twice);
  assert_damaged(array);
}

/* The header of a list, then N_RECORDS records of RECORD_LEN bytes, each of entries of 3 bytes that nobody
 * knows after its function. */
static GByteArray *
long_bytes(guint n_records, guint16 record_len)
{
  static const guint8 head[] = {1, 0, 2, 0, 0, 4, 0, 2, 0, 0};
  static const guint8 entry[] = {200, 0, 0};
  GByteArray *array = sample_bytes();
  g_byte_array_set_size(array, 304);
  for (guint i = 0; i < n_records; i++) {
    guint start = array->len;
    g_byte_array_append(array, head, sizeof head);
    while (array->len - start < record_len)
      g_byte_array_append(array, entry, sizeof entry);
    array->data[start + 3] = (guint8)((array->len - start) >> 8);
    array->data[start + 4] = (guint8)(array->len - start);
  }
  return array;
}

static void
assert_damaged_as(GByteArray *array, const char *what)
{
  g_autoptr(GError) error = NULL;
  g_assert_null(parse(array, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_DAMAGED);
  g_assert_nonnull(strstr(error->message, what));
  g_byte_array_unref(array);
}

static void
test_oversized(void)
{
  GByteArray *array = sample_bytes();
  guint len = array->len;
  g_byte_array_set_size(array, TRUST_LIST_MAX_LEN + 1);
  memset(array->data + len, 0, array->len - len);
  assert_damaged_as(array, "the file is larger than any trust list");
}

/* Each limit is reached without harm, and one more is refused. */
static void
test_limits(void)
{
  g_autoptr(GByteArray) records = long_bytes(TRUST_LIST_MAX_RECORDS, 10);
  g_autoptr(GByteArray) entries = long_bytes(1, 10 + 3 * (TRUST_LIST_MAX_RECORD_ENTRIES - 2));
  g_autoptr(TrustList) many = parse(records, NULL);
  g_autoptr(TrustList) wide = parse(entries, NULL);
  g_assert_cmpuint(trust_list_get_n_records(many), ==, TRUST_LIST_MAX_RECORDS);
  g_assert_nonnull(wide);
  assert_damaged_as(long_bytes(TRUST_LIST_MAX_RECORDS + 1, 10), "more records than any cluster");
  assert_damaged_as(long_bytes(1, 10 + 3 * (TRUST_LIST_MAX_RECORD_ENTRIES - 1)),
                    "record 1 has more entries than any");
}

static void
test_large_certificate(void)
{
  g_autoptr(TrustList) good = sample_list(sample_token(0), sample_token(1), sample_token(1), DIGEST_SHA1);
  g_autofree guint8 *zeros = g_malloc0(TRUST_LIST_MAX_CERTIFICATE_LEN + 1);
  for (gsize more = 0; more < 2; more++) {
    g_autoptr(ListParts) parts = list_parts_new(good);
    section_set(list_parts_record(parts, 2), RECORD_CERTIFICATE, zeros,
                TRUST_LIST_MAX_CERTIFICATE_LEN + more);
    g_autoptr(GBytes) bytes = list_parts_sign(parts, sample_token(1));
    g_autoptr(GError) error = NULL;
    g_autoptr(TrustList) list = trust_list_parse(bytes, &error);
    g_assert_cmpint(list != NULL, ==, more == 0);
    g_assert_true(error == NULL || strstr(error->message, "record 3 has a certificate larger than any"));
  }
}

static void
test_no_list_at_all(void)
{
  static const char *const texts[] = {"", "\r\r\r\r\r\r", "hello", "\x1\0\0", "\x2\0\2\0\0"};
  static const guint lens[] = {0, 6, 5, 3, 5};
  for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
    g_autoptr(GByteArray) array = g_byte_array_new();
    g_byte_array_append(array, (const guint8 *)texts[i], lens[i]);
    assert_damaged(array);
  }
}

/* Names from a file must not control the terminal that shows them. */
static void
test_control_characters(void)
{
  TlvReader text = {(const guint8 *)"a\x1b[2Jb\xff", 7};
  g_autofree char *safe = trust_list_safe_text(text);
  g_assert_cmpstr(safe, ==, "a\\x1b[2Jb\xef\xbf\xbd");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/damage/truncated", test_truncated);
  g_test_add_func("/damage/single-bits", test_single_bits);
  g_test_add_func("/damage/trailing-garbage", test_trailing_garbage);
  g_test_add_func("/damage/looping", test_looping);
  g_test_add_func("/damage/duplicated", test_duplicated);
  g_test_add_func("/damage/oversized", test_oversized);
  g_test_add_func("/damage/limits", test_limits);
  g_test_add_func("/damage/large-certificate", test_large_certificate);
  g_test_add_func("/damage/no-list", test_no_list_at_all);
  g_test_add_func("/damage/control-characters", test_control_characters);
  return g_test_run();
}
