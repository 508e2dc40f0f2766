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

/* TRUE when WORD is one of those that follow the names of a node. */
static gboolean
is_keyword(const char *word)
{
  static const char *const keywords[] = {"Publisher", "Subscriber", "callmanager",   "cups", "ciscoer",
                                         "DBPub",     "DBSub",      "authenticated", "not",  NULL};
  return g_strv_contains(keywords, word);
}

/* TRUE when FULL_NAME is NAME with a DNS domain. */
static gboolean
has_label(const char *full_name, const char *name)
{
  gsize len = strlen(name);
  return g_ascii_strncasecmp(full_name, name, len) == 0 && full_name[len] == '.';
}

/* How many names stand behind the address in WORDS: the full one and the host's, or without a DNS domain one.
 * A host may be called like a keyword. 0 for what makes no sense. */
static guint
count_names(char **words)
{
  guint n_words = g_strv_length(words);
  if (n_words >= 3 && has_label(words[1], words[2]))
    return 2;
  if (n_words >= 3 && is_keyword(words[2]))
    return 1;
  return n_words >= 4 && is_keyword(words[3]) ? 2 : 0;
}

/* The first of N_KNOWN words that stands among WORDS, from 1 on; 0 when none does. */
static guint
find_word(char **words, const char *const *known, guint n_known)
{
  for (; *words != NULL; words++)
    for (guint i = 0; i < n_known; i++)
      if (g_str_equal(*words, known[i]))
        return i + 1;
  return 0;
}

static PlatformRole
find_role(char **words)
{
  static const char *const known[] = {"Publisher", "Subscriber"};
  return (PlatformRole)find_word(words, known, G_N_ELEMENTS(known));
}

static PlatformProduct
find_product(char **words)
{
  static const char *const known[] = {"callmanager", "cups", "ciscoer"};
  return (PlatformProduct)find_word(words, known, G_N_ELEMENTS(known));
}

static char **
split_words(const char *line)
{
  return g_regex_split_simple("\\s+", line, 0, 0);
}

/* "10.3.74.11 CUCMPUB.example.com CUCMPUB Publisher callmanager DBPub authenticated ...": without a DNS
 * domain there is one name, and another form has no product. */
static PlatformNode *
parse_node(const char *line)
{
  g_auto(GStrv) words = split_words(line);
  guint n_names = g_hostname_is_ip_address(words[0]) ? count_names(words) : 0;
  if (n_names == 0)
    return NULL;
  PlatformNode *node = g_new0(PlatformNode, 1);
  node->address = g_strdup(words[0]);
  node->full_name = strchr(words[1], '.') != NULL ? g_strdup(words[1]) : NULL;
  node->name = g_strdup(words[n_names]);
  node->role = find_role(words + 1 + n_names);
  node->product = find_product(words + 1 + n_names);
  return node;
}

/* TRUE when a line that goes on in TEXT, or NULL, is whole, and TEXT tells of another node, though it does
 * not begin with an address. */
static gboolean
is_other_node(const char *last, const char *text)
{
  g_auto(GStrv) words = split_words(text);
  g_auto(GStrv) before = split_words(last != NULL ? last : "Publisher");
  gboolean has_names = words[0] != NULL && !is_keyword(words[0]);
  gboolean says_more = find_product(words) != PLATFORM_PRODUCT_UNKNOWN ||
                       g_strv_contains((const char *const *)words, "authenticated");
  return has_names && says_more && find_role(words) != PLATFORM_ROLE_UNKNOWN &&
         find_role(before) != PLATFORM_ROLE_UNKNOWN;
}

static gboolean
begins_with_address(const char *line)
{
  g_autofree char *word = g_strndup(line, strcspn(line, " \t"));
  return g_hostname_is_ip_address(word);
}

/* TEXT goes on in the last line of FOUND, whose latest piece ended at column LAST_LEN of WIDTH: a shorter one
 * has lost the blanks at its end. */
static void
join_piece(GPtrArray *found, const char *text, gsize last_len, gsize width)
{
  char **last = (char **)&g_ptr_array_index(found, found->len - 1);
  g_autofree char *begun = *last;
  *last = g_strconcat(begun, last_len < width ? " " : "", text, NULL);
}

