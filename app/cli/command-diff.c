/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/cli/command.h"

#include "app/base/error.h"
#include "app/cli/output/json-output.h"
#include "app/cli/output/list-json.h"
#include "app/trustlist/compare.h"
#include "app/trustlist/record-identity.h"
#include "app/workflow/list/list-file.h"

#include <glib/gi18n.h>

static void
add_file(JsonBuilder *builder, const char *name, const ListFile *file)
{
  json_builder_set_member_name(builder, name);
  json_builder_begin_object(builder);
  json_add_file_facts(builder, file->bytes);
  json_builder_end_object(builder);
}

/* The record that a change is about: the new one, where there is one. NULL for the list as a whole. */
static const TrustListRecord *
record_of_change(const ListComparison *comparison, const ListChange *change)
{
  if (change->new_index != RECORD_NONE)
    return trust_list_get_record(comparison->new_list, change->new_index);
  if (change->old_index != RECORD_NONE)
    return trust_list_get_record(comparison->old_list, change->old_index);
  return NULL;
}

static void
add_change(JsonBuilder *builder, const ListComparison *comparison, const ListChange *change)
{
  const TrustListRecord *record = record_of_change(comparison, change);
  g_autofree char *label = record != NULL ? record_dup_label(record) : NULL;
  g_autofree char *text = list_change_to_text(comparison, change);
  json_builder_begin_object(builder);
  json_add_string(builder, "kind", list_change_get_word(change->kind));
  json_add_record_number(builder, "old_record", change->old_index);
  json_add_record_number(builder, "new_record", change->new_index);
  json_add_string(builder, "label", label);
  json_add_string(builder, "old", change->old_value);
  json_add_string(builder, "new", change->new_value);
  json_add_string(builder, "text", text);
  json_builder_end_object(builder);
}

static void
print_json(const ListComparison *comparison, const ListFile *old_file, const ListFile *new_file)
{
  g_autoptr(JsonBuilder) builder = json_builder_new();
  json_builder_begin_object(builder);
  json_add_boolean(builder, "equal", comparison->changes->len == 0);
  add_file(builder, "old", old_file);
  add_file(builder, "new", new_file);
  json_builder_set_member_name(builder, "changes");
  json_builder_begin_array(builder);
  for (guint i = 0; i < comparison->changes->len; i++)
    add_change(builder, comparison, g_ptr_array_index(comparison->changes, i));
  json_builder_end_array(builder);
  json_builder_end_object(builder);
  json_output_print(builder);
}

static void
print_text(const ListComparison *comparison)
{
  for (guint i = 0; i < comparison->changes->len; i++) {
    g_autofree char *text = list_change_to_text(comparison, g_ptr_array_index(comparison->changes, i));
    command_print_line("%s", text);
  }
}

static gboolean
run_diff(CommandContext *context, char **arguments, GError **error)
{
  if (g_str_equal(arguments[0], "-") && g_str_equal(arguments[1], "-")) {
    g_set_error_literal(error, CTL_ERROR, CTL_ERROR_USAGE, _("Only one of the lists can be standard input"));
    return FALSE;
  }
  g_autoptr(ListFile) old_file = list_file_load(arguments[0], context->cancellable, error);
  g_autoptr(ListFile) new_file =
      old_file != NULL ? list_file_load(arguments[1], context->cancellable, error) : NULL;
  if (new_file == NULL)
    return FALSE;
  g_autoptr(ListComparison) comparison = trust_list_compare(old_file->list, new_file->list);
  if (context->options.json)
    print_json(comparison, old_file, new_file);
  else
    print_text(comparison);
  context->answer_is_no = comparison->changes->len > 0;
  return TRUE;
}

const Command command_diff = {
    .name = "diff",
    .arguments = N_("OLD NEW"),
    .summary = N_("Say what is different between two trust lists"),
    .description = N_(
        "OLD and NEW are CTLFile.tlv or ITLFile.tlv files; one of them may be - for standard input. Each\n"
        "difference is one line: records added, removed and changed (certificate renewed, address changed,\n"
        "function changed), their order, the signer, the digest, the version, the time of signing. Records\n"
        "are matched by function, certificate, address and name, not by number. The exit status is 0 when\n"
        "the files are the same bytes, 1 when they differ, 5 when one is damaged."),
    .min_arguments = 2,
    .max_arguments = 2,
    .run = run_diff,
};
