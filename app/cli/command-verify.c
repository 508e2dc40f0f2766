/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/cli/command.h"

#include "app/base/error.h"
#include "app/cli/json-output.h"
#include "app/trustlist/show.h"
#include "app/trustlist/tags.h"
#include "app/trustlist/verify.h"
#include "app/workflow/list-file.h"

static void
print_json(gboolean verified, guint signer_index, const GError *reason)
{
  g_autoptr(JsonBuilder) builder = json_builder_new();
  json_builder_begin_object(builder);
  json_add_boolean(builder, "verified", verified);
  if (verified)
    json_add_int(builder, "signer_record", signer_index + 1);
  else
    json_add_string(builder, "reason", reason->message);
  json_builder_end_object(builder);
  json_output_print(builder);
}

static void
print_text(const TrustList *list, const char *path, guint signer_index)
{
  const TrustListRecord *record = trust_list_get_record(list, signer_index);
  g_autofree char *subject = trust_list_safe_text(trust_list_record_get_text(record, RECORD_SUBJECT_NAME));
  g_autofree char *text =
      g_strdup_printf("%s: the signature is right; signed by record %u, %s\n",
                      g_str_equal(path, "-") ? "Standard input" : path, signer_index + 1, subject);
  command_print(text);
}

static gboolean
run_verify(CommandContext *context, char **arguments, GError **error)
{
  g_autoptr(ListFile) file = list_file_load(arguments[0], context->cancellable, error);
  if (file == NULL)
    return FALSE;
  guint signer_index = 0;
  g_autoptr(GError) reason = NULL;
  gboolean verified = trust_list_verify(file->list, &signer_index, &reason);
  if (context->options.json)
    print_json(verified, signer_index, reason);
  else if (verified)
    print_text(file->list, arguments[0], signer_index);
  if (!verified) {
    g_propagate_error(error, g_steal_pointer(&reason));
    g_prefix_error(error, "%s: ", arguments[0]);
  }
  return verified;
}

const Command command_verify = {
    .name = "verify",
    .arguments = "FILE",
    .summary = "Check a trust list's signature",
    .description =
        "FILE is a CTLFile.tlv, or - for standard input. The list is read whole and its signature is\n"
        "checked with the certificate of the System Administrator Security Token in it that signed.\n"
        "The exit status is 0 when it is right, 1 when it is wrong, 5 when the file is damaged.",
    .min_arguments = 1,
    .max_arguments = 1,
    .run = run_verify,
};
