/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/cli/command.h"

#include "app/base/error.h"
#include "app/base/file.h"
#include "app/cli/output/columns.h"
#include "app/cli/output/json-output.h"
#include "app/cli/output/list-json.h"
#include "app/workflow/history/history-json.h"

#include <glib/gi18n.h>

static struct {
  char *restore;
  char *output;
} flags;

static const GOptionEntry entries[] = {
    {"restore", 0, 0, G_OPTION_ARG_STRING, &flags.restore, N_("Write the list of this entry to a file"),
     N_("ID")},
    {"output", 'o', 0, G_OPTION_ARG_FILENAME, &flags.output, N_("Where the restored list goes"), N_("FILE")},
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
  json_output_print_part(text->str);
}

/* For a person; JSON has the words of the file. */
static const char *const actions[] = {
    /* TRANSLATORS: what was done with a list (push, replaced, fetch) */
    N_("push"),
    N_("replaced"),
    N_("fetch"),
};
static const char *const results[] = {
    /* TRANSLATORS: what a node did with a list (created, replaced, unchanged, failed, held, fetched), or how
     * far the list came there (not-reached, refused, uploaded, served) */
    N_("created"), N_("replaced"),    N_("unchanged"), N_("failed"),   N_("held"),
    N_("fetched"), N_("not-reached"), N_("refused"),   N_("uploaded"), N_("served"),
};

/* WORD as it is in the session's language, as wide as the widest of WORDS and as AT_LEAST. The caller frees
 * it. */
static char *
pad_word(const char *word, const char *const *words, gsize n, guint at_least)
{
  return columns_pad(*word != '\0' ? _(word) : word, MAX(columns_of_widest(words, n), at_least));
}

static void
print_node(const HistoryNode *node)
{
  g_autofree char *result = pad_word(node->result, results, G_N_ELEMENTS(results), 9);
  command_print_line("  %s %s%s%s", result, node->url, node->message != NULL ? ": " : "",
                     node->message != NULL ? node->message : "");
}

static void
print_entry(const HistoryEntry *entry)
{
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_local(entry->time);
  g_autofree char *when = g_date_time_format(time, "%Y-%m-%d %H:%M:%S");
  g_autofree char *action = pad_word(entry->action, actions, G_N_ELEMENTS(actions), 8);
  g_autofree char *length = g_strdup_printf("%" G_GINT64_FORMAT, entry->length);
  /* TRANSLATORS: the user, the list's length, its checksum, its signer */
  g_autofree char *facts =
      entry->signer != NULL
          ? g_strdup_printf(_("%s, %s bytes, MD5 %s, signed by %s"), entry->user, length, entry->md5,
                            entry->signer)
          : g_strdup_printf(_("%s, %s bytes, MD5 %s, signed by nobody known (it is damaged)"), entry->user,
                            length, entry->md5);
  command_print_line("%s  %s  %s  %s", entry->id, when, action, facts);
  for (guint i = 0; i < entry->nodes->len; i++)
    print_node(g_ptr_array_index(entry->nodes, i));
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
    command_note(_("Nothing was pushed or fetched yet."));
  return TRUE;
}

static gboolean
restore(CommandContext *context, GError **error)
{
  if (flags.output == NULL) {
    g_set_error_literal(error, CTL_ERROR, CTL_ERROR_USAGE, _("history --restore needs --output FILE"));
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
  command_print_line(_("%s: %zu bytes, as they were in %s\n"), flags.output, g_bytes_get_size(bytes),
                     flags.restore);
  command_note("%s", _(HISTORY_OLDER_LIST));
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
    .summary = N_("Show the lists that were pushed, replaced and fetched, or get one back"),
    .description =
        N_("Each list is kept with time, user, signer, nodes, checksums and results, the newest first,\n"
           "in the folder etoken-ctl/history of the user's data folder; beside it audit.jsonl has a line\n"
           "for each node, failures included. A restored list can be pushed again."),
    .entries = entries,
    .min_arguments = 0,
    .max_arguments = 0,
    .run = run_history,
};
