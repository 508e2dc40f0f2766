/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Each bad list has exactly the errors that the table names, and the good ones have none. */
#include "app/trustlist/lint/lint.h"
#include "bad-lists.h"

#include <string.h>
#include <time.h>

static const LintRuleInfo *
rule_of(const LintFinding *finding)
{
  return lint_rule_get(finding->rule);
}

/* "rule" or "rule@record" of each error, with blanks between. */
static char *
describe_errors(const TrustList *list, const char *file_name)
{
  g_autoptr(GString) text = g_string_new(NULL);
  g_autoptr(GPtrArray) findings = trust_list_lint(list, file_name, time(NULL));
  for (guint i = 0; i < findings->len; i++) {
    const LintFinding *finding = g_ptr_array_index(findings, i);
    if (rule_of(finding)->severity != LINT_ERROR)
      continue;
    g_string_append_printf(text, "%s%s", text->len > 0 ? " " : "", rule_of(finding)->id);
    if (finding->record != RECORD_NONE)
      g_string_append_printf(text, "@%u", finding->record + 1);
  }
  return g_strdup(text->str);
}

static void
test_bad(gconstpointer data)
{
  const BadList *bad = data;
  g_autoptr(GBytes) bytes = bad_list_make(bad);
  g_autoptr(TrustList) list = trust_list_parse(bytes, NULL);
  g_autofree char *errors =
      list != NULL ? describe_errors(list, bad_list_get_file_name(bad)) : g_strdup(BAD_LIST_DAMAGED);
  g_assert_cmpstr(errors, ==, bad->errors);
  g_assert_cmpint(list == NULL, ==, bad_list_is_damaged(bad));
}

static const LintRuleInfo *
find_rule(const char *id)
{
  for (guint i = 0; i < LINT_N_RULES; i++)
    if (g_str_equal(lint_rule_get((LintRule)i)->id, id))
      return lint_rule_get((LintRule)i);
  return NULL;
}

/* What may be overruled follows from the rules. */
static void
test_overrulable(void)
{
  guint n = 0;
  const BadList *lists = bad_lists_get(&n);
  for (guint i = 0; i < n; i++) {
    gboolean overrulable = !bad_list_is_damaged(&lists[i]);
    g_auto(GStrv) rules = bad_list_dup_rules(&lists[i]);
    for (char **rule = rules; *rule != NULL && !bad_list_is_damaged(&lists[i]); rule++)
      overrulable &= find_rule(*rule)->overrulable;
    g_assert_cmpint(lists[i].overrulable, ==, overrulable);
  }
}

/* What is found of this machine, not of a list: test-not-checked.c. */
static gboolean
is_of_a_list(LintRule rule)
{
  return rule != LINT_SIGNATURE_NOT_CHECKED;
}

/* Every error that there is stands in the table, and no name twice. */
static void
test_complete(void)
{
  guint n = 0;
  const BadList *lists = bad_lists_get(&n);
  g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);
  g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < n; i++) {
    g_assert_true(g_hash_table_add(names, (gpointer)lists[i].name));
    g_auto(GStrv) rules = bad_list_dup_rules(&lists[i]);
    for (char **rule = rules; *rule != NULL; rule++)
      g_hash_table_add(seen, g_strdup(*rule));
  }
  for (guint i = 0; i < LINT_N_RULES; i++)
    if (lint_rule_get((LintRule)i)->severity == LINT_ERROR && is_of_a_list((LintRule)i) &&
        !g_hash_table_contains(seen, lint_rule_get((LintRule)i)->id))
      g_error("no bad list has the error %s", lint_rule_get((LintRule)i)->id);
  g_assert_cmpuint(n, >=, 60);
}

static void
test_good(void)
{
  g_autoptr(TrustList) list = bad_lists_good();
  g_autoptr(TrustList) itl = bad_lists_good_itl();
  g_autofree char *errors = describe_errors(list, "CTLFile.tlv");
  g_autofree char *itl_errors = describe_errors(itl, "ITLFile.tlv");
  g_assert_cmpstr(errors, ==, "");
  g_assert_cmpstr(itl_errors, ==, "");
}

int
main(int argc, char **argv)
{
  guint n = 0;
  const BadList *lists = bad_lists_get(&n);
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/bad-lists/good", test_good);
  g_test_add_func("/bad-lists/overrulable", test_overrulable);
  g_test_add_func("/bad-lists/complete", test_complete);
  for (guint i = 0; i < n; i++) {
    g_autofree char *path = g_strdup_printf("/bad-lists/%s", lists[i].name);
    g_test_add_data_func(path, &lists[i], test_bad);
  }
  return g_test_run();
}
