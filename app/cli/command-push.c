/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/cli/command.h"

#include "app/base/error.h"
#include "app/cli/json-output.h"
#include "app/cli/list-json.h"
#include "app/workflow/list-file.h"
#include "app/workflow/publish.h"

static struct {
  gboolean force;
} flags;

static const GOptionEntry entries[] = {
    {"force", 0, 0, G_OPTION_ARG_NONE, &flags.force,
     "Push although the signer is not in the list on the publisher, or that list is damaged", NULL},
    G_OPTION_ENTRY_NULL,
};

static const char *
result_word(PublishResult result)
{
  static const char *const words[] = {
      [PUBLISH_CREATED] = "created", [PUBLISH_REPLACED] = "replaced", [PUBLISH_UNCHANGED] = "unchanged"};
  return words[result];
}

static void
report_publisher(CommandContext *context, JsonBuilder *json, const char *url, PublishResult result,
                 const GError *error)
{
  json_builder_begin_object(json);
  json_add_string(json, "publisher", url);
  json_add_string(json, "result", error == NULL ? result_word(result) : "failed");
  if (error != NULL) {
    json_add_string(json, "code", ctl_error_get_word(error));
    json_add_string(json, "message", error->message);
  }
  json_builder_end_object(json);
  if (context->options.json || error != NULL)
    return;
  g_autofree char *line =
      g_strdup_printf("%s %s\n", url, publish_describe_result(result, context->options.dry_run));
  command_print(line);
}

static gboolean
push_to(CommandContext *context, const TrustList *list, const AddressBookEntry *publisher, Prompt *prompt,
        JsonBuilder *json, GError **error)
{
  PublisherLogin login = command_get_login(context, publisher);
  PublishRequest request = {publisher->address, &login, flags.force, context->options.dry_run};
  PublishResult result = PUBLISH_UNCHANGED;
  g_autofree char *url = publisher_address_to_url(publisher->address);
  g_autoptr(GError) why = NULL;
  gboolean ok = publish_list(list, &request, &result, prompt, &context->progress, context->cancellable, &why);
  if (!ok)
    command_hint_force(&why);
  report_publisher(context, json, url, result, why);
  if (!ok)
    g_propagate_error(error, g_steal_pointer(&why));
  return ok;
}

/* Every publisher is tried; the first failure becomes the command's, later ones are noted. */
static gboolean
push_to_all(CommandContext *context, const TrustList *list, GPtrArray *publishers, JsonBuilder *json,
            GError **error)
{
  g_autoptr(Prompt) prompt = common_options_make_prompt(&context->options, context->cancellable, error);
  if (prompt == NULL)
    return FALSE;
  g_autoptr(GError) first = NULL;
  for (guint i = 0; i < publishers->len && !g_cancellable_is_cancelled(context->cancellable); i++) {
    g_autoptr(GError) why = NULL;
    if (push_to(context, list, g_ptr_array_index(publishers, i), prompt, json, &why))
      continue;
    if (first == NULL)
      first = g_steal_pointer(&why);
    else
      command_note("etoken-ctl: %s.", why->message);
  }
  if (first == NULL)
    return !ctl_cancelled(context->cancellable, error);
  g_propagate_error(error, g_steal_pointer(&first));
  return FALSE;
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
  g_autofree char *text = g_strdup_printf("Length %" G_GSIZE_FORMAT "\nMD5    %s\nSHA1   %s\n",
                                          g_bytes_get_size(bytes), md5, sha1);
  command_print(text);
  command_note(PUBLISH_NEXT_STEPS ".");
}

static gboolean
run_push(CommandContext *context, char **arguments, GError **error)
{
  g_autoptr(GPtrArray) publishers = find_publishers(arguments + 1, error);
  g_autoptr(ListFile) file =
      publishers != NULL ? list_file_load(arguments[0], context->cancellable, error) : NULL;
  if (file == NULL)
    return FALSE;
  g_autoptr(JsonBuilder) json = json_builder_new();
  json_builder_begin_object(json);
  json_add_file_facts(json, file->bytes);
  json_add_boolean(json, "dry_run", context->options.dry_run);
  json_builder_set_member_name(json, "publishers");
  json_builder_begin_array(json);
  gboolean ok = push_to_all(context, file->list, publishers, json, error);
  json_builder_end_array(json);
  json_builder_end_object(json);
  if (context->options.json)
    json_output_print(json);
  else if (ok && !context->options.dry_run)
    print_checksums(file->bytes);
  return ok;
}

const Command command_push = {
    .name = "push",
    .arguments = "FILE PUBLISHER...",
    .summary = "Put a signed list on the publisher over SFTP",
    .description =
        "PUBLISHER is a saved publisher's name or sftp://user@host[:port]/path/CTLFile.tlv (a path that\n"
        "begins with /~/ is relative to the login folder). A list that does not verify is never pushed, and "
        "one whose signer is not in\n"
        "the list on the publisher only with --force. The file is uploaded beside the old one, read back\n"
        "and compared, then renamed in one step: at any moment the old or the new list is there, whole.",
    .entries = entries,
    .min_arguments = 2,
    .max_arguments = G_MAXUINT,
    .run = run_push,
};
