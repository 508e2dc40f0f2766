/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Source of what is sent of a form: the HTML standard, "Constructing the entry list", and "Implicit
 * submission" for the button. */
#include "app/publisher/web/url-helper/web-form.h"

#include "app/publisher/web/url-helper/html-node.h"

static void
web_field_free(gpointer data)
{
  WebField *field = data;
  g_free(field->name);
  g_free(field->value);
  g_strfreev(field->choices);
  g_free(field);
}

void
web_form_free(WebForm *form)
{
  if (form == NULL)
    return;
  g_free(form->action);
  g_ptr_array_unref(form->fields);
  g_free(form);
}

static gboolean
has_attribute(xmlNode *node, const char *name)
{
  return xmlHasProp(node, (const xmlChar *)name) != NULL;
}

static char *
dup_text(xmlNode *node)
{
  xmlChar *content = xmlNodeGetContent(node);
  char *text = g_strdup(content != NULL ? (const char *)content : "");
  xmlFree(content);
  return text;
}

/* --- fields --- */

/* VALUE is taken. NULL for a field that is not sent. */
static WebField *
add_field(WebForm *form, xmlNode *node, char *value)
{
  g_autofree char *own = value;
  g_autofree char *name = html_node_dup_attribute(node, "name");
  if (name == NULL || *name == '\0' || has_attribute(node, "disabled"))
    return NULL;
  WebField *field = g_new0(WebField, 1);
  field->name = g_steal_pointer(&name);
  field->value = own != NULL ? g_steal_pointer(&own) : g_strdup("");
  g_ptr_array_add(form->fields, field);
  return field;
}

static gboolean
is_submit(xmlNode *node)
{
  if (html_node_is(node, "button"))
    return !has_attribute(node, "type") || html_node_attribute_is(node, "type", "submit");
  return html_node_is(node, "input") && html_node_attribute_is(node, "type", "submit");
}

static gboolean
is_one_of(const char *word, const char *const *words)
{
  for (; word != NULL && *words != NULL; words++)
    if (g_ascii_strcasecmp(word, *words) == 0)
      return TRUE;
  return FALSE;
}

static void
add_input(WebForm *form, xmlNode *node, gboolean *has_file)
{
  static const char *const buttons[] = {"submit", "button", "image", "reset", NULL};
  static const char *const boxes[] = {"checkbox", "radio", NULL};
  g_autofree char *type = html_node_dup_short_attribute(node, "type");
  gboolean is_box = is_one_of(type, boxes);
  gboolean is_file = html_node_attribute_is(node, "type", "file");
  if (is_one_of(type, buttons) || (is_box && !has_attribute(node, "checked")) || (is_file && *has_file))
    return;
  g_autofree char *value = is_file ? NULL : html_node_dup_attribute(node, "value");
  if (value == NULL && is_box)
    value = g_strdup("on");
  WebField *field = add_field(form, node, g_steal_pointer(&value));
  if (field == NULL || !is_file)
    return;
  field->is_file = TRUE;
  *has_file = TRUE;
}

static char *
dup_option_value(xmlNode *option)
{
  char *value = html_node_dup_attribute(option, "value");
  return value != NULL ? value : g_strstrip(dup_text(option));
}

static void
add_select(WebForm *form, xmlNode *node)
{
  const xmlNode *end = html_node_next(node, FALSE);
  g_autoptr(GStrvBuilder) choices = g_strv_builder_new();
  g_autofree char *chosen = NULL;
  gboolean is_marked = FALSE;
  for (xmlNode *option = node; option != NULL && option != end; option = html_node_next(option, TRUE)) {
    if (!html_node_is(option, "option") || has_attribute(option, "disabled"))
      continue;
    g_autofree char *value = dup_option_value(option);
    g_strv_builder_add(choices, value);
    if (chosen != NULL && (is_marked || !has_attribute(option, "selected")))
      continue;
    is_marked = has_attribute(option, "selected");
    g_free(chosen);
    chosen = g_strdup(value);
  }
  WebField *field = add_field(form, node, g_steal_pointer(&chosen));
  if (field != NULL)
    field->choices = g_strv_builder_end(choices);
}

/* A click on the first button is what a person does. */
static void
add_button(WebForm *form, xmlNode *node, gboolean *has_button)
{
  if (*has_button || has_attribute(node, "disabled"))
    return;
  *has_button = TRUE;
  add_field(form, node, html_node_dup_attribute(node, "value"));
}

WebForm *
web_form_read(struct _xmlNode *node)
{
  g_autoptr(WebForm) form = g_new0(WebForm, 1);
  gboolean has_file = FALSE;
  gboolean has_button = FALSE;
  const xmlNode *end = html_node_next(node, FALSE);
  form->action = html_node_dup_short_attribute(node, "action");
  form->fields = g_ptr_array_new_with_free_func(web_field_free);
  for (xmlNode *inner = node; inner != NULL && inner != end; inner = html_node_next(inner, TRUE)) {
    if (is_submit(inner))
      add_button(form, inner, &has_button);
    else if (html_node_is(inner, "input"))
      add_input(form, inner, &has_file);
    else if (html_node_is(inner, "select"))
      add_select(form, inner);
    else if (html_node_is(inner, "textarea"))
      add_field(form, inner, dup_text(inner));
  }
  return has_file ? g_steal_pointer(&form) : NULL;
}

const WebField *
web_form_find_choice(const WebForm *form, const char *value)
{
  for (guint i = 0; i < form->fields->len; i++) {
    const WebField *field = g_ptr_array_index(form->fields, i);
    if (field->choices != NULL && g_strv_contains((const char *const *)field->choices, value))
      return field;
  }
  return NULL;
}
