/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>
#include <libxml/tree.h>

/* Elements of a page and their attributes. */

/* The one that follows NODE in the order of the page; with BELOW its children come first. */
xmlNode *html_node_next(xmlNode *node, gboolean below);

/* NODE is an element NAME, in any case. */
gboolean html_node_is(const xmlNode *node, const char *name);

/* The attribute NAME as it is, or NULL where there is none. The caller frees it. */
char *html_node_dup_attribute(xmlNode *node, const char *name);

/* The same, or NULL where it is too long to say something. */
char *html_node_dup_short_attribute(xmlNode *node, const char *name);

/* The attribute NAME is WANTED, in any case. */
gboolean html_node_attribute_is(xmlNode *node, const char *name, const char *wanted);
