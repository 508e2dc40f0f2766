/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The judgement of a list that is about to be put on a node, and what a person may overrule. Nothing is
 * contacted. */
#include "app/base/error.h"
#include "app/workflow/judge/judge-node.h"
#include "app/workflow/list/history-findings.h"
#include "bad-lists.h"
#include "sample-cluster.h"

/* The rules that speak against the list, with blanks between, in their order. */
static char *
describe(const GPtrArray *findings)
{
  g_autoptr(GString) text = g_string_new(NULL);
  for (guint i = 0; i < findings->len; i++)
    g_string_append_printf(text, "%s%s", i > 0 ? " " : "",
                           ((const Finding *)g_ptr_array_index(findings, i))->rule->id);
  return g_strdup(text->str);
}

static void
expect(const NodeCase *question, const char *wanted)
{
  g_autoptr(NodeJudgement) judgement = judge_node(question);
  g_autofree char *rules = describe(judgement->findings);
  g_assert_cmpstr(rules, ==, wanted);
}

/* The servers of bad_lists_good() are 10.48.47.153 (cucm-1051-a-pub) and .154. */
static NodeCase
case_of(const TrustList *list, const char *host)
{
  return (NodeCase){.list = list, .host = host, .file_name = "CTLFile.tlv", .version = "10.5.1.10000-7"};
}

/* --- which node --- */

static void
test_names(void)
{
  static const struct {
    const char *host;
    const char *rules;
  } cases[] = {
      {"10.48.47.153", ""},
      {"10.48.47.154", ""},
      {"cucm-1051-a-pub", ""},             /* the CN of its certificate */
      {"CUCM-1051-A-PUB.example.com", ""}, /* the long name, in any case */
      {"127.0.0.1", ""},                   /* a tunnel's end says nothing */
      {"::1", ""},
      {"localhost", ""},
      {"10.48.47.15", "node-not-named"}, /* no short form of an address */
      {"10.48.47.153.example.com", "node-not-named"},
      {"cucm-1051", "node-not-named"},
      {"cucm-1051-a-pub2", "node-not-named"},
      {"other", "node-not-named"},
  };
  g_autoptr(TrustList) list = bad_lists_good();
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    const NodeCase question = case_of(list, cases[i].host);
    expect(&question, cases[i].rules);
  }
}

/* The token list of two nodes, or of one. */
static TrustList *
list_of(const char *first, const char *second)
{
  CraftHeader header = {.signer = sample_token(0), .style = NAME_STYLE_TOKEN};
  const CraftRecord records[] = {
      {.identity = sample_token(0)},
      {.identity = sample_token(1)},
      {.function = FUNCTION_CCM_TFTP, .identity = sample_server(SERVER_CALLMANAGER), .host = first},
      {.function = FUNCTION_CCM_TFTP, .identity = sample_server(SERVER_SUBSCRIBER), .host = second},
  };
  return craft_list(&header, records, second != NULL ? 4 : 3);
}

static void
test_node_lost(void)
{
  g_autoptr(TrustList) both = list_of("10.0.0.1", "10.0.0.2");
  g_autoptr(TrustList) one = list_of("10.0.0.1", NULL);
  NodeCase question = case_of(one, "10.0.0.2");
  question.old_list = both;
  question.old_bytes = trust_list_get_bytes(both);
  expect(&question, "node-lost");
  question.host = "10.0.0.1";
  expect(&question, "");
}

/* Neither a host nor a certificate is the same. One that stayed is enough: names and certificates change. */
static void
test_other_cluster(void)
{
  CraftHeader header = {.signer = sample_token(0), .style = NAME_STYLE_TOKEN};
  g_autoptr(TrustList) ours = list_of("10.0.0.1", "10.0.0.2");
  g_autoptr(TrustList) renamed = list_of("10.0.9.1", "10.0.9.2");
  g_autoptr(TrustList) theirs =
      craft(&header, {.identity = sample_token(0)}, {.identity = sample_token(1)},
            {.function = FUNCTION_CCM_TFTP, .identity = sample_server(SERVER_STRANGER), .host = "10.0.5.1"});
  NodeCase question = case_of(ours, "10.0.0.1");
  question.old_list = theirs;
  question.old_bytes = trust_list_get_bytes(theirs);
  expect(&question, "other-cluster");
  question.old_list = renamed;
  question.old_bytes = trust_list_get_bytes(renamed);
  expect(&question, "");
}

