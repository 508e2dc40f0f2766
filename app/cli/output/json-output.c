/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/cli/output/json-output.h"

#include "app/base/error.h"
#include "app/base/text.h"
#include "app/cli/output/output.h"

/* Scripts read one object. A command that answers no has said so in its own. */
static gboolean printed;

static void
print_builder(JsonBuilder *builder, gboolean pretty)
{
  printed = TRUE;
  g_autoptr(JsonNode) root = json_builder_get_root(builder);
  g_autofree char *text = json_to_string(root, pretty);
  command_print_json(text);
  command_print("\n");
}

void
json_output_print_part(const char *text)
{
  printed = TRUE;
  command_print_json(text);
}

void
json_output_print(JsonBuilder *builder)
{
  print_builder(builder, TRUE);
}

void
json_output_print_line(JsonBuilder *builder)
{
  print_builder(builder, FALSE);
}

void
json_output_print_error(const GError *error)
{
  if (printed)
    return;
  g_autoptr(JsonBuilder) builder = json_builder_new();
  json_builder_begin_object(builder);
  json_add_error(builder, error);
  json_builder_end_object(builder);
  json_output_print(builder);
}

void
json_add_error(JsonBuilder *builder, const GError *error)
{
  json_builder_set_member_name(builder, "error");
  json_builder_begin_object(builder);
  json_add_string(builder, "code", ctl_error_get_word(error));
  json_add_string(builder, "message", error->message);
  json_builder_end_object(builder);
}

void
json_add_text(JsonBuilder *builder, const char *text)
{
  g_autofree char *valid = text_valid(text);
  json_builder_add_string_value(builder, valid);
}

void
json_add_string(JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name(builder, name);
  if (value != NULL)
    json_add_text(builder, value);
  else
    json_builder_add_null_value(builder);
}

void
json_add_texts(JsonBuilder *builder, const char *name, const GPtrArray *values)
{
  json_builder_set_member_name(builder, name);
  json_builder_begin_array(builder);
  for (guint i = 0; i < values->len; i++)
    json_add_text(builder, g_ptr_array_index(values, i));
  json_builder_end_array(builder);
}

void
json_add_strings(JsonBuilder *builder, const char *name, const GPtrArray *values)
{
  if (values->len > 0)
    json_add_texts(builder, name, values);
}

void
json_add_int(JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name(builder, name);
  json_builder_add_int_value(builder, value);
}

void
json_add_record_number(JsonBuilder *builder, const char *name, guint index)
{
  json_builder_set_member_name(builder, name);
  if (index != G_MAXUINT)
    json_builder_add_int_value(builder, (gint64)index + 1);
  else
    json_builder_add_null_value(builder);
}

void
json_add_boolean(JsonBuilder *builder, const char *name, gboolean value)
{
  json_builder_set_member_name(builder, name);
  json_builder_add_boolean_value(builder, value);
}

void
json_add_verified(JsonBuilder *builder, const GError *why)
{
  json_builder_set_member_name(builder, "verified");
  if (g_error_matches(why, CTL_ERROR, CTL_ERROR_NOT_CHECKED))
    json_builder_add_null_value(builder);
  else
    json_builder_add_boolean_value(builder, why == NULL);
}