static gsize
longest(char **lines)
{
  gsize width = 0;
  for (; *lines != NULL; lines++)
    width = MAX(width, strlen(*lines));
  return width;
}

/* TRUE at the end of the nodes' lines, of which SOME were found. */
static gboolean
ends_nodes(const char *text, gboolean some)
{
  gboolean closes = *text == '\0' || g_str_has_prefix(text, "Successful");
  return (closes && some) || g_str_has_prefix(text, "Server Table");
}

/* The lines (of char *) that speak of a node each; wrapped ones are put together. LINES have no blanks at
 * their ends. */
static GPtrArray *
find_node_lines(char **lines)
{
  GPtrArray *found = g_ptr_array_new_with_free_func(g_free);
  gsize width = longest(lines);
  for (; *lines != NULL; lines++) {
    const char *text = *lines + strspn(*lines, " \t");
    const char *last = found->len > 0 ? g_ptr_array_index(found, found->len - 1) : NULL;
    if (ends_nodes(text, last != NULL))
      break;
    if (begins_with_address(text) || is_other_node(last, text))
      g_ptr_array_add(found, g_strdup(text));
    else if (last != NULL)
      join_piece(found, *lines, strlen(lines[-1]), width);
  }
  return found;
}

gboolean
platform_node_is(const PlatformNode *node, const char *host)
{
  if (g_str_equal(host, node->address) || g_ascii_strcasecmp(host, node->name) == 0)
    return TRUE;
  return node->full_name != NULL ? g_ascii_strcasecmp(host, node->full_name) == 0
                                 : has_label(host, node->name);
}

/* TRUE when NAME stands for one of NODES, or is a word of one of their LINES. */
static gboolean
is_told(const GPtrArray *nodes, const GPtrArray *lines, const char *name)
{
  for (guint i = 0; i < nodes->len; i++)
    if (platform_node_is(g_ptr_array_index(nodes, i), name))
      return TRUE;
  for (guint i = 0; i < lines->len; i++) {
    g_auto(GStrv) words = split_words(g_ptr_array_index(lines, i));
    if (g_strv_contains((const char *const *)words, name))
      return TRUE;
  }
  return FALSE;
}

/* The names under "Server Table (processnode) Entries" that no line FOUND has told of. A line of several
 * words ends it, or an empty one. */
static void
add_unread(char **lines, const GPtrArray *nodes, const GPtrArray *found, GPtrArray *unread)
{
  gboolean in_table = FALSE;
  gboolean in_names = FALSE;
  for (; *lines != NULL; lines++) {
    const char *name = *lines + strspn(*lines, " \t");
    if (g_str_has_prefix(name, "----"))
      in_table = TRUE;
    else if (in_table && strchr(name, ' ') == NULL && *name != '\0') {
      in_names = TRUE;
      if (!is_told(nodes, found, name) && !g_str_equal(name, "EnterpriseWideData"))
        g_ptr_array_add(unread, g_strdup(name));
    } else if (in_names)
      return;
  }
}

static char **
split_lines(const char *text)
{
  char **lines = g_strsplit(text, "\n", -1);
  for (char **line = lines; *line != NULL; line++)
    g_strchomp(*line);
  return lines;
}

GPtrArray *
platform_cli_parse_cluster(const char *text, GPtrArray *unread)
{
  GPtrArray *nodes = g_ptr_array_new_with_free_func((GDestroyNotify)platform_node_free);
  g_auto(GStrv) lines = split_lines(text);
  g_autoptr(GPtrArray) found = find_node_lines(lines);
  for (guint i = 0; i < found->len; i++) {
    const char *line = g_ptr_array_index(found, i);
    PlatformNode *node = parse_node(line);
    if (node != NULL)
      g_ptr_array_add(nodes, node);
    else
      g_ptr_array_add(unread, g_strndup(line, strcspn(line, " \t")));
  }
  add_unread(lines, nodes, found, unread);
  return nodes;
}