/* --- the kind of file --- */

static void
test_kinds(void)
{
  g_autoptr(TrustList) ctl = bad_lists_good();
  g_autoptr(TrustList) itl = bad_lists_good_itl();
  const struct {
    const TrustList *list, *old_list;
    const char *file_name;
    gboolean wrong;
  } cases[] = {
      {ctl, NULL, "CTLFile.tlv", FALSE},  {ctl, NULL, "ctlfile.tlv", FALSE},
      {ctl, NULL, "anything.tlv", FALSE}, {ctl, NULL, "itlab.tlv", FALSE},
      {ctl, NULL, "ITLFile.tlv", TRUE},   {ctl, NULL, "ITLSEP001122334455.tlv", TRUE},
      {ctl, itl, "CTLFile.tlv", TRUE},    {itl, NULL, "ITLFile.tlv", FALSE},
      {itl, NULL, "CTLFile.tlv", TRUE},   {itl, NULL, "anything.tlv", TRUE},
      {itl, ctl, "ITLFile.tlv", TRUE},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    NodeCase question = case_of(cases[i].list, "10.48.47.153");
    question.old_list = cases[i].old_list;
    question.file_name = cases[i].file_name;
    g_autoptr(NodeJudgement) judgement = judge_node(&question);
    g_autofree char *rules = describe(judgement->findings);
    g_assert_true(sample_count(rules, "wrong-kind") == (cases[i].wrong ? 1u : 0u));
  }
}

/* --- the release --- */

static void
test_releases(void)
{
  static const struct {
    const char *version;
    const char *rules;
  } cases[] = {
      {NULL, "release-not-known"},
      {"10.5.1.10000-7", ""},
      {"14.0.1.12900-161", ""},
      {"14.0.1.13900-155", "release-without-tokens"},
      {"15.0.1.10000-32", "release-without-tokens"},
  };
  g_autoptr(TrustList) list = bad_lists_good();
  g_autoptr(TrustList) tokenless = sample_tokenless_list(SERVER_CALLMANAGER);
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    NodeCase question = case_of(list, "10.48.47.153");
    question.version = cases[i].version;
    expect(&question, cases[i].rules);
    question.list = tokenless;
    expect(&question, "");
  }
}

/* What the release means is for the administrator to find out before a cluster gets its first list by tokens,
 * not at each push to one that has such a list. */
static void
test_release_not_known_again(void)
{
  g_autoptr(TrustList) list = bad_lists_good();
  g_autoptr(TrustList) old = bad_lists_good();
  g_autoptr(TrustList) tokenless = sample_tokenless_list(SERVER_CALLMANAGER);
  const struct {
    const TrustList *old_list;
    const char *version;
    const char *rule;
    guint n;
  } cases[] = {
      {NULL, NULL, "release-not-known", 1},
      {tokenless, NULL, "release-not-known", 1},
      {old, NULL, "release-not-known", 0},
      {old, "15.0.1.10000-32", "release-without-tokens", 1},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    NodeCase question = case_of(list, "10.48.47.153");
    question.old_list = cases[i].old_list;
    question.old_bytes = cases[i].old_list != NULL ? trust_list_get_bytes(cases[i].old_list) : NULL;
    question.version = cases[i].version;
    g_autoptr(NodeJudgement) judgement = judge_node(&question);
    g_autofree char *rules = describe(judgement->findings);
    g_assert_cmpuint(sample_count(rules, cases[i].rule), ==, cases[i].n);
  }
}

/* --- consent --- */

static void
test_names_of_rules(void)
{
  static const struct {
    const char *id;
    const char *words; /* of the refusal, or NULL */
  } cases[] = {
      {"certificate-expired", NULL},
      {"phones-reject", NULL},
      {"too-few-tokens", NULL},
      {"signature-wrong", "can never be overruled"},
      {"no-token", "can never be overruled"},
      {"wrong-kind", "can never be overruled"},
      {"source-not-verified", "can never be overruled"},
      {"signature-not-checked", "can never be overruled"},
      {"source-not-checked", "can never be overruled"},
      {"signer-not-in-new-list", "can never be overruled"},
      {"", "There is no rule \"\""},
      {"certificate", "There is no rule \"certificate\""},
      {"Certificate-Expired", "There is no rule"},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(Consent) consent = consent_new();
    g_autoptr(GError) error = NULL;
    g_assert_true(consent_accept(consent, cases[i].id, &error) == (cases[i].words == NULL));
    if (cases[i].words != NULL) {
      g_assert_error(error, CTL_ERROR, CTL_ERROR_USAGE);
      g_assert_true(sample_says(error->message, cases[i].words));
    }
  }
}

