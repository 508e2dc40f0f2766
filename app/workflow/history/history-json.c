/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/history/history-json.h"

#include "app/base/text.h"

#include <json-glib/json-glib.h>

/* The texts of an entry, in the order in which they are written. */
static const struct {
  const char *name;
  gsize offset;
} TEXTS[] = {
    {"id", G_STRUCT_OFFSET(HistoryEntry, id)},         {"action", G_STRUCT_OFFSET(HistoryEntry, action)},
    {"user", G_STRUCT_OFFSET(HistoryEntry, user)},     {"signer", G_STRUCT_OFFSET(HistoryEntry, signer)},
    {"md5", G_STRUCT_OFFSET(HistoryEntry, md5)},       {"sha1", G_STRUCT_OFFSET(HistoryEntry, sha1)},
    {"sha256", G_STRUCT_OFFSET(HistoryEntry, sha256)},
};

static char **
text_at(const HistoryEntry *entry, gsize i)
{
  return G_STRUCT_MEMBER_P(entry, TEXTS[i].offset);
}

static void
set_text(JsonObject *object, const char *name, const char *value)
{
  if (value == NULL) {
    json_object_set_null_member(object, name);
    return;
  }
  g_autofree char *valid = text_valid(value);
  json_object_set_string_member(object, name, valid);
}

static void
set_facts(JsonObject *object, const HistoryEntry *entry)
{
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(entry->time);
  g_autofree char *text = g_date_time_format_iso8601(time);
  set_text(object, "time", text);
  json_object_set_int_member(object, "unix_time", entry->time);
  for (gsize i = 0; i < G_N_ELEMENTS(TEXTS); i++)
    set_text(object, TEXTS[i].name, *text_at(entry, i));
  json_object_set_int_member(object, "length", entry->length);
}

static void
set_findings(JsonObject *object, const GPtrArray *findings)
{
  JsonArray *array = json_array_new();
  for (guint i = 0; i < findings->len; i++) {
    const HistoryFinding *finding = g_ptr_array_index(findings, i);
    JsonObject *member = json_object_new();
    set_text(member, "rule", finding->rule);
    set_text(member, "severity", finding->severity);
    set_text(member, "text", finding->text);
    json_object_set_boolean_member(member, "overruled", finding->overruled);
    json_array_add_object_element(array, member);
  }
  json_object_set_array_member(object, "findings", array);
}

static void
set_node(JsonObject *object, const HistoryNode *node)
{
  set_text(object, "publisher", node->publisher);
  set_text(object, "url", node->url);
  set_text(object, "result", node->result);
  set_text(object, "message", node->message);
  set_findings(object, node->findings);
}

/* Takes OBJECT. */
static char *
object_to_text(JsonObject *object, gboolean pretty)
{
  g_autoptr(JsonNode) root = json_node_init_object(json_node_alloc(), object);
  json_object_unref(object);
  g_autofree char *text = json_to_string(root, pretty);
  return text_json_for_people(text);
}

char *
history_entry_to_json(const HistoryEntry *entry)
{
  JsonObject *object = json_object_new();
  JsonArray *nodes = json_array_new();
  set_facts(object, entry);
  for (guint i = 0; i < entry->nodes->len; i++) {
    JsonObject *node = json_object_new();
    set_node(node, g_ptr_array_index(entry->nodes, i));
    json_array_add_object_element(nodes, node);
  }
  json_object_set_array_member(object, "nodes", nodes);
  return object_to_text(object, TRUE);
}

char *
history_entry_to_audit(const HistoryEntry *entry)
{
  GString *lines = g_string_new(NULL);
  for (guint i = 0; i < entry->nodes->len; i++) {
    JsonObject *object = json_object_new();
    set_facts(object, entry);
    set_node(object, g_ptr_array_index(entry->nodes, i));
    g_autofree char *line = object_to_text(object, FALSE);
    g_string_append_printf(lines, "%s\n", line);
  }
  return g_string_free(lines, FALSE);
}

/* The file is the user's, and may have come from elsewhere. */
static char *
get_text(JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member(object, name);
  const char *text = node != NULL && JSON_NODE_HOLDS_VALUE(node) ? json_node_get_string(node) : NULL;
  return text != NULL ? text_lines_for_people(text) : NULL;
}

static gint64
get_number(JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member(object, name);
  return node != NULL && JSON_NODE_HOLDS_VALUE(node) ? json_node_get_int(node) : 0;
}

/* The objects of the array NAME; other members are passed over. Borrowed from OBJECT. */
static GPtrArray *
get_objects(JsonObject *object, const char *name)
{
  JsonNode *member = json_object_get_member(object, name);
  JsonArray *array = member != NULL && JSON_NODE_HOLDS_ARRAY(member) ? json_node_get_array(member) : NULL;
  GPtrArray *objects = g_ptr_array_new();
  for (guint i = 0; array != NULL && i < json_array_get_length(array); i++) {
    JsonNode *element = json_array_get_element(array, i);
    if (JSON_NODE_HOLDS_OBJECT(element))
      g_ptr_array_add(objects, json_node_get_object(element));
  }
  return objects;
}

static void
read_findings(HistoryNode *node, JsonObject *object)
{
  g_autoptr(GPtrArray) findings = get_objects(object, "findings");
  for (guint i = 0; i < findings->len; i++) {
    JsonObject *finding = g_ptr_array_index(findings, i);
    JsonNode *overruled = json_object_get_member(finding, "overruled");
    g_autofree char *rule = get_text(finding, "rule");
    g_autofree char *severity = get_text(finding, "severity");
    g_autofree char *text = get_text(finding, "text");
    if (rule != NULL && severity != NULL && text != NULL)
      history_node_add_finding(node, rule, severity, text,
                               overruled != NULL && JSON_NODE_HOLDS_VALUE(overruled) &&
                                   json_node_get_boolean(overruled));
  }
}

static void
read_nodes(HistoryEntry *entry, JsonObject *object)
{
  g_autoptr(GPtrArray) nodes = get_objects(object, "nodes");
  for (guint i = 0; i < nodes->len; i++) {
    JsonObject *node = g_ptr_array_index(nodes, i);
    g_autofree char *publisher = get_text(node, "publisher");
    g_autofree char *url = get_text(node, "url");
    g_autofree char *result = get_text(node, "result");
    g_autofree char *message = get_text(node, "message");
    read_findings(history_entry_add_node(entry, publisher, url, result, message), node);
  }
}

gboolean
history_entry_from_json(HistoryEntry *entry, GBytes *bytes)
{
  gsize len = 0;
  const char *text = g_bytes_get_data(bytes, &len);
  g_autoptr(JsonParser) parser = json_parser_new();
  if (!json_parser_load_from_data(parser, text, (gssize)len, NULL))
    return FALSE;
  JsonNode *root = json_parser_get_root(parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT(root))
    return FALSE;
  JsonObject *object = json_node_get_object(root);
  for (gsize i = 0; i < G_N_ELEMENTS(TEXTS); i++)
    *text_at(entry, i) = get_text(object, TEXTS[i].name);
  entry->time = get_number(object, "unix_time");
  entry->length = get_number(object, "length");
  read_nodes(entry, object);
  return entry->id != NULL && entry->action != NULL && entry->sha256 != NULL;
}
