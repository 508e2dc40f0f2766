/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/cli/platform-cli-answers.h"

#include <gio/gio.h>
#include <string.h>

/* Which nodes a cluster has, as the answers tell. */

char **
platform_cli_parse_node_names(const char *text)
{
  GPtrArray *names = g_ptr_array_new();
  gboolean in_table = FALSE;
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  for (char **line = lines; *line != NULL; line++) {
    const char *name = g_strstrip(*line);
    if (g_str_has_prefix(name, "==="))
      in_table = TRUE;
    else if (in_table && *name != '\0' && !g_str_equal(name, "EnterpriseWideData"))
      g_ptr_array_add(names, g_strdup(name));
  }
  g_ptr_array_add(names, NULL);
  return (char **)g_ptr_array_free(names, FALSE);
}

void
platform_node_free(PlatformNode *node)
{
  g_free(node->address);
  g_free(node->full_name);
  g_free(node->name);
  g_free(node);
}

/* "10.3.74.11 CUCMPUB.example.com CUCMPUB Publisher callmanager DBPub authenticated ...": without a DNS
 * domain there is no second name, and in another form no product. What may be a CallManager node counts as
 * one. */
static PlatformNode *
parse_node(const char *line)
{
  static GRegex *regex = NULL;
  if (g_once_init_enter(&regex))
    g_once_init_leave(&regex, g_regex_new("^(\\S+)\\s+(?:(\\S+)\\s+)?(\\S+)\\s+(Publisher|Subscriber)"
                                          "\\s*(callmanager|authenticated|not\\b)?",
                                          0, 0, NULL));
  g_autoptr(GMatchInfo) match = NULL;
  if (!g_regex_match(regex, line, 0, &match))
    return NULL;
  g_autofree char *full_name = g_match_info_fetch(match, 2);
  g_autofree char *role = g_match_info_fetch(match, 4);
  g_autofree char *product = g_match_info_fetch(match, 5);
  PlatformNode *node = g_new0(PlatformNode, 1);
  node->address = g_match_info_fetch(match, 1);
  node->name = g_match_info_fetch(match, 3);
  node->full_name = g_strdup(*full_name != '\0' ? full_name : node->name);
  node->is_publisher = g_str_equal(role, "Publisher");
  node->is_callmanager = product != NULL && *product != '\0';
  return node;
}

static gboolean
begins_with_address(const char *line)
{
  g_autofree char *word = g_strndup(line, strcspn(line, " \t"));
  return g_hostname_is_ip_address(word);
}

/* The lines (of char *) that speak of a node each; wrapped ones are put together. */
static GPtrArray *
find_node_lines(char **lines)
{
  GPtrArray *found = g_ptr_array_new_with_free_func(g_free);
  gboolean inside = FALSE;
  for (char **line = lines; *line != NULL; line++) {
    const char *text = g_strstrip(*line);
    gboolean begins = begins_with_address(text);
    if (*text == '\0' || g_str_has_prefix(text, "Server Table"))
      return found;
    if (begins)
      g_ptr_array_add(found, g_strdup(text));
    else if (inside) {
      char **last = (char **)&g_ptr_array_index(found, found->len - 1);
      g_autofree char *begun = *last;
      *last = g_strconcat(begun, text, NULL);
    }
    inside = inside || begins;
  }
  return found;
}

gboolean
platform_node_is(const PlatformNode *node, const char *host)
{
  return g_str_equal(host, node->address) || g_ascii_strcasecmp(host, node->full_name) == 0 ||
         g_ascii_strcasecmp(host, node->name) == 0;
}

/* TRUE when a word of a line that begins with an address is NAME. */
static gboolean
is_named(const GPtrArray *found, const char *name)
{
  for (guint i = 0; i < found->len; i++) {
    g_auto(GStrv) words = g_regex_split_simple("\\s+", g_ptr_array_index(found, i), 0, 0);
    for (char **word = words; *word != NULL; word++)
      if (g_ascii_strcasecmp(*word, name) == 0)
        return TRUE;
  }
  return FALSE;
}

/* The names under "Server Table (processnode) Entries" that none of the lines FOUND has. */
static void
add_unread(char **lines, const GPtrArray *found, GPtrArray *unread)
{
  gboolean in_table = FALSE;
  for (char **line = lines; *line != NULL; line++) {
    const char *name = g_strstrip(*line);
    if (g_str_has_prefix(name, "----"))
      in_table = TRUE;
    else if (in_table && (*name == '\0' || strchr(name, ' ') != NULL))
      return;
    else if (in_table && !is_named(found, name))
      g_ptr_array_add(unread, g_strdup(name));
  }
}

GPtrArray *
platform_cli_parse_cluster(const char *text, GPtrArray *unread)
{
  GPtrArray *nodes = g_ptr_array_new_with_free_func((GDestroyNotify)platform_node_free);
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  g_autoptr(GPtrArray) found = find_node_lines(lines);
  for (guint i = 0; i < found->len; i++) {
    const char *line = g_ptr_array_index(found, i);
    PlatformNode *node = parse_node(line);
    if (node != NULL)
      g_ptr_array_add(nodes, node);
    else
      g_ptr_array_add(unread, g_strndup(line, strcspn(line, " \t")));
  }
  add_unread(lines, found, unread);
  return nodes;
}
