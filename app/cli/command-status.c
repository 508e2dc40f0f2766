/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sources of what is told of clusters: those of app/workflow/cluster/cluster-status-advice.c. */
#include "app/cli/command.h"

#include "app/base/error.h"
#include "app/cli/cluster-ask.h"
#include "app/cli/output/columns.h"
#include "app/cli/output/json-output.h"
#include "app/cli/output/node-facts-report.h"
#include "app/workflow/cluster/cluster-status-text.h"
#include "app/workflow/cluster/expected-list.h"
#include "app/workflow/list/list-file.h"
#include "app/workflow/nodes/cluster-services.h"
#include "app/workflow/plan/plan-status.h"

#include <glib/gi18n.h>

static struct {
  char *cli_user;
  char *expect;
} flags;

static ListFile *expected; /* that of --expect, or NULL */

static const GOptionEntry entries[] = {
    {"cli-user", 0, 0, G_OPTION_ARG_STRING, &flags.cli_user,
     N_("User of the platform CLI, where it is not the one saved with the publisher"), N_("NAME")},
    {"expect", 0, 0, G_OPTION_ARG_FILENAME, &flags.expect,
     N_("Say of each node whether it has this list, and whether phones get it there"), N_("FILE")},
    G_OPTION_ENTRY_NULL,
};

/* --- JSON --- */

static void
add_list_json(JsonBuilder *json, const PlatformListFacts *ctl)
{
  json_add_boolean(json, "found", ctl->found);
  json_add_int(json, "length", MAX(ctl->len, 0));
  json_add_string(json, "md5", ctl->md5);
  json_add_string(json, "sha1", ctl->sha1);
  json_add_string(json, "modified", ctl->modified);
  json_add_boolean(json, "verified", ctl->verified);
  json_add_string(json, "signer", ctl->signer);
  json_add_string(json, "signer_serial", ctl->signer_serial);
}

static void
add_served_json(JsonBuilder *json, const NodeStatus *node)
{
  json_builder_set_member_name(json, "served");
  if (node->served.by == NULL) {
    json_builder_add_null_value(json);
    return;
  }
  json_builder_begin_object(json);
  json_add_string(json, "by", node->served.by);
  json_add_int(json, "length", node->served.len);
  json_add_string(json, "md5", node->served.md5);
  json_add_string(json, "sha1", node->served.sha1);
  json_add_boolean(json, "stale", node->stale);
  json_builder_end_object(json);
}

/* Null where it is not known. */
static void
add_answer_json(JsonBuilder *json, const char *name, ExpectedAnswer answer)
{
  json_builder_set_member_name(json, name);
  if (answer == EXPECTED_UNKNOWN)
    json_builder_add_null_value(json);
  else
    json_builder_add_boolean_value(json, answer == EXPECTED_YES);
}

static void
add_expected_json(JsonBuilder *json, const NodeStatus *node)
{
  if (expected == NULL)
    return;
  const ExpectedState state = expected_list_compare(node, expected->bytes);
  json_builder_set_member_name(json, "expected");
  json_builder_begin_object(json);
  add_answer_json(json, "held", state.held);
  add_answer_json(json, "served", state.served);
  json_builder_end_object(json);
}

static void
add_node_json(JsonBuilder *json, const NodeStatus *node)
{
  json_builder_begin_object(json);
  json_add_string(json, "host", node->host);
  if (node->error != NULL) {
    json_add_string(json, "code", ctl_error_get_word(node->error));
    json_add_string(json, "message", node->error->message);
  } else {
    json_add_string(json, "mode", cluster_mode_get_word(node->mode));
    json_add_string(json, "version", node->version);
    add_list_json(json, &node->ctl);
    add_served_json(json, node);
    json_add_node_facts(json, node);
    json_add_boolean(json, "differs", node->differs);
    json_add_boolean(json, "for_other_mode", node_status_is_for_other_mode(node));
  }
  add_expected_json(json, node);
  json_builder_end_object(json);
}

/* The services of a node whose list has to be replaced. */
static void
add_restarts_json(JsonBuilder *json, const ClusterStatus *status)
{
  g_auto(GStrv) services = cluster_services_after(0);
  json_builder_set_member_name(json, "restart");
  json_builder_begin_array(json);
  for (guint i = 0; i < status->nodes->len; i++) {
    const NodeStatus *node = g_ptr_array_index(status->nodes, i);
    if (!node->differs)
      continue;
    json_builder_begin_object(json);
    json_add_string(json, "host", node->host);
    json_builder_set_member_name(json, "services");
    json_builder_begin_array(json);
    for (char **service = services; *service != NULL; service++)
      json_add_text(json, *service);
    json_builder_end_array(json);
    json_builder_end_object(json);
  }
  json_builder_end_array(json);
}

