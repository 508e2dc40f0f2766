/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/web/url-helper/html-node.h"

#include <string.h>

#define MAX_VALUE 1024 /* an attribute that is longer says nothing */

xmlNode *
html_node_next(xmlNode *node, gboolean below)
{
  if (below && node->children != NULL && node->type != XML_ENTITY_REF_NODE)
    return node->children;
  while (node != NULL && node->next == NULL)
    node = node->parent;
  return node != NULL ? node->next : NULL;
}

gboolean
html_node_is(const xmlNode *node, const char *name)
{
  return node->type == XML_ELEMENT_NODE && g_ascii_strcasecmp((const char *)node->name, name) == 0;
}

char *
html_node_dup_attribute(xmlNode *node, const char *name)
{
  xmlChar *value = xmlGetProp(node, (const xmlChar *)name);
  char *text = g_strdup((const char *)value);
  xmlFree(value);
  return text;
}

char *
html_node_dup_short_attribute(xmlNode *node, const char *name)
{
  g_autofree char *value = html_node_dup_attribute(node, name);
  return value != NULL && strlen(value) <= MAX_VALUE ? g_steal_pointer(&value) : NULL;
}

gboolean
html_node_attribute_is(xmlNode *node, const char *name, const char *wanted)
{
  g_autofree char *value = html_node_dup_short_attribute(node, name);
  return value != NULL && g_ascii_strcasecmp(value, wanted) == 0;
}
