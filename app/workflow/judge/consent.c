/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/judge/consent.h"

#include "app/base/error.h"

#include <glib/gi18n.h>

struct _Consent {
  GHashTable *rules; /* of LintRuleInfo *, static */
  gboolean all;
};

Consent *
consent_new(void)
{
  Consent *consent = g_new0(Consent, 1);
  consent->rules = g_hash_table_new(NULL, NULL);
  return consent;
}

void
consent_extend(Consent *consent, const Consent *more)
{
  GHashTableIter iter;
  gpointer rule = NULL;
  if (more == NULL)
    return;
  consent->all = consent->all || more->all;
  g_hash_table_iter_init(&iter, more->rules);
  while (g_hash_table_iter_next(&iter, &rule, NULL))
    g_hash_table_add(consent->rules, rule);
}

Consent *
consent_copy(const Consent *consent)
{
  Consent *copy = consent_new();
  consent_extend(copy, consent);
  return copy;
}

void
consent_free(Consent *consent)
{
  if (consent == NULL)
    return;
  g_hash_table_unref(consent->rules);
  g_free(consent);
}

gboolean
consent_accept(Consent *consent, const char *id, GError **error)
{
  const LintRuleInfo *rule = judge_rule_find(id);
  if (rule == NULL)
    g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE,
                _("There is no rule \"%s\"; the name to accept stands in brackets behind what was found"),
                id);
  else if (!rule->overrulable)
    g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE, _("The rule %s can never be overruled"), id);
  else
    g_hash_table_add(consent->rules, (gpointer)rule);
  return rule != NULL && rule->overrulable;
}

void
consent_accept_rule(Consent *consent, JudgeRule rule)
{
  g_return_if_fail(judge_rule_get(rule)->overrulable);
  g_hash_table_add(consent->rules, (gpointer)judge_rule_get(rule));
}

void
consent_accept_all(Consent *consent)
{
  consent->all = TRUE;
}

gboolean
finding_is_obstacle(const Finding *finding)
{
  return finding->obstacle;
}

static gboolean
accepts(const Consent *consent, const LintRuleInfo *rule)
{
  return consent != NULL && rule->overrulable &&
         (consent->all || g_hash_table_contains(consent->rules, rule));
}

gboolean
consent_overrules(const Consent *consent, const Finding *finding)
{
  return finding_is_obstacle(finding) && accepts(consent, finding->rule);
}

gboolean
consent_covers(const Consent *consent, JudgeRule rule)
{
  return accepts(consent, judge_rule_get(rule));
}

static gboolean
is_not_checked(const LintRuleInfo *rule)
{
  return rule == lint_rule_get(LINT_SIGNATURE_NOT_CHECKED) ||
         rule == judge_rule_get(JUDGE_SOURCE_NOT_CHECKED);
}

/* The higher, the sooner told: a fault that can never be overruled, what this machine cannot tell, the
 * others.
 */
static int
rank(const Finding *finding)
{
  return finding->rule->overrulable ? 0 : is_not_checked(finding->rule) ? 1 : 2;
}

/* The error that stands in the way most, the first of these. *N gets how many there are. */
static const Finding *
find_obstacle(const Consent *consent, const GPtrArray *findings, guint *n)
{
  const Finding *first = NULL;
  *n = 0;
  for (guint i = 0; i < findings->len; i++) {
    const Finding *finding = g_ptr_array_index(findings, i);
    if (!finding_is_obstacle(finding) || consent_overrules(consent, finding))
      continue;
    (*n)++;
    if (first == NULL || rank(finding) > rank(first))
      first = finding;
  }
  return first;
}

static CtlError
code_of(const Finding *finding)
{
  if (finding->rule->overrulable)
    return CTL_ERROR_REJECTED;
  if (is_not_checked(finding->rule))
    return CTL_ERROR_NOT_CHECKED;
  return finding->rule == lint_rule_get(LINT_SIGNATURE_WRONG) ||
                 finding->rule == lint_rule_get(LINT_SIGNER_NOT_IN_LIST) ||
                 finding->rule == judge_rule_get(JUDGE_SOURCE_NOT_VERIFIED)
             ? CTL_ERROR_SIGNATURE
             : CTL_ERROR_UNACCEPTABLE;
}

gboolean
consent_check(const Consent *consent, const GPtrArray *findings, GError **error)
{
  guint n = 0;
  const Finding *first = find_obstacle(consent, findings, &n);
  if (first == NULL)
    return TRUE;
  g_autofree char *text = first->advice != NULL ? g_strdup_printf(_("%s; %s"), first->line, _(first->advice))
                                                : g_strdup(first->line);
  if (n == 1)
    g_set_error_literal(error, CTL_ERROR, (int)code_of(first), text);
  else
    /* TRANSLATORS: a sentence about one error, and how many there are beside it. */
    g_set_error(error, CTL_ERROR, (int)code_of(first),
                ngettext("%s; and %u more error", "%s; and %u more errors", n - 1), text, n - 1);
  return FALSE;
}
