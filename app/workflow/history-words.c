/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/history-words.h"

#include "app/publisher/address.h"
#include "app/trustlist/record-identity.h"

#include <string.h>

char *
history_describe_time(const HistoryEntry *entry)
{
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_local(entry->time);
  return time != NULL ? g_date_time_format(time, "%-d %b %Y, %H:%M") : g_strdup("?");
}

char *
history_describe_action(const HistoryEntry *entry)
{
  static const struct {
    const char *action;
    const char *words;
  } actions[] = {{"push", "Pushed"}, {"replaced", "Was replaced"}, {"fetch", "Fetched"}};
  for (gsize i = 0; i < G_N_ELEMENTS(actions); i++)
    if (g_str_equal(entry->action, actions[i].action))
      return g_strdup(actions[i].words);
  return g_strdup(entry->action);
}

/* The publisher's name, or its host. */
static char *
node_name(const HistoryNode *node)
{
  if (node->publisher != NULL)
    return g_strdup(node->publisher);
  g_autoptr(PublisherAddress) address = node->url != NULL ? publisher_address_parse(node->url, NULL) : NULL;
  return g_strdup(address != NULL ? address->host : node->url);
}

char *
history_describe_where(const HistoryEntry *entry)
{
  g_autoptr(GHashTable) told = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  GString *text = g_string_new(NULL);
  for (guint i = 0; i < entry->nodes->len; i++) {
    char *name = node_name(g_ptr_array_index(entry->nodes, i));
    if (name == NULL || g_hash_table_contains(told, name)) {
      g_free(name);
      continue;
    }
    g_string_append_printf(text, "%s%s", text->len > 0 ? ", " : "", name);
    g_hash_table_add(told, name);
  }
  return g_string_free(text, FALSE);
}

char *
history_describe_signer(const HistoryEntry *entry)
{
  if (entry->signer == NULL)
    return g_strdup("nobody known (it is damaged)");
  const TlvReader name = {(const guint8 *)entry->signer, strlen(entry->signer)};
  return name_dup_common_name(name);
}

static const char *
result_words(const char *result)
{
  static const struct {
    const char *result;
    const char *words;
  } results[] = {
      {"created", "got this list, its first one"}, {"replaced", "got this list in place of its old one"},
      {"unchanged", "had this very list already"}, {"failed", "did not get it"},
      {"held", "held this list until then"},       {"fetched", "held this list"},
  };
  for (gsize i = 0; result != NULL && i < G_N_ELEMENTS(results); i++)
    if (g_str_equal(result, results[i].result))
      return results[i].words;
  return "?";
}

char *
history_describe_facts(const HistoryEntry *entry)
{
  GString *text = g_string_new(NULL);
  for (guint i = 0; i < entry->nodes->len; i++) {
    const HistoryNode *node = g_ptr_array_index(entry->nodes, i);
    g_string_append_printf(text, "%s %s%s%s.\n", node->url != NULL ? node->url : "?",
                           result_words(node->result), node->message != NULL ? ": " : "",
                           node->message != NULL ? node->message : "");
  }
  g_string_append_printf(text,
                         "Recorded for the user %s of this computer as %s.\n"
                         "%" G_GINT64_FORMAT " bytes, MD5 %s, SHA-1 %s",
                         entry->user, entry->id, entry->length, entry->md5, entry->sha1);
  return g_string_free(text, FALSE);
}
