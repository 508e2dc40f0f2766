/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/cli/options/judge-options.h"

#include "app/base/error.h"
#include "app/cli/output/list-json.h"
#include "app/cli/output/output.h"

#include <glib/gi18n.h>

static struct {
  char **accepted;
  gboolean force;
} options;

static const GOptionEntry entries[] = {
    {"accept", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.accepted,
     N_("Go on in spite of this error, by its name in brackets. May be given several times"), N_("RULE")},
    {"force", 0, 0, G_OPTION_ARG_NONE, &options.force,
     N_("Go on in spite of all errors that may be overruled, and say which"), NULL},
    G_OPTION_ENTRY_NULL,
};

void
judge_options_add(GOptionGroup *group)
{
  g_option_group_add_entries(group, entries);
}

Consent *
judge_options_make_consent(GError **error)
{
  g_autoptr(Consent) consent = consent_new();
  for (char **id = options.accepted; id != NULL && *id != NULL; id++)
    if (!consent_accept(consent, *id, error))
      return NULL;
  if (options.force)
    consent_accept_all(consent);
  return g_steal_pointer(&consent);
}

static gboolean
is_obstacle(const Finding *finding, const Consent *consent)
{
  return finding_is_obstacle(finding) && !consent_overrules(consent, finding);
}

static guint
count_obstacles(const GPtrArray *findings, const Consent *consent)
{
  guint n = 0;
  for (guint i = 0; i < findings->len; i++)
    n += is_obstacle(g_ptr_array_index(findings, i), consent) ? 1 : 0;
  return n;
}

static void
note_finding(const Finding *finding, const Consent *consent)
{
  const char *id = finding->rule->id;
  const char *what = finding->line;
  /* TRANSLATORS: what was found, and the name of its rule; also after "error" and "overruled". */
  if (consent_overrules(consent, finding))
    command_note(_("etoken-ctl: overruled: %s [%s]."), what, id);
  else if (finding_is_obstacle(finding))
    command_note(_("etoken-ctl: error: %s [%s]."), what, id);
  else if (finding->rule->severity == LINT_WARNING)
    command_note(_("etoken-ctl: warning: %s [%s]."), what, id);
  else
    command_note(_("etoken-ctl: note: %s [%s]."), what, id);
}

/* A single error that stands in the way is the one that the command ends with. */
void
judge_note_findings(const GPtrArray *findings, const Consent *consent, GHashTable *told)
{
  gboolean single = count_obstacles(findings, consent) == 1;
  for (guint i = 0; i < findings->len; i++) {
    const Finding *finding = g_ptr_array_index(findings, i);
    if (single && is_obstacle(finding, consent))
      continue;
    if (told == NULL || g_hash_table_add(told, finding->line))
      note_finding(finding, consent);
  }
}

/* "--accept a --accept b", each rule once; "" when one can never be overruled. */
static char *
list_options_to_add(const GPtrArray *findings, const Consent *consent)
{
  g_autoptr(GHashTable) told = g_hash_table_new(NULL, NULL);
  g_autoptr(GString) text = g_string_new(NULL);
  for (guint i = 0; i < findings->len; i++) {
    const Finding *finding = g_ptr_array_index(findings, i);
    if (!is_obstacle(finding, consent))
      continue;
    if (!finding->rule->overrulable)
      return g_strdup("");
    if (g_hash_table_add(told, (gpointer)finding->rule))
      g_string_append_printf(text, "%s--accept %s", text->len > 0 ? " " : "", finding->rule->id);
  }
  return g_strdup(text->str);
}

void
judge_hint_accept(const GPtrArray *findings, const Consent *consent, GError **error)
{
  if (error == NULL || !g_error_matches(*error, CTL_ERROR, CTL_ERROR_REJECTED))
    return;
  g_autofree char *to_add = list_options_to_add(findings, consent);
  if (*to_add == '\0')
    return;
  g_autofree char *message = g_steal_pointer(&(*error)->message);
  /* TRANSLATORS: a sentence, and options: "--accept certificate-expired" */
  (*error)->message = g_strdup_printf(_("%s; to go on all the same: %s"), message, to_add);
}

void
json_add_findings(JsonBuilder *builder, const GPtrArray *findings, const Consent *consent)
{
  json_builder_set_member_name(builder, "findings");
  json_builder_begin_array(builder);
  for (guint i = 0; i < findings->len; i++) {
    const Finding *finding = g_ptr_array_index(findings, i);
    json_builder_begin_object(builder);
    json_add_string(builder, "id", finding->rule->id);
    json_add_string(builder, "severity", lint_severity_get_word(finding->rule->severity));
    json_add_record_number(builder, "record", finding->record);
    json_add_string(builder, "text", finding->text);
    json_add_string(builder, "advice", finding->advice != NULL ? _(finding->advice) : NULL);
    json_add_boolean(builder, "overruled", consent_overrules(consent, finding));
    json_builder_end_object(builder);
  }
  json_builder_end_array(builder);
}

static void
print_refusal(const GPtrArray *findings, const Consent *consent, const GError *refusal)
{
  g_autoptr(JsonBuilder) builder = json_builder_new();
  json_builder_begin_object(builder);
  json_add_error(builder, refusal);
  json_add_findings(builder, findings, consent);
  json_builder_end_object(builder);
  json_output_print(builder);
}

gboolean
judge_pass(const GPtrArray *findings, const Consent *consent, gboolean json, GError **error)
{
  g_autoptr(GError) refusal = NULL;
  judge_note_findings(findings, consent, NULL);
  if (consent_check(consent, findings, &refusal))
    return TRUE;
  judge_hint_accept(findings, consent, &refusal);
  if (json)
    print_refusal(findings, consent, refusal);
  g_propagate_error(error, g_steal_pointer(&refusal));
  return FALSE;
}