/* Each rule has a name of its own, and every error something to do about it. */
static void
test_rules(void)
{
  g_autoptr(GHashTable) ids = g_hash_table_new(g_str_hash, g_str_equal);
  for (guint i = 0; i < LINT_N_RULES; i++) {
    const LintRuleInfo *rule = lint_rule_get((LintRule)i);
    g_assert_true(g_hash_table_add(ids, (gpointer)rule->id));
    g_assert_true(judge_rule_find(rule->id) == rule);
    g_assert_true(rule->severity == LINT_INFO || rule->overrulable || rule->severity == LINT_ERROR);
    g_assert_true(rule->severity != LINT_ERROR || lint_rule_get_advice((LintRule)i) != NULL);
  }
  for (guint i = 0; i < JUDGE_N_RULES; i++) {
    const LintRuleInfo *rule = judge_rule_get((JudgeRule)i);
    g_assert_true(g_hash_table_add(ids, (gpointer)rule->id));
    g_assert_true(judge_rule_find(rule->id) == rule);
  }
}

/* What can never be overruled comes before what can, and all that stand in the way are counted. */
static void
test_check(void)
{
  g_autoptr(GPtrArray) findings = findings_new();
  g_autoptr(Consent) consent = consent_new();
  g_autoptr(GError) error = NULL;
  findings_add(findings, JUDGE_PHONES_MAY_KEEP, g_strdup("a warning"), NULL);
  g_assert_true(consent_check(NULL, findings, NULL));
  findings_add(findings, JUDGE_PHONES_REJECT, g_strdup("They reject it"), "do this");
  g_assert_false(consent_check(NULL, findings, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_REJECTED);
  g_assert_cmpstr(error->message, ==, "They reject it; do this");
  g_clear_error(&error);
  findings_add(findings, JUDGE_WRONG_KIND, g_strdup("It is an ITL"), NULL);
  g_assert_false(consent_check(NULL, findings, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_UNACCEPTABLE);
  g_assert_cmpstr(error->message, ==, "It is an ITL; and 1 more error");
  g_clear_error(&error);
  consent_accept_all(consent);
  g_assert_false(consent_check(consent, findings, &error));
  g_assert_cmpstr(error->message, ==, "It is an ITL");
}

/* Errors of two records in the same words are told apart, by a person and in the audit log. */
static void
test_lines(void)
{
  g_autoptr(TrustList) list = bad_lists_good();
  g_autoptr(GPtrArray) findings = findings_new();
  g_autoptr(HistoryEntry) entry = history_entry_new("push", trust_list_get_bytes(list));
  HistoryNode *node = history_entry_add_node(entry, NULL, NULL, "created", NULL);
  for (guint i = 3; i < 5; i++) {
    const LintFinding found = {LINT_UNREADABLE_CERTIFICATE, i, (char *)"It cannot be read"};
    findings_add_lint(findings, &found, list);
  }
  g_autofree char *text = findings_describe(findings);
  g_assert_cmpstr(text, ==,
                  "Error: record 4, CAPF 10.48.47.153: It cannot be read.\n"
                  "Error: record 5, CCM+TFTP 10.48.47.154: It cannot be read.");
  history_node_keep_findings(node, findings, NULL);
  for (guint i = 0; i < 2; i++)
    g_assert_cmpstr(((const HistoryFinding *)g_ptr_array_index(node->findings, i))->text, ==,
                    ((const Finding *)g_ptr_array_index(findings, i))->line);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/judge/names", test_names);
  g_test_add_func("/judge/node-lost", test_node_lost);
  g_test_add_func("/judge/other-cluster", test_other_cluster);
  g_test_add_func("/judge/kinds", test_kinds);
  g_test_add_func("/judge/releases", test_releases);
  g_test_add_func("/judge/release-not-known-again", test_release_not_known_again);
  g_test_add_func("/judge/names-of-rules", test_names_of_rules);
  g_test_add_func("/judge/rules", test_rules);
  g_test_add_func("/judge/lines", test_lines);
  g_test_add_func("/judge/check", test_check);
  return g_test_run();
}
