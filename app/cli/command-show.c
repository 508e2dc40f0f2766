/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/cli/command.h"

#include "app/base/error.h"
#include "app/cli/output/json-output.h"
#include "app/cli/output/list-json.h"
#include "app/cli/output/output.h"
#include "app/cli/output/signed-file-report.h"
#include "app/trustlist/show.h"
#include "app/trustlist/verify.h"
#include "app/workflow/list/list-file.h"

#include <glib/gi18n.h>
#include <string.h>

static void
add_facts(JsonBuilder *builder, const ListFile *file)
{
  g_autoptr(GError) why = NULL;
  json_add_file_facts(builder, file->bytes);
  if (file->modified >= 0)
    json_add_int(builder, "modified", file->modified);
  trust_list_verify(file->list, NULL, &why);
  json_add_verified(builder, why);
  json_add_list_facts(builder, file->list);
}

/* The object that BUILDER holds, as text. */
static char *
builder_to_text(JsonBuilder *builder)
{
  g_autoptr(JsonNode) root = json_builder_get_root(builder);
  return json_to_string(root, TRUE);
}

/* One element of the records' array, moved to the right to where it belongs. Texts in JSON have no line ends.
 */
static void
print_record(const TrustList *list, guint index, guint signer)
{
  g_autoptr(JsonBuilder) builder = json_builder_new();
  json_add_record(builder, list, index, signer);
  g_autofree char *text = builder_to_text(builder);
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  g_autofree char *indented = g_strjoinv("\n    ", lines);
  json_output_print_part(index > 0 ? ",\n    " : "\n    ");
  json_output_print_part(indented);
}

/* Record by record: as one tree of JSON nodes a list takes twenty times the memory of its file. */
static void
print_json(const ListFile *file)
{
  guint signer = RECORD_NONE;
  g_autoptr(JsonBuilder) builder = json_builder_new();
  trust_list_verify(file->list, &signer, NULL);
  json_builder_begin_object(builder);
  add_facts(builder, file);
  json_builder_end_object(builder);
  g_autofree char *facts = builder_to_text(builder);
  *strrchr(facts, '\n') = '\0'; /* the records come before the closing brace */
  json_output_print_part(facts);
  json_output_print_part(",\n  \"records\" : [");
  for (guint i = 0; i < trust_list_get_n_records(file->list); i++)
    print_record(file->list, i, signer);
  json_output_print_part("\n  ]\n}\n");
}

static void
print_text(const ListFile *file, const char *path)
{
  g_autofree char *name = g_path_get_basename(path);
  g_autofree char *text = file->list != NULL ? trust_list_show(file->list, file->modified)
                                             : trust_list_show_damaged(file->bytes, name, file->modified);
  command_print(text);
}

/* It has no text of CUCM's. */
static gboolean
show_signed_file(const CommandContext *context, const SignedFile *file)
{
  if (context->options.json) {
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_object(builder);
    json_add_signed_file(builder, file);
    json_builder_end_object(builder);
    json_output_print(builder);
    return TRUE;
  }
  signed_file_print(file);
  command_print(_("The signature was not checked; verify with --phone-ctl or --phone-itl does that.\n"));
  return TRUE;
}

static gboolean
run_show(CommandContext *context, char **arguments, GError **error)
{
  g_autoptr(GError) damage = NULL;
  g_autoptr(ListFile) file = list_file_read(arguments[0], &damage, context->cancellable, error);
  if (file == NULL)
    return FALSE;
  if (file->signed_file != NULL)
    return show_signed_file(context, file->signed_file);
  if (damage != NULL && context->options.json) {
    g_propagate_error(error, g_steal_pointer(&damage));
    return FALSE;
  }
  if (context->options.json)
    print_json(file);
  else
    print_text(file, arguments[0]);
  if (damage != NULL) {
    g_propagate_error(error, g_steal_pointer(&damage));
    return FALSE;
  }
  return trust_list_verify(file->list, NULL, error);
}

const Command command_show = {
    .name = "show",
    .arguments = N_("FILE"),
    .summary = N_("Print a trust list as CUCM's show ctl does"),
    .description =
        N_("FILE is a CTLFile.tlv, or - for standard input. The text can be compared line by line with what\n"
           "`show ctl` prints on the publisher. The exit status is 1 when the signature is wrong, and 5\n"
           "when the file is damaged or its signature cannot be checked on this machine.\n"
           "\n"
           "Of a file that a node signed for phones (....cnf.xml.sgn and others) the header is told; verify\n"
           "checks its signature."),
    .min_arguments = 1,
    .max_arguments = 1,
    .run = run_show,
};
