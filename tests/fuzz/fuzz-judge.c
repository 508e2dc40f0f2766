/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Two lists with PAIR between them are compared, and judged as a phone that holds the one would judge the
 * other; each is looked through for faults. What is said about them is whole text for a terminal. */
#include "app/base/text.h"
#include "app/trustlist/acceptance.h"
#include "app/trustlist/compare.h"
#include "app/trustlist/lint/lint.h"

#include <string.h>

#define PAIR "\nPAIR\n"
#define NOW 1425678813 /* the day of the published lists, so that a run can be repeated */

int LLVMFuzzerTestOneInput(const guint8 *data, size_t len);

static void
check_text(const char *text)
{
  g_assert_true(text != NULL && *text != '\0' && text_is_plain(text));
}

static void
compare(TrustList *old_list, TrustList *new_list)
{
  g_autoptr(ListComparison) comparison = trust_list_compare(old_list, new_list);
  gboolean same = g_bytes_equal(trust_list_get_bytes(old_list), trust_list_get_bytes(new_list));
  g_assert_cmpint(same, ==, comparison->changes->len == 0);
  for (guint i = 0; i < comparison->changes->len; i++) {
    g_autofree char *text = list_change_to_text(comparison, g_ptr_array_index(comparison->changes, i));
    check_text(text);
  }
}

static void
look_for_faults(const TrustList *list)
{
  g_autoptr(GPtrArray) findings = trust_list_lint(list, "CTLFile.tlv", NOW);
  for (guint i = 0; i < findings->len; i++)
    check_text(((const LintFinding *)g_ptr_array_index(findings, i))->text);
}

static void
judge(const TrustList *file, const TrustList *held)
{
  for (guint i = 0; i < 8; i++) {
    Phone phone = {i & 1 ? held : NULL, i & 2 ? held : NULL, (i & 4) != 0};
    Acceptance acceptance = acceptance_judge(file, &phone);
    g_autofree char *text = acceptance_to_text(&acceptance, file, &phone);
    check_text(text);
    if (acceptance.reason == ACCEPTANCE_VOUCHED)
      g_assert_nonnull(acceptance_get_record(&acceptance, file, &phone));
  }
}

static TrustList *
parse(const guint8 *data, gsize len)
{
  g_autoptr(GBytes) bytes = g_bytes_new(data, len);
  return trust_list_parse(bytes, NULL);
}

int
LLVMFuzzerTestOneInput(const guint8 *data, size_t len)
{
  const guint8 *mark = memmem(data, len, PAIR, strlen(PAIR));
  gsize first_len = mark != NULL ? (gsize)(mark - data) : len;
  const guint8 *second = mark != NULL ? mark + strlen(PAIR) : data;
  g_autoptr(TrustList) old_list = parse(data, first_len);
  g_autoptr(TrustList) new_list = parse(second, mark != NULL ? len - first_len - strlen(PAIR) : len);
  if (old_list == NULL || new_list == NULL)
    return 0;
  compare(old_list, new_list);
  compare(old_list, old_list);
  look_for_faults(new_list);
  judge(new_list, old_list);
  return 0;
}
