/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What can be read and is written again is the same bytes. */
#include "rewrite.h"

int LLVMFuzzerTestOneInput(const guint8 *data, size_t len);

int
LLVMFuzzerTestOneInput(const guint8 *data, size_t len)
{
  g_autoptr(GBytes) bytes = g_bytes_new(data, len);
  g_autoptr(GError) error = NULL;
  g_autoptr(TrustList) list = trust_list_parse(bytes, &error);
  g_assert_true((list == NULL) == (error != NULL));
  if (list == NULL)
    return 0;
  g_autoptr(GBytes) again = rewrite_list(list);
  g_assert_nonnull(again);
  g_assert_true(g_bytes_equal(bytes, again));
  return 0;
}
