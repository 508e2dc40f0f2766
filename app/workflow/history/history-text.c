/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/history/history-text.h"

#include "app/publisher/settings/address.h"
#include "app/trustlist/record-identity.h"

#include <glib/gi18n.h>
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
  if (g_str_equal(entry->action, "push"))
    return g_strdup(C_("list", "Pushed"));
  if (g_str_equal(entry->action, "replaced"))
    return g_strdup(C_("list", "Was replaced"));
  return g_strdup(g_str_equal(entry->action, "fetch") ? C_("list", "Fetched") : entry->action);
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
    return g_strdup(_("nobody known (it is damaged)"));
  const TlvReader name = {(const guint8 *)entry->signer, strlen(entry->signer)};
  return name_dup_common_name(name);
}

/* What became of a node, by the word that is kept. Those before "not-reached" were kept by earlier versions.
 */
static const struct {
  const char *result;
  const char *action;   /* of which it says this; NULL: of any */
  const char *sentence; /* with a place for the node's address */
} RESULTS[] = {
    /* TRANSLATORS: %s is the address of a node, also in "%s did not get it" and the like. */
    {"created", NULL, N_("%s got this list, its first one")},
    {"replaced", NULL, N_("%s got this list in place of its old one")},
    {"unchanged", NULL, N_("%s had this very list already")},
    {"failed", NULL, N_("%s did not get it")},
    {"not-reached", NULL, N_("%s was not reached")},
    {"refused", NULL, N_("%s did not take it")},
    {"uploaded", NULL, N_("%s took this list, and served another one then")},
    {"served", NULL, N_("%s served this list then")},
    {"held", "push", N_("%s held this list then; what it served was not seen")},
    {"held", NULL, N_("%s held this list until then")},
    {"fetched", NULL, N_("%s held this list")},
};

/* What became of the node at URL, without a full stop. */
static char *
describe_result(const char *action, const char *result, const char *url)
{
  for (gsize i = 0; i < G_N_ELEMENTS(RESULTS); i++)
    if (g_strcmp0(result, RESULTS[i].result) == 0 &&
        (RESULTS[i].action == NULL || g_str_equal(RESULTS[i].action, action))) {
      g_auto(GStrv) parts = g_strsplit(_(RESULTS[i].sentence), "%s", 2);
      return g_strjoinv(url, parts);
    }
  return g_strdup_printf("%s ?", url);
}

char *
history_describe_facts(const HistoryEntry *entry)
{
  GString *text = g_string_new(NULL);
  for (guint i = 0; i < entry->nodes->len; i++) {
    const HistoryNode *node = g_ptr_array_index(entry->nodes, i);
    g_autofree char *result =
        describe_result(entry->action, node->result, node->url != NULL ? node->url : "?");
    if (node->message != NULL)
      g_string_append_printf(text, _("%s: %s."), result, node->message);
    else
      g_string_append_printf(text, "%s.", result);
    g_string_append_c(text, '\n');
  }
  guint len = (guint)entry->length;
  g_string_append_printf(text, _("Recorded for the user %s of this computer as %s."), entry->user, entry->id);
  g_string_append_c(text, '\n');
  g_string_append_printf(text, ngettext("%u byte, MD5 %s, SHA-1 %s", "%u bytes, MD5 %s, SHA-1 %s", len), len,
                         entry->md5, entry->sha1);
  return g_string_free(text, FALSE);
}
