/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/cli/command.h"

#include "app/base/error.h"
#include "app/cli/output/columns.h"
#include "app/cli/output/json-output.h"
#include "app/workflow/tokens/doctor.h"

#include <glib/gi18n.h>

/* In JSON. */
static const char *const state_words[] = {
    [DOCTOR_OK] = "ok",
    [DOCTOR_NOTE] = "note",
    [DOCTOR_PROBLEM] = "problem",
};

/* The same for a person. */
static const char *const state_texts[] = {
    [DOCTOR_OK] = N_("ok"),
    [DOCTOR_NOTE] = N_("note"),
    [DOCTOR_PROBLEM] = N_("problem"),
};

static void
add_finding(JsonBuilder *builder, const DoctorFinding *finding)
{
  json_builder_begin_object(builder);
  json_add_string(builder, "state", state_words[finding->state]);
  json_add_string(builder, "about", finding->about);
  json_add_string(builder, "reason", finding->reason);
  json_add_string(builder, "message", finding->message);
  json_add_string(builder, "step", finding->step);
  json_builder_end_object(builder);
}

static void
print_json(const DoctorReport *report)
{
  g_autoptr(JsonBuilder) builder = json_builder_new();
  json_builder_begin_object(builder);
  json_add_boolean(builder, "signing", report->can_sign);
  json_add_string(builder, "verdict", report->verdict);
  json_add_string(builder, "next", report->next);
  json_builder_set_member_name(builder, "findings");
  json_builder_begin_array(builder);
  for (guint i = 0; i < report->findings->len; i++)
    add_finding(builder, g_ptr_array_index(report->findings, i));
  json_builder_end_array(builder);
  json_builder_end_object(builder);
  json_output_print(builder);
}

static void
print_text(const DoctorReport *report)
{
  guint width = columns_of_widest(state_texts, G_N_ELEMENTS(state_texts));
  for (guint i = 0; i < report->findings->len; i++) {
    const DoctorFinding *finding = g_ptr_array_index(report->findings, i);
    g_autofree char *state = columns_pad(_(state_texts[finding->state]), width);
    command_print_line("%s  %s.", state, finding->message);
    if (finding->step != NULL) {
      g_autofree char *step = g_strdup_printf(_("To do: %s.\n"), finding->step);
      command_print_line("%*s%s", (int)width + 2, "", step);
    }
  }
  command_print("\n");
  if (report->can_sign)
    command_print_line("%s.", report->verdict);
  else
    command_print_line(_("First: %s.\n"), report->next);
}

static gboolean
run_doctor(CommandContext *context, char **arguments, GError **error)
{
  g_autoptr(DoctorFacts) facts = doctor_facts_gather((const char *const *)context->options.modules,
                                                     &context->progress, context->cancellable, error);
  if (facts == NULL)
    return FALSE;
  g_autoptr(DoctorReport) report = doctor_judge(facts);
  if (context->options.json)
    print_json(report);
  else
    print_text(report);
  if (!report->can_sign)
    g_set_error_literal(error, CTL_ERROR, CTL_ERROR_NO_TOKEN, report->verdict);
  return report->can_sign;
}

const Command command_doctor = {
    .name = "doctor",
    .arguments = "",
    .summary = N_("Look at all that signing needs, and say what to do"),
    .description =
        N_("The token helper, the PKCS#11 modules, pcscd, the udev rules, the eTokens on USB (also those "
           "that no\n"
           "module shows) and the tokens with the state of their passwords. No password is needed. The exit\n"
           "status is 0 when a list could be signed, 3 when not."),
    .min_arguments = 0,
    .max_arguments = 0,
    .run = run_doctor,
};
