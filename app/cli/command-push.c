/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/cli/command.h"

#include "app/base/error.h"
#include "app/cli/columns.h"
#include "app/cli/json-output.h"
#include "app/cli/list-json.h"
#include "app/trustlist/verify.h"
#include "app/workflow/list-file.h"
#include "app/workflow/publish-nodes.h"

#include <glib/gi18n.h>

static struct {
  gboolean force;
  gboolean take_over;
  char **nodes;
} flags;

static const GOptionEntry entries[] = {
    {"force", 0, 0, G_OPTION_ARG_NONE, &flags.force,
     N_("Push although phones may refuse the list, or the one on the publisher is damaged"), NULL},
    {"take-over", 0, 0, G_OPTION_ARG_NONE, &flags.take_over,
     N_("Remove the lock and the files that a push has left that was cut off. Only when nobody else pushes"),
     NULL},
    {"node", 0, 0, G_OPTION_ARG_STRING_ARRAY, &flags.nodes,
     N_("Only this node of a saved publisher: its host, or publisher, subscriber, tftp. May be given several "
        "times"),
     N_("NODE")},
    G_OPTION_ENTRY_NULL,
};

static void
add_node_as_json(JsonBuilder *json, const PublishNode *node)
{
  json_builder_begin_object(json);
  json_add_string(json, "publisher", node->url);
  if (node->publisher != NULL) {
    json_add_string(json, "name", node->publisher);
    json_add_string(json, "role", node_role_word(node->role));
  }
  json_add_string(json, "result", node->error == NULL ? publish_result_word(node->result) : "failed");
  if (node->error != NULL) {
    json_add_string(json, "code", ctl_error_get_word(node->error));
    json_add_string(json, "message", node->error->message);
  }
  json_add_strings(json, "warnings", node->warnings);
  json_builder_end_object(json);
}

static void
print_as_json(const CommandContext *context, GBytes *bytes, const GPtrArray *nodes, const GPtrArray *warnings)
{
  g_autoptr(JsonBuilder) json = json_builder_new();
  json_builder_begin_object(json);
  json_add_file_facts(json, bytes);
  json_add_boolean(json, "dry_run", context->options.dry_run);
  json_builder_set_member_name(json, "publishers");
  json_builder_begin_array(json);
  for (guint i = 0; i < nodes->len; i++)
    add_node_as_json(json, g_ptr_array_index(nodes, i));
  json_builder_end_array(json);
  json_add_strings(json, "warnings", warnings);
  json_builder_end_object(json);
  json_output_print(json);
}

static void
print_node(const CommandContext *context, const PublishNode *node)
{
  if (node->error != NULL)
    return;
  g_autofree char *line =
      g_strdup_printf("%s %s\n", node->url, publish_describe_result(node->result, context->options.dry_run));
  command_print(line);
}

/* Failures of nodes but the one that the command ends with. */
static void
note_failures(const GPtrArray *nodes, const GError *last)
{
  guint n_failed = 0;
  gboolean left_out = FALSE;
  for (guint i = 0; i < nodes->len; i++) {
    const GError *why = ((const PublishNode *)g_ptr_array_index(nodes, i))->error;
    n_failed += why != NULL ? 1 : 0;
    if (why == NULL)
      continue;
    if (!left_out && g_str_equal(why->message, last->message))
      left_out = TRUE;
    else
      command_note("etoken-ctl: %s.", why->message);
  }
  if (nodes->len > 1)
    command_note(
        ngettext(
            "%u of %u nodes failed; the same command again pushes to those only that do not hold the list.",
            "%u of %u nodes failed; the same command again pushes to those only that do not hold the list.",
            n_failed),
        n_failed, nodes->len);
}

static void
hint_force(const GPtrArray *nodes, GError **worst)
{
  for (guint i = 0; i < nodes->len; i++)
    command_hint_force(&((PublishNode *)g_ptr_array_index(nodes, i))->error);
  command_hint_force(worst);
}

/* Those of an option stand for those that are saved with a publisher. */
static void
set_old_algorithms(const CommandContext *context, AddressBookEntry *publisher)
{
  if (context->options.old_algorithms_text != NULL)
    publisher->cluster->old_algorithms = context->options.old_algorithms;
}

static PublishNodes *
find_nodes(CommandContext *context, const GPtrArray *publishers, GError **error)
{
  g_autoptr(PublishNodes) nodes = publish_nodes_new();
  if (flags.take_over)
    publish_nodes_take_over(nodes);
  for (guint i = 0; i < publishers->len; i++) {
    AddressBookEntry *publisher = g_ptr_array_index(publishers, i);
    set_old_algorithms(context, publisher);
    PublisherLogin login = command_get_login(context, publisher);
    publish_nodes_add(nodes, publisher, &login);
  }
  if (flags.nodes != NULL && !publish_nodes_select(nodes, (const char *const *)flags.nodes, error))
    return NULL;
  return g_steal_pointer(&nodes);
}