static void
add_plan_json(JsonBuilder *json, const PlanStatus *plan)
{
  json_builder_set_member_name(json, "plan");
  json_builder_begin_object(json);
  json_add_string(json, "list", list_state_get_word(plan->state));
  json_add_texts(json, "changes", plan->changes);
  json_add_string(json, "what", plan->what);
  json_builder_end_object(json);
}

static void
add_cluster_json(JsonBuilder *json, const char *name, const ClusterStatus *status, const PlanStatus *plan)
{
  g_autoptr(GPtrArray) advice = cluster_status_get_advice(status);
  json_builder_begin_object(json);
  json_add_string(json, "publisher", name);
  json_add_boolean(json, "same", status->same);
  json_builder_set_member_name(json, "nodes");
  json_builder_begin_array(json);
  for (guint i = 0; i < status->nodes->len; i++)
    add_node_json(json, g_ptr_array_index(status->nodes, i));
  json_builder_end_array(json);
  json_add_boolean(json, "whole", cluster_status_is_whole(status));
  json_add_texts(json, "not_asked", status->unasked);
  json_add_texts(json, "not_determined", status->unread);
  json_add_texts(json, "other_products", status->others);
  add_restarts_json(json, status);
  json_add_texts(json, "advice", advice);
  add_plan_json(json, plan);
  json_builder_end_object(json);
}

/* --- text --- */

static void
add_list(NamedLines *lines, const PlatformListFacts *ctl)
{
  if (!ctl->found) {
    named_lines_add(lines, _("List"), _("none (CTL File not found)"));
    return;
  }
  const char *unknown = C_("fact of a list", "unknown");
  g_autofree char *length = g_strdup_printf("%" G_GINT64_FORMAT, ctl->len);
  g_autofree char *list = g_strdup_printf(
      ctl->verified ? _("%s bytes, verified by the node") : _("%s bytes, NOT verified by the node"), length);
  named_lines_add(lines, _("List"), list);
  named_lines_add(lines, C_("time", "Modified"), ctl->modified != NULL ? ctl->modified : unknown);
  named_lines_add(lines, "MD5", ctl->md5 != NULL ? ctl->md5 : unknown);
  named_lines_add(lines, "SHA1", ctl->sha1 != NULL ? ctl->sha1 : unknown);
  named_lines_add(lines, _("Signer"), ctl->signer != NULL ? ctl->signer : unknown);
}

static void
add_served(NamedLines *lines, const NodeStatus *node)
{
  if (node->served.by == NULL) {
    named_lines_add(lines, _("Phones"),
                    _("what they are served is not known (neither HTTP nor TFTP answers)"));
    return;
  }
  /* TRANSLATORS: after "Phones"; by which protocol, a checksum */
  g_autofree char *text = g_strdup_printf(node->stale ? _("are served ANOTHER LIST (%s, MD5 %s)")
                                                      : _("are served this list (%s, MD5 %s)"),
                                          node->served.by, node->served.md5);
  named_lines_add(lines, _("Phones"), text);
}

static void
add_facts(NamedLines *lines, const NodeStatus *node)
{
  named_lines_add(lines, _("Mode"), cluster_mode_text(node->mode));
  named_lines_add(lines, _("Version"), node->version != NULL ? node->version : C_("version", "unknown"));
  add_list(lines, &node->ctl);
  if (node->ctl.found)
    add_served(lines, node);
  node_facts_add_lines(lines, node);
}

static void
print_node(const NodeStatus *node)
{
  g_autoptr(NamedLines) lines = named_lines_new();
  if (node->error != NULL)
    named_lines_add(lines, C_("node", "Failed"), node->error->message);
  else
    add_facts(lines, node);
  if (expected != NULL) {
    const ExpectedState state = expected_list_compare(node, expected->bytes);
    /* TRANSLATORS: the list that is expected there; followed by "held, and served to phones" and the like */
    named_lines_add(lines, _("Expected"), expected_state_describe(&state));
  }
  g_autofree char *text = named_lines_to_text(lines, "  ", 9);
  /* TRANSLATORS: after a node's name: its list is not that of the others */
  command_print_line("%s%s%s", node->host, node->differs ? "  " : "", node->differs ? _("DIFFERS") : "");
  command_print(text);
}

static void
print_lines(const char *text)
{
  g_auto(GStrv) lines = g_strsplit(text != NULL ? text : "", "\n", -1);
  for (char **line = lines; *line != NULL; line++)
    command_print_line("%s", *line);
}

static void
print_plan(const PlanStatus *plan)
{
  g_autofree char *changes = plan_status_describe_changes(plan);
  g_autofree char *verdict = plan_status_describe(plan, "etoken-ctl update");
  print_lines(changes);
  print_lines(verdict);
}

