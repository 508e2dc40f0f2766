/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/cli/command.h"

#include "app/base/error.h"
#include "app/cli/json-output.h"
#include "app/cli/list-json.h"
#include "app/trustlist/show.h"
#include "app/trustlist/verify.h"
#include "app/workflow/list-file.h"

static void
print_json(const ListFile *file)
{
  g_autoptr(JsonBuilder) builder = json_builder_new();
  json_builder_begin_object(builder);
  json_add_file_facts(builder, file->bytes);
  if (file->modified >= 0)
    json_add_int(builder, "modified", file->modified);
  if (file->list != NULL) {
    json_add_boolean(builder, "verified", trust_list_verify(file->list, NULL, NULL));
    json_add_list(builder, file->list);
  }
  json_builder_end_object(builder);
  json_output_print(builder);
}

static void
print_text(const ListFile *file)
{
  g_autofree char *text = file->list != NULL ? trust_list_show(file->list, file->modified)
                                             : trust_list_show_damaged(file->bytes, file->modified);
  command_print(text);
}

static gboolean
run_show(CommandContext *context, char **arguments, GError **error)
{
  g_autoptr(GError) damage = NULL;
  g_autoptr(ListFile) file = list_file_read(arguments[0], &damage, context->cancellable, error);
  if (file == NULL)
    return FALSE;
  if (damage != NULL && context->options.json) {
    g_propagate_error(error, g_steal_pointer(&damage));
    return FALSE;
  }
  if (context->options.json)
    print_json(file);
  else
    print_text(file);
  if (damage != NULL) {
    g_propagate_error(error, g_steal_pointer(&damage));
    return FALSE;
  }
  return trust_list_verify(file->list, NULL, error);
}

const Command command_show = {
    .name = "show",
    .arguments = "FILE",
    .summary = "Print a trust list as CUCM's show ctl does",
    .description =
        "FILE is a CTLFile.tlv, or - for standard input. The text can be compared line by line with what\n"
        "`show ctl` prints on the publisher. The exit status is 1 when the signature is wrong and 5\n"
        "when the file is damaged.",
    .min_arguments = 1,
    .max_arguments = 1,
    .run = run_show,
};
