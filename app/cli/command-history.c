/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/cli/command.h"

#include "app/base/error.h"
#include "app/base/file.h"
#include "app/cli/json-output.h"
#include "app/cli/list-json.h"
#include "app/workflow/history-json.h"

static struct {
  char *restore;
  char *output;
} flags;

static const GOptionEntry entries[] = {
    {"restore", 0, 0, G_OPTION_ARG_STRING, &flags.restore, "Write the list of this entry to a file", "ID"},
    {"output", 'o', 0, G_OPTION_ARG_FILENAME, &flags.output, "Where the restored list goes", "FILE"},
    G_OPTION_ENTRY_NULL,
};

static void
print_as_json(const GPtrArray *history)
{
  g_autoptr(GString) text = g_string_new("{ \"history\" : [\n");
  for (guint i = 0; i < history->len; i++) {
    g_autofree char *entry = history_entry_to_json(g_ptr_array_index(history, i));
    g_string_append_printf(text, "%s%s", i > 0 ? ",\n" : "", entry);
  }
  g_string_append(text, "\n] }\n");
  command_print(text->str);
}

static void
print_entry(const HistoryEntry *entry)
{
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_local(entry->time);
  g_autofree char *when = g_date_time_format(time, "%Y-%m-%d %H:%M:%S");
  g_autofree char *head =
      g_strdup_printf("%s  %s  %-8s  %s, %" G_GINT64_FORMAT " bytes, MD5 %s, signed by %s\n", entry->id, when,
                      entry->action, entry->user, entry->length, entry->md5,
                      entry->signer != NULL ? entry->signer : "nobody known (it is damaged)");
  command_print(head);
  for (guint i = 0; i < entry->nodes->len; i++) {
    const HistoryNode *node = g_ptr_array_index(entry->nodes, i);
    g_autofree char *line =
        g_strdup_printf("  %-9s %s%s%s\n", node->result, node->url, node->message != NULL ? ": " : "",
                        node->message != NULL ? node->message : "");
    command_print(line);
  }
}

static gboolean
list(CommandContext *context, GError **error)
{
  g_autoptr(GPtrArray) history = history_load(error);
  if (history == NULL)
    return FALSE;
  if (context->options.json) {
    print_as_json(history);
    return TRUE;
  }
  for (guint i = 0; i < history->len; i++)
    print_entry(g_ptr_array_index(history, i));
  if (history->len == 0)
    command_note("Nothing was pushed or fetched yet.");
  return TRUE;
}

static gboolean
restore(CommandContext *context, GError **error)
{
  if (flags.output == NULL) {
    g_set_error_literal(error, CTL_ERROR, CTL_ERROR_USAGE, "history --restore needs --output FILE");
    return FALSE;
  }
  g_autoptr(GBytes) bytes = history_restore(flags.restore, context->cancellable, error);
  if (bytes == NULL || !file_check_replaceable(flags.output, error))
    return FALSE;
  if (!context->options.dry_run && !file_replace(flags.output, bytes, error))
    return FALSE;
  if (context->options.json) {
    g_autoptr(JsonBuilder) json = json_builder_new();
    json_builder_begin_object(json);
    json_add_string(json, "id", flags.restore);
    json_add_string(json, "file", flags.output);
    json_add_file_facts(json, bytes);
    json_builder_end_object(json);
    json_output_print(json);
    return TRUE;
  }
  g_autofree char *text = g_strdup_printf("%s: %" G_GSIZE_FORMAT " bytes, as they were in %s\n", flags.output,
                                          g_bytes_get_size(bytes), flags.restore);
  command_print(text);
  return TRUE;
}

static gboolean
run_history(CommandContext *context, char **arguments, GError **error)
{
  return flags.restore != NULL ? restore(context, error) : list(context, error);
}

const Command command_history = {
    .name = "history",
    .arguments = "",
    .summary = "Show the lists that were pushed, replaced and fetched, or get one back",
    .description =
        "Each list is kept with time, user, signer, nodes, checksums and results, the newest first,\n"
        "in the folder etoken-ctl/history of the user's data folder; beside it audit.jsonl has a line\n"
        "for each node, failures included. A restored list can be pushed again.",
    .entries = entries,
    .min_arguments = 0,
    .max_arguments = 0,
    .run = run_history,
};