static void
print_cluster(const ClusterStatus *status, const PlanStatus *plan)
{
  g_autoptr(GPtrArray) advice = cluster_status_get_advice(status);
  for (guint i = 0; i < status->nodes->len; i++)
    print_node(g_ptr_array_index(status->nodes, i));
  const char *agreement = cluster_status_agreement(status);
  if (agreement != NULL)
    command_print_line("%s", agreement);
  for (guint i = 0; i < advice->len; i++)
    command_print_line("%s", (const char *)g_ptr_array_index(advice, i));
  print_plan(plan);
}

/* TRUE when each node has it, and phones get it there. */
static gboolean
is_as_expected(const ClusterStatus *status)
{
  for (guint i = 0; expected != NULL && i < status->nodes->len; i++) {
    const ExpectedState state = expected_list_compare(g_ptr_array_index(status->nodes, i), expected->bytes);
    if (!expected_state_is_good(&state))
      return FALSE;
  }
  return TRUE;
}

/* Tells what was found. FAILURE keeps the failures of the first publisher that has any. */
static gboolean
report(CommandContext *context, const char *name, JsonBuilder *json, CtlPrompt *prompt, GError **failure,
       GError **error)
{
  g_autoptr(AddressBookEntry) entry = command_find_entry(name, error);
  g_autoptr(ClusterStatus) status =
      entry != NULL ? cluster_ask(context, entry, flags.cli_user, prompt, error) : NULL;
  if (status == NULL)
    return FALSE;
  cluster_note_warnings(status);
  g_autoptr(PlanStatus) plan = plan_status_new(status);
  if (context->options.json)
    add_cluster_json(json, name, status, plan);
  else
    print_cluster(status, plan);
  GError **first_failure = *failure == NULL ? failure : NULL;
  gboolean determined =
      cluster_status_check(status, first_failure) && cluster_status_check_determined(status, first_failure);
  if (determined && cluster_status_is_whole(status)) /* of a node that was not asked the advice tells */
    plan_status_check(plan, first_failure);
  context->answer_is_no = context->answer_is_no || !cluster_status_is_well(status) ||
                          plan->state == LIST_WRONG || !is_as_expected(status);
  return TRUE;
}

static gboolean
run_status(CommandContext *context, char **arguments, GError **error)
{
  g_autoptr(CtlPrompt) prompt = common_options_make_prompt(&context->options, context->cancellable, error);
  if (prompt == NULL)
    return FALSE;
  g_autoptr(ListFile) file =
      flags.expect != NULL ? list_file_load(flags.expect, context->cancellable, error) : NULL;
  if (flags.expect != NULL && file == NULL)
    return FALSE;
  expected = file;
  g_autoptr(GError) failure = NULL;
  g_autoptr(JsonBuilder) json = json_builder_new();
  json_builder_begin_object(json);
  json_builder_set_member_name(json, "clusters");
  json_builder_begin_array(json);
  for (char **name = arguments; *name != NULL; name++)
    if (!report(context, *name, json, prompt, &failure, error))
      return FALSE;
  json_builder_end_array(json);
  json_builder_end_object(json);
  if (context->options.json)
    json_output_print(json);
  gboolean answered = failure == NULL;
  if (!answered)
    g_propagate_error(error, g_steal_pointer(&failure));
  return answered;
}

const Command command_status = {
    .name = "status",
    .arguments = N_("PUBLISHER..."),
    .summary = N_("Show mode, list and signer on every node"),
    .description = N_(
        "Asks the platform CLI (the prompt admin:) of the publisher and of the other nodes that are saved\n"
        "with it for the cluster's security mode and for the list that the node holds: length, MD5, SHA-1,\n"
        "signer; and HTTP 6970 or TFTP for the list that phones get of it. Says which nodes differ, what to\n"
        "push and which services to restart there, and which nodes of the cluster were not asked; which of\n"
        "the services run, whether TLS ports show the certificates that the node has, who signed the ITL,\n"
        "and whether the cluster is prepared for a rollback; and in short whether the list is the one that\n"
        "the cluster needs, as plan says. Nothing is changed. The exit status is 1 when nodes differ, when "
        "a\n"
        "node of the cluster was not asked, when a list is one for the other security mode or not the one\n"
        "that the cluster needs, and when there is something to do about a service or the rollback; 4 when "
        "a\n"
        "node could not be asked, and when the nodes of the cluster, the mode, a list, or whether the list\n"
        "is right could not be determined.\n"
        "\n"
        "With --expect FILE it says of each node whether it has that list, and whether phones get it there;\n"
        "the exit status is 1 where they do not."),
    .entries = entries,
    .min_arguments = 1,
    .max_arguments = G_MAXUINT,
    .run = run_status,
};
