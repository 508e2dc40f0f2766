/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/cli/publisher-ways.h"

#include "app/base/error.h"
#include "app/cli/output/columns.h"
#include "app/cli/output/json-output.h"
#include "app/workflow/publish/node-ways.h"

#include <glib/gi18n.h>

/* --- what was found --- */

static void
add_way(NamedLines *lines, const NodeWays *node, NodeWay way)
{
  const WayFound *found = &node->ways[way];
  const char *state = way_state_describe(found->state);
  g_autofree char *text = found->why != NULL ? g_strdup_printf("%s: %s", state, found->why->message) : NULL;
  named_lines_add(lines, node_way_get_title(way), text != NULL ? text : state);
}

/* A line for each node and way. The caller frees it. */
static char *
describe(const GPtrArray *nodes)
{
  g_autoptr(GString) text = g_string_new(NULL);
  for (guint i = 0; i < nodes->len; i++) {
    const NodeWays *node = g_ptr_array_index(nodes, i);
    g_autoptr(NamedLines) lines = named_lines_new();
    for (NodeWay way = NODE_WAY_SFTP; way <= NODE_WAY_SERVED; way++)
      add_way(lines, node, way);
    g_autofree char *part = named_lines_to_text(lines, "  ", 19);
    g_string_append_printf(text, "%s (%s)\n%s", node->address->host, node_role_get_word(node->role), part);
  }
  return g_strdup(text->str);
}

/* Each once: nodes of a cluster say the same. */
static GPtrArray *
collect_warnings(const GPtrArray *nodes)
{
  GPtrArray *warnings = g_ptr_array_new();
  for (guint i = 0; i < nodes->len; i++) {
    const NodeWays *node = g_ptr_array_index(nodes, i);
    for (guint j = 0; j < node->warnings->len; j++)
      if (!g_ptr_array_find_with_equal_func(warnings, g_ptr_array_index(node->warnings, j), g_str_equal,
                                            NULL))
        g_ptr_array_add(warnings, g_ptr_array_index(node->warnings, j));
  }
  return warnings;
}

static void
add_way_as_json(JsonBuilder *json, const NodeWays *node, NodeWay way)
{
  const WayFound *found = &node->ways[way];
  json_builder_begin_object(json);
  json_add_string(json, "way", node_way_get_word(way));
  json_add_string(json, "state", way_state_get_word(found->state));
  if (found->why != NULL) {
    json_add_string(json, "code", ctl_error_get_word(found->why));
    json_add_string(json, "message", found->why->message);
  }
  json_builder_end_object(json);
}

static void
add_nodes_as_json(JsonBuilder *json, const GPtrArray *nodes)
{
  json_builder_set_member_name(json, "nodes");
  json_builder_begin_array(json);
  for (guint i = 0; i < nodes->len; i++) {
    const NodeWays *node = g_ptr_array_index(nodes, i);
    json_builder_begin_object(json);
    json_add_string(json, "host", node->address->host);
    json_add_string(json, "role", node_role_get_word(node->role));
    json_add_string(json, "deliver", delivery_way_get_word(node->address->way));
    json_builder_set_member_name(json, "ways");
    json_builder_begin_array(json);
    for (NodeWay way = NODE_WAY_SFTP; way <= NODE_WAY_SERVED; way++)
      add_way_as_json(json, node, way);
    json_builder_end_array(json);
    json_builder_end_object(json);
  }
  json_builder_end_array(json);
}

static void
print_as_json(const AddressBookEntry *entry, const GPtrArray *nodes, const char *proposed)
{
  g_autoptr(GPtrArray) warnings = collect_warnings(nodes);
  g_autoptr(JsonBuilder) json = json_builder_new();
  json_builder_begin_object(json);
  json_add_string(json, "name", entry->name);
  json_add_string(json, "deliver", delivery_way_get_word(entry->address->way));
  json_add_string(json, "proposed", proposed);
  add_nodes_as_json(json, nodes);
  json_add_strings(json, "warnings", warnings);
  json_builder_end_object(json);
  json_output_print(json);
}

/* --- the command --- */

static GPtrArray *
look(CommandContext *context, const AddressBookEntry *entry, CtlPrompt *prompt, GError **error)
{
  const PublisherLogin login = command_get_login(context, entry);
  return node_ways_look(entry, &login, prompt, &context->progress, context->cancellable, error);
}

static void
print(const CommandContext *context, const AddressBookEntry *entry, const GPtrArray *nodes)
{
  DeliveryWay way = DELIVER_BY_SFTP;
  gboolean is_found = node_ways_propose(nodes, &way);
  if (context->options.json) {
    print_as_json(entry, nodes, is_found ? delivery_way_get_word(way) : NULL);
    return;
  }
  g_autofree char *text = describe(nodes);
  g_autofree char *proposal = is_found ? node_ways_describe_proposal(entry, way) : NULL;
  g_autoptr(GPtrArray) warnings = collect_warnings(nodes);
  command_print(text);
  command_note_warnings(warnings);
  if (proposal != NULL)
    command_note("%s", proposal);
}

gboolean
publisher_ways_test(CommandContext *context, const char *publisher, GError **error)
{
  g_autoptr(AddressBookEntry) entry = command_find_entry(publisher, error);
  g_autoptr(CtlPrompt) prompt =
      entry != NULL ? common_options_make_prompt(&context->options, context->cancellable, error) : NULL;
  g_autoptr(GPtrArray) nodes = prompt != NULL ? look(context, entry, prompt, error) : NULL;
  gboolean all = FALSE;
  if (nodes == NULL)
    return FALSE;
  print(context, entry, nodes);
  if (!node_ways_check(nodes, &all, error))
    return FALSE;
  context->answer_is_no = !all;
  return TRUE;
}

static gboolean
ask(DeliveryWay way, gboolean *yes, CtlPrompt *prompt, GCancellable *cancellable, GError **error)
{
  g_autofree char *message = /* TRANSLATORS: a question; the question mark is added. */
      g_strdup_printf(_("Save the publisher with --deliver %s"), delivery_way_get_word(way));
  const PromptQuestion question = {.kind = PROMPT_STEP, .subject = "", .message = message};
  return prompt_confirm(prompt, &question, yes, cancellable, error);
}

static void
note_found(const GPtrArray *nodes)
{
  g_autofree char *text = describe(nodes);
  g_autoptr(GPtrArray) warnings = collect_warnings(nodes);
  command_note_lines(text);
  command_note_warnings(warnings);
}

gboolean
publisher_ways_choose(CommandContext *context, const AddressBookEntry *entry, const DeliveryWay *named,
                      DeliveryWay *way, gboolean *is_chosen, GError **error)
{
  g_autoptr(CtlPrompt) prompt = common_options_make_prompt(&context->options, context->cancellable, error);
  g_autoptr(GPtrArray) nodes = prompt != NULL ? look(context, entry, prompt, error) : NULL;
  if (nodes == NULL)
    return FALSE;
  note_found(nodes);
  *is_chosen = node_ways_propose(nodes, way);
  if (!*is_chosen || (named != NULL && *named == *way))
    return TRUE;
  return ask(*way, is_chosen, prompt, context->cancellable, error);
}
