/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sources: the names of the fields j_username, j_password, struts.token.name, token: three public upload
 * scripts. What a page looks like besides, and its words, no source tells. */
#include "app/publisher/web/url-helper/web-page.h"

#include "app/base/text.h"
#include "app/publisher/web/url-helper/html-node.h"

#include <libxml/HTMLparser.h>
#include <string.h>

#define MAX_WORDS 400  /* bytes of a message that are kept */
#define MAX_TEXT 20000 /* bytes of a page's text */

G_DEFINE_AUTOPTR_CLEANUP_FUNC(xmlDoc, xmlFreeDoc)

void
web_page_free(WebPage *page)
{
  if (page == NULL)
    return;
  g_free(page->login_action);
  g_free(page->token_name);
  g_free(page->token);
  g_clear_pointer(&page->upload, web_form_free);
  g_free(page->logout);
  g_free(page->words);
  g_free(page->text);
  g_free(page);
}

static gboolean
contains(const char *text, const char *word)
{
  g_autofree char *lower = text != NULL ? g_ascii_strdown(text, -1) : NULL;
  return lower != NULL && strstr(lower, word) != NULL;
}

static gboolean
contains_one_of(const char *text, const char *const *words)
{
  for (; *words != NULL; words++)
    if (contains(text, *words))
      return TRUE;
  return FALSE;
}

/* --- text --- */

/* Adds TEXT to LINE, with one blank for all that is white. */
static void
add_text(GString *line, const char *text, gsize max)
{
  for (; *text != '\0' && line->len < max; text++) {
    gboolean white = g_ascii_isspace(*text);
    if (!white)
      g_string_append_c(line, *text);
    else if (line->len > 0 && line->str[line->len - 1] != ' ')
      g_string_append_c(line, ' ');
  }
}

static gboolean
is_hidden(const xmlNode *node)
{
  return html_node_is(node, "script") || html_node_is(node, "style") || html_node_is(node, "head");
}

/* The text from ROOT on, up to and without END. The caller frees it; NULL for none. */
static char *
dup_text(xmlNode *root, const xmlNode *end, gsize max)
{
  g_autoptr(GString) line = g_string_new(NULL);
  for (xmlNode *node = root; node != NULL && node != end && line->len < max;
       node = html_node_next(node, !is_hidden(node))) {
    if (node->type != XML_TEXT_NODE || node->content == NULL)
      continue;
    add_text(line, (const char *)node->content, max);
    add_text(line, " ", max);
  }
  g_autofree char *text = text_for_people_from(line->str, line->len);
  g_strstrip(text);
  return *text != '\0' ? g_steal_pointer(&text) : NULL;
}

/* --- what an element tells --- */

static void
read_input(WebPage *page, xmlNode *node)
{
  g_autofree char *name = html_node_dup_short_attribute(node, "name");
  page->is_login = page->is_login || g_strcmp0(name, "j_password") == 0;
  page->has_upload = page->has_upload || html_node_attribute_is(node, "type", "file");
  if (g_strcmp0(name, "struts.token.name") == 0 && page->token_name == NULL)
    page->token_name = html_node_dup_short_attribute(node, "value");
  if (g_strcmp0(name, "token") == 0 && page->token == NULL)
    page->token = html_node_dup_short_attribute(node, "value");
}

/* The form around a password's field, and the first one that takes a file. */
static void
read_form(WebPage *page, xmlNode *node)
{
  const xmlNode *end = html_node_next(node, FALSE);
  for (xmlNode *inner = node; inner != NULL && inner != end; inner = html_node_next(inner, TRUE))
    if (html_node_is(inner, "input") && html_node_attribute_is(inner, "name", "j_password") &&
        page->login_action == NULL)
      page->login_action = html_node_dup_short_attribute(node, "action");
  if (page->upload == NULL)
    page->upload = web_form_read(node);
}

static void
read_link(WebPage *page, xmlNode *node)
{
  g_autofree char *target = html_node_dup_short_attribute(node, "href");
  if (page->logout == NULL && (contains(target, "logout") || contains(target, "logoff")) &&
      !contains(target, "javascript:"))
    page->logout = g_steal_pointer(&target);
}

/* "Status area" is how the guides call the place of messages. */
static void
read_message(WebPage *page, xmlNode *node)
{
  static const char *const places[] = {"status", "message", "error", NULL};
  g_autofree char *id = html_node_dup_short_attribute(node, "id");
  g_autofree char *class = html_node_dup_short_attribute(node, "class");
  if (page->words == NULL && (contains_one_of(id, places) || contains_one_of(class, places)))
    page->words = dup_text(node, html_node_next(node, FALSE), MAX_WORDS);
}

static void
read_element(WebPage *page, xmlNode *node)
{
  if (html_node_is(node, "input"))
    read_input(page, node);
  else if (html_node_is(node, "form"))
    read_form(page, node);
  else if (html_node_is(node, "a"))
    read_link(page, node);
  if (!html_node_is(node, "input") && !html_node_is(node, "html") && !html_node_is(node, "body"))
    read_message(page, node);
}

WebPage *
web_page_read(const char *bytes, gsize len)
{
  WebPage *page = g_new0(WebPage, 1);
  const int options = HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET;
  if (len == 0 || len > G_MAXINT)
    return page;
  g_autoptr(xmlDoc) document = htmlReadMemory(bytes, (int)len, NULL, NULL, options);
  xmlNode *root = document != NULL ? xmlDocGetRootElement(document) : NULL;
  for (xmlNode *node = root; node != NULL; node = html_node_next(node, TRUE))
    if (node->type == XML_ELEMENT_NODE)
      read_element(page, node);
  page->text = root != NULL ? dup_text(root, NULL, MAX_TEXT) : NULL;
  return page;
}

/* --- what a page says --- */

typedef gboolean (*SentenceTest)(const char *sentence);

/* TRUE when TEST is so for a sentence of TEXT, in small letters. */
static gboolean
has_sentence(const char *text, SentenceTest test)
{
  g_autofree char *lower = text != NULL ? g_ascii_strdown(text, -1) : NULL;
  g_auto(GStrv) sentences = lower != NULL ? g_strsplit_set(lower, ".:;!?", -1) : NULL;
  for (char **sentence = sentences; sentence != NULL && *sentence != NULL; sentence++)
    if (test(*sentence))
      return TRUE;
  return FALSE;
}

/* "Use is limited" is what many banners say, which speak of sessions too. */
static gboolean
limits_sessions(const char *sentence)
{
  static const char *const words[] = {"maximum", "too many", "session limit", "limit of", NULL};
  return contains(sentence, "session") && contains_one_of(sentence, words);
}

gboolean
web_page_tells_too_many_sessions(const WebPage *page)
{
  return has_sentence(page->text, limits_sessions);
}

/* "Unsuccessful" and "not uploaded successfully" hold the word of success, too. */
static gboolean
denies_success(const char *sentence)
{
  const char *success = strstr(sentence, "success");
  const char *no = strstr(sentence, "not ");
  return strstr(sentence, "unsuccessful") != NULL || strstr(sentence, "without success") != NULL ||
         strstr(sentence, "no success") != NULL || (no != NULL && success != NULL && no < success);
}

gboolean
web_page_tells_failure(const WebPage *page)
{
  static const char *const words[] = {"fail",    "error",  "exist",  "denied", "not allowed",
                                      "invalid", "cannot", "unable", NULL};
  return has_sentence(page->words, denies_success) ||
         (!contains(page->words, "success") && contains_one_of(page->words, words));
}
