/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The texts of `show` and `show --json`: fit for a terminal, and "verified" exactly when that is so. */
#include "app/base/text.h"
#include "app/cli/output/list-json.h"
#include "app/trustlist/show.h"
#include "app/trustlist/verify.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const guint8 *data, size_t len);

static void
check_text(const char *text, gboolean verified)
{
  g_assert_true(g_utf8_validate(text, -1, NULL));
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p))
    g_assert_true(*p == '\n' || *p == '\t' || text_shows(g_utf8_get_char(p)));
  g_assert_true(verified == g_str_has_suffix(text, " file was verified successfully.\n"));
}

static void
check_json(const TrustList *list)
{
  g_autoptr(JsonBuilder) builder = json_builder_new();
  json_builder_begin_object(builder);
  json_add_file_facts(builder, trust_list_get_bytes(list));
  json_add_list(builder, list);
  json_builder_end_object(builder);
  g_autoptr(JsonNode) root = json_builder_get_root(builder);
  g_autofree char *text = json_to_string(root, TRUE);
  g_assert_true(g_utf8_validate(text, -1, NULL));
}

int
LLVMFuzzerTestOneInput(const guint8 *data, size_t len)
{
  g_autoptr(GBytes) bytes = g_bytes_new(data, len);
  g_autoptr(TrustList) list = trust_list_parse(bytes, NULL);
  g_autofree char *text = list != NULL ? trust_list_show(list, -1) : trust_list_show_damaged(bytes, NULL, -1);
  check_text(text, list != NULL && trust_list_verify(list, NULL, NULL));
  if (list != NULL)
    check_json(list);
  return 0;
}
