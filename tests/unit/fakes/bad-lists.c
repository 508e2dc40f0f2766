/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "bad-lists-private.h"

#include <string.h>

const Identity *
bad_server(BadServer server)
{
  static const char *const names[BAD_N_SERVERS][2] = {
      [BAD_CALLMANAGER] = {"cucm-1051-a-pub", "70CAF64E090751B9DF22F49F754FC5BB"},
      [BAD_CAPF] = {"CAPF-e41e7d87", "744B4999770496E799E91E81D3C8109B"},
      [BAD_NODE] = {"cucm-1051-a-sub1", "6BEBFDCDCD8CA277CB2FD1D183A60E72"},
      [BAD_RECOVERY] = {"ITLRECOVERY_cucm-1051-a-pub", "5A0B1C2D3E4F"},
  };
  static Identity *servers[BAD_N_SERVERS];
  if (servers[server] == NULL)
    servers[server] = identity_new_server(names[server][0], names[server][1]);
  return servers[server];
}

TrustList *
bad_lists_good(void)
{
  CraftHeader header = {.signer = sample_token(1), .style = NAME_STYLE_TOKEN};
  return craft(
      &header, {.identity = sample_token(0)}, {.identity = sample_token(1)},
      {.function = FUNCTION_CCM_TFTP, .identity = bad_server(BAD_CALLMANAGER), .host = BAD_PUBLISHER},
      {.function = FUNCTION_CAPF, .identity = bad_server(BAD_CAPF), .host = BAD_PUBLISHER},
      {.function = FUNCTION_CCM_TFTP, .identity = bad_server(BAD_NODE), .host = BAD_SUBSCRIBER});
}

TrustList *
bad_lists_good_itl(void)
{
  const Identity *callmanager = bad_server(BAD_CALLMANAGER);
  g_autofree char *name = name_text_from_subject(callmanager->certificate, NAME_STYLE_SERVER);
  CraftHeader header = {.signer = callmanager, .style = NAME_STYLE_SERVER, .filename = "ITLFile.tlv"};
  return craft(
      &header, {.identity = callmanager, .subject = name, .issuer = name, .no_address = TRUE},
      {.function = FUNCTION_CCM_TFTP, .identity = callmanager, .no_address = TRUE},
      {.function = FUNCTION_TVS, .identity = bad_server(BAD_NODE), .hash = TRUE, .no_address = TRUE});
}

ListParts *
bad_parts_new(void)
{
  g_autoptr(TrustList) good = bad_lists_good();
  return list_parts_new(good);
}

GBytes *
bad_parts_finish(ListParts *parts)
{
  GBytes *bytes = list_parts_sign(parts, sample_token(1));
  list_parts_free(parts);
  return bytes;
}

GBytes *
bad_bytes(TrustList *list)
{
  GBytes *bytes = g_bytes_ref(trust_list_get_bytes(list));
  trust_list_unref(list);
  return bytes;
}

/* --- the table --- */

const BadList *
bad_lists_get(guint *n)
{
  static const BadList *const parts[] = {bad_lists_damaged, bad_lists_whole, bad_lists_record};
  static GArray *all;
  if (all == NULL) {
    all = g_array_new(FALSE, FALSE, sizeof(BadList));
    for (gsize i = 0; i < G_N_ELEMENTS(parts); i++)
      for (const BadList *list = parts[i]; list->name != NULL; list++)
        g_array_append_val(all, *list);
  }
  *n = all->len;
  return &g_array_index(all, BadList, 0);
}

GBytes *
bad_list_make(const BadList *list)
{
  return list->make();
}

const char *
bad_list_get_file_name(const BadList *list)
{
  return list->file_name != NULL ? list->file_name : "CTLFile.tlv";
}

gboolean
bad_list_is_damaged(const BadList *list)
{
  return g_str_equal(list->errors, BAD_LIST_DAMAGED);
}

char **
bad_list_dup_rules(const BadList *list)
{
  g_autoptr(GStrvBuilder) rules = g_strv_builder_new();
  g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
  g_auto(GStrv) words = g_strsplit(list->errors, " ", -1);
  for (char **word = words; *word != NULL; word++) {
    (*word)[strcspn(*word, "@")] = '\0';
    if (g_hash_table_add(seen, *word))
      g_strv_builder_add(rules, *word);
  }
  return g_strv_builder_end(rules);
}