static GPtrArray *
find_publishers(char **names, GError **error)
{
  g_autoptr(GPtrArray) publishers = g_ptr_array_new_with_free_func((GDestroyNotify)address_book_entry_free);
  for (; *names != NULL; names++) {
    AddressBookEntry *publisher = command_find_publisher(*names, error);
    if (publisher == NULL)
      return NULL;
    g_ptr_array_add(publishers, publisher);
  }
  return g_steal_pointer(&publishers);
}

static void
print_checksums(GBytes *bytes)
{
  g_autofree char *md5 = NULL;
  g_autofree char *sha1 = NULL;
  list_checksums(bytes, &md5, &sha1);
  g_autofree char *length = g_strdup_printf("%" G_GSIZE_FORMAT, g_bytes_get_size(bytes));
  g_autoptr(NamedLines) lines = named_lines_new();
  named_lines_add(lines, _("Length"), length);
  named_lines_add(lines, "MD5", md5);
  named_lines_add(lines, "SHA1", sha1);
  g_autofree char *text = named_lines_to_text(lines, "", 7);
  command_print(text);
  command_note("%s.", _(PUBLISH_NEXT_STEPS));
}

/* Each once: nodes of a cluster say the same. */
static void
note_warnings(const GPtrArray *nodes, const GPtrArray *more)
{
  g_autoptr(GHashTable) told = g_hash_table_new(g_str_hash, g_str_equal);
  for (guint i = 0; i <= nodes->len; i++) {
    const GPtrArray *warnings =
        i < nodes->len ? ((const PublishNode *)g_ptr_array_index(nodes, i))->warnings : more;
    for (guint j = 0; j < warnings->len; j++)
      if (g_hash_table_add(told, g_ptr_array_index(warnings, j)))
        command_note_warning(g_ptr_array_index(warnings, j));
  }
}

static gboolean
push(CommandContext *context, const ListFile *file, PublishNodes *nodes, GError **error)
{
  g_autoptr(Prompt) prompt = common_options_make_prompt(&context->options, context->cancellable, error);
  if (prompt == NULL)
    return FALSE;
  const GPtrArray *all = publish_nodes_get(nodes);
  g_autoptr(GPtrArray) warnings = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GError) worst = NULL;
  gboolean done = publish_nodes_run(nodes, file->list, flags.force, context->options.dry_run, warnings,
                                    prompt, &context->progress, context->cancellable, &worst);
  if (worst != NULL)
    hint_force(all, &worst);
  if (context->options.json)
    print_as_json(context, file->bytes, all, warnings);
  for (guint i = 0; i < all->len && !context->options.json; i++)
    print_node(context, g_ptr_array_index(all, i));
  note_warnings(all, warnings);
  if (done)
    return TRUE;
  note_failures(all, worst);
  g_propagate_error(error, g_steal_pointer(&worst));
  return FALSE;
}

static gboolean
run_push(CommandContext *context, char **arguments, GError **error)
{
  g_autoptr(GPtrArray) publishers = find_publishers(arguments + 1, error);
  g_autoptr(ListFile) file =
      publishers != NULL ? list_file_load(arguments[0], context->cancellable, error) : NULL;
  g_autoptr(PublishNodes) nodes = file != NULL ? find_nodes(context, publishers, error) : NULL;
  if (nodes == NULL || !trust_list_verify(file->list, NULL, error) || !push(context, file, nodes, error))
    return FALSE;
  if (!context->options.json && !context->options.dry_run)
    print_checksums(file->bytes);
  return TRUE;
}

const Command command_push = {
    .name = "push",
    .arguments = N_("FILE PUBLISHER..."),
    .summary = N_("Put a signed list on the publisher over SFTP"),
    .description = N_(
        "PUBLISHER is a saved publisher's name, which stands for all nodes saved with it, or\n"
        "sftp://user@host[:port]/path/CTLFile.tlv (a path that begins with /~/ is relative to the login\n"
        "folder). The nodes are worked on at the same time. A list that does not verify is never pushed. "
        "The\n"
        "file is uploaded beside the old one, read back and compared, then renamed in one step: at any "
        "moment\n"
        "the old or the new list is there, whole; the old one stays beside it under another name. A node "
        "that\n"
        "holds the list already is left as it is, so the same command again does what failed before. The "
        "exit\n"
        "status is that of the worst node.\n"
        "\n"
        "Before a list is replaced, it is read and compared. When no System Administrator Security Token of "
        "it\n"
        "has signed the new list, the Trust Verification Service (TVS) of the publisher is asked about the\n"
        "signer, as phones do; the ITL, fetched by HTTP or TFTP, says who TVS is. The push goes on when TVS\n"
        "vouches for the signer; otherwise it is refused, telling which phones would not take the list and\n"
        "why. --force pushes all the same and asks no TVS; --dry-run tells it all without pushing.\n"
        "\n"
        "Right before the new list is put in place, the old one is read once more: one that somebody else "
        "has\n"
        "published meanwhile is not replaced. The file .CTLFile.tlv.etoken-ctl-lock beside the list keeps\n"
        "other pushes out for that moment; one that is there is waited for some seconds. A push that was "
        "cut\n"
        "off leaves it: the next one says whose it is and since when, and goes on with --take-over only."),
    .entries = entries,
    .min_arguments = 2,
    .max_arguments = G_MAXUINT,
    .run = run_push,
};
