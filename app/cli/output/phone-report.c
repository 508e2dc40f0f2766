/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/cli/output/phone-report.h"

#include "app/cli/output/json-output.h"
#include "app/cli/output/output.h"
#include "app/trustlist/record-identity.h"

#include <glib/gi18n.h>

/* Each piece of advice once. */
static void
print_advice(const GArray *states, const PhoneQuestion *question)
{
  g_autoptr(GPtrArray) advice = phone_states_collect_advice(states, question);
  for (guint i = 0; i < advice->len; i++) {
    if (i == 0)
      command_print(_("What to do:\n"));
    command_print_line("  %s.", (const char *)g_ptr_array_index(advice, i));
  }
}

void
phone_report_print(const PhoneQuestion *question)
{
  g_autoptr(GArray) states = phone_states_judge(question);
  g_autoptr(GPtrArray) lines = phone_states_describe(states, question);
  const char *holding = NULL;
  for (guint i = 0; i < lines->len; i++) {
    const PhoneLine *line = g_ptr_array_index(lines, i);
    gboolean heads = g_strcmp0(line->holding, holding) != 0;
    if (heads)
      command_print_line("%s:", line->holding);
    command_print_line("  %s.", line->text);
    holding = line->holding;
  }
  print_advice(states, question);
}

static void
add_deciding_record(JsonBuilder *builder, const PhoneQuestion *question, const PhoneState *state)
{
  static const char *const lists[] = {
      [ACCEPTANCE_LIST_FILE] = "file",
      [ACCEPTANCE_LIST_CTL] = "phone-ctl",
      [ACCEPTANCE_LIST_ITL] = "phone-itl",
  };
  const TrustListRecord *record = acceptance_get_record(&state->acceptance, question->file, &state->phone);
  json_builder_set_member_name(builder, "decided_by");
  if (record == NULL) {
    json_builder_add_null_value(builder);
    return;
  }
  g_autofree char *label = record_dup_label(record);
  json_builder_begin_object(builder);
  json_add_string(builder, "list", lists[state->acceptance.list]);
  json_add_record_number(builder, "record", state->acceptance.record);
  json_add_string(builder, "label", label);
  json_builder_end_object(builder);
}

static void
add_state(JsonBuilder *builder, const PhoneQuestion *question, const PhoneState *state)
{
  g_autofree char *why = acceptance_to_text(&state->acceptance, question->file, &state->phone);
  json_builder_begin_object(builder);
  json_add_string(builder, "holds", state->word);
  json_add_boolean(builder, "security_by_default", state->phone.security_by_default);
  json_add_boolean(builder, "given", state->given);
  json_add_string(builder, "verdict", acceptance_verdict_get_word(state->acceptance.verdict));
  json_add_string(builder, "reason", acceptance_reason_get_word(state->acceptance.reason));
  json_add_string(builder, "basis", acceptance_basis_get_word(state->acceptance.basis));
  json_add_string(builder, "text", why);
  json_add_string(builder, "advice", acceptance_get_advice(&state->acceptance, question->file));
  add_deciding_record(builder, question, state);
  json_builder_end_object(builder);
}

void
phone_report_add_json(const PhoneQuestion *question, JsonBuilder *builder)
{
  g_autoptr(GArray) states = phone_states_judge(question);
  json_builder_set_member_name(builder, "phones");
  json_builder_begin_array(builder);
  for (guint i = 0; i < states->len; i++)
    add_state(builder, question, &g_array_index(states, PhoneState, i));
  json_builder_end_array(builder);
}

const char *
phone_report_find_rejection(const PhoneQuestion *question)
{
  g_autoptr(GArray) states = phone_states_judge(question);
  return phone_states_find_rejection(states);
}
