/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/cli/output/node-facts-report.h"

#include "app/base/error.h"
#include "app/cli/output/output.h"
#include "app/workflow/cluster/node-facts-text.h"

#include <glib/gi18n.h>

/* TEXT is taken. */
static void
add_line(NamedLines *lines, const char *name, char *text)
{
  g_autofree char *owned = text;
  named_lines_add(lines, name, owned);
}

void
node_facts_add_lines(NamedLines *lines, const NodeStatus *node)
{
  add_line(lines, _("Services"), node_facts_describe_services(&node->facts));
  add_line(lines, _("Ports"), node_facts_describe_ports(&node->facts));
  add_line(lines, _("ITL"), node_facts_describe_itl(&node->facts));
  if (node->is_publisher)
    add_line(lines, _("Rollback"), node_facts_describe_rollback(&node->facts));
}

static void
print_node(const NodeStatus *node)
{
  g_autoptr(NamedLines) lines = named_lines_new();
  if (node->error != NULL)
    named_lines_add(lines, C_("node", "Failed"), node->error->message);
  else
    node_facts_add_lines(lines, node);
  g_autofree char *text = named_lines_to_text(lines, "  ", 9);
  command_print_line("%s", node->host);
  command_print(text);
}

void
node_facts_print(const ClusterStatus *status)
{
  for (guint i = 0; i < status->nodes->len; i++)
    print_node(g_ptr_array_index(status->nodes, i));
}

/* --- JSON --- */

static void
add_services_json(JsonBuilder *json, const GArray *services)
{
  json_builder_set_member_name(json, "services");
  if (services == NULL) {
    json_builder_add_null_value(json);
    return;
  }
  json_builder_begin_array(json);
  for (guint i = 0; i < services->len; i++) {
    const NodeService *service = &g_array_index(services, NodeService, i);
    json_builder_begin_object(json);
    json_add_string(json, "name", service->name);
    json_add_string(json, "state", node_service_get_word(service->state));
    json_builder_end_object(json);
  }
  json_builder_end_array(json);
}

static void
add_ports_json(JsonBuilder *json, const GArray *ports)
{
  json_builder_set_member_name(json, "ports");
  json_builder_begin_array(json);
  for (guint i = 0; ports != NULL && i < ports->len; i++) {
    const NodePort *port = &g_array_index(ports, NodePort, i);
    json_builder_begin_object(json);
    json_add_string(json, "service", port->service->name);
    json_add_int(json, "port", port->service->port);
    json_add_string(json, "shows", node_port_get_word(port->answer));
    json_builder_end_object(json);
  }
  json_builder_end_array(json);
}

static void
add_itl_json(JsonBuilder *json, const NodeItl *itl)
{
  json_builder_set_member_name(json, "itl");
  if (itl->source == NULL) {
    json_builder_add_null_value(json);
    return;
  }
  json_builder_begin_object(json);
  json_add_boolean(json, "found", itl->list.found);
  json_add_string(json, "signer", itl->list.signer);
  json_add_string(json, "signer_serial", itl->list.signer_serial);
  json_add_string(json, "md5", itl->list.md5);
  json_add_string(json, "source", itl->source);
  json_builder_end_object(json);
}

void
json_add_node_facts(JsonBuilder *json, const NodeStatus *node)
{
  add_services_json(json, node->facts.services);
  add_ports_json(json, node->facts.ports);
  add_itl_json(json, &node->facts.itl);
  json_add_string(json, "rollback", node->is_publisher ? rollback_get_word(node->facts.rollback) : NULL);
}

void
json_add_nodes_facts(JsonBuilder *json, const ClusterStatus *status)
{
  json_builder_set_member_name(json, "nodes");
  json_builder_begin_array(json);
  for (guint i = 0; i < status->nodes->len; i++) {
    const NodeStatus *node = g_ptr_array_index(status->nodes, i);
    json_builder_begin_object(json);
    json_add_string(json, "host", node->host);
    if (node->error != NULL) {
      json_add_string(json, "code", ctl_error_get_word(node->error));
      json_add_string(json, "message", node->error->message);
    } else
      json_add_node_facts(json, node);
    json_builder_end_object(json);
  }
  json_builder_end_array(json);
}
