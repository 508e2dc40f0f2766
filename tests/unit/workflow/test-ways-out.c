/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Every bad list on every way out of the program: build, push, migrate, and the window's Sign and Publish.
 * None gets through without each of its errors being named and accepted; some never do. */
#include "app/base/error.h"
#include "app/trustlist/verify.h"
#include "app/workflow/list/list-document.h"
#include "app/workflow/publish/publish-nodes.h"
#include "bad-lists.h"
#include "sample-home.h"
#include "sample-migration.h"

#include <string.h>

#define LIST_PATH "/CTLFile.tlv"

static const char *const HOSTS[] = {"pub", "sub1", "tftp1"};

/* --- what may leave --- */

static gint64
now(void)
{
  return g_get_real_time() / G_USEC_PER_SEC;
}

/* The errors of a list that has left, "" for none: "certificate-expired key-too-small". */
static char *
describe_errors(GBytes *bytes)
{
  g_autoptr(TrustList) list = trust_list_parse(bytes, NULL);
  g_autoptr(GString) text = g_string_new(NULL);
  if (list == NULL)
    return g_strdup(BAD_LIST_DAMAGED);
  g_autoptr(GPtrArray) findings = trust_list_lint(list, "CTLFile.tlv", now());
  for (guint i = 0; i < findings->len; i++) {
    const LintRuleInfo *rule = lint_rule_get(((const LintFinding *)g_ptr_array_index(findings, i))->rule);
    if (rule->severity == LINT_ERROR)
      g_string_append_printf(text, "%s%s", text->len > 0 ? " " : "", rule->id);
  }
  return g_strdup(text->str);
}

/* A list that was signed although nothing was accepted has no error: the fault did not survive. */
static void
expect_good(const TrustList *list)
{
  g_autofree char *errors = describe_errors(trust_list_get_bytes(list));
  g_assert_cmpstr(errors, ==, "");
  g_assert_true(trust_list_verify(list, NULL, NULL));
}

/* Consent to the errors of FINDINGS by their names; NULL when one can never be overruled. */
static Consent *
accept_by_name(const GPtrArray *findings)
{
  g_autoptr(Consent) consent = consent_new();
  for (guint i = 0; i < findings->len; i++) {
    const Finding *finding = g_ptr_array_index(findings, i);
    if (finding_is_obstacle(finding) && !consent_accept(consent, finding->rule->id, NULL))
      return NULL;
  }
  return g_steal_pointer(&consent);
}

/* Consent to all rules that can be overruled but those of FINDINGS. */
static Consent *
accept_all_others(const GPtrArray *findings)
{
  g_autoptr(GHashTable) found = g_hash_table_new(NULL, NULL);
  g_autoptr(Consent) consent = consent_new();
  for (guint i = 0; i < findings->len; i++)
    g_hash_table_add(found, (gpointer)((const Finding *)g_ptr_array_index(findings, i))->rule);
  for (guint i = 0; i < LINT_N_RULES; i++)
    if (!g_hash_table_contains(found, lint_rule_get((LintRule)i)))
      consent_accept(consent, lint_rule_get((LintRule)i)->id, NULL);
  for (guint i = 0; i < JUDGE_N_RULES; i++)
    if (!g_hash_table_contains(found, judge_rule_get((JudgeRule)i)))
      consent_accept(consent, judge_rule_get((JudgeRule)i)->id, NULL);
  return g_steal_pointer(&consent);
}

/* --- signing --- */

static TrustList *
sign(SampleMigration *sample, ListDraft *draft, const Consent *consent, GError **error)
{
  g_autoptr(TokenList) tokens = token_list_open(&(TokenListRequest){0}, NULL, NULL);
  g_autoptr(Token) token = token_list_find(tokens, SAMPLE_SECOND, NULL);
  const SignRequest request = {.signer = token, .digest = DIGEST_SHA1, .consent = consent};
  sample->tokens[1].n_logins = 0;
  return list_draft_sign(draft, &request, CTL_PROMPT(sample->prompt), NULL, NULL, error);
}

static GPtrArray *
judge_draft(const ListDraft *draft)
{
  return list_draft_judge(draft, sample_token(1)->certificate, DIGEST_SHA1, now(), NULL);
}

/* The draft of a bad list, which is the one that build --from and the window make of it. */
static void
cross_signing(SampleMigration *sample, ListDraft *draft)
{
  g_autoptr(GPtrArray) findings = judge_draft(draft);
  g_autoptr(GError) error = NULL;
  g_autoptr(TrustList) plain = sign(sample, draft, NULL, &error);
  if (plain != NULL) {
    expect_good(plain);
    return;
  }
  g_assert_cmpint(ctl_error_exit_status(error), ==, 1);
  g_assert_cmpuint(sample->tokens[1].n_logins, ==, 0); /* before the password is asked for */
  g_autoptr(Consent) others = accept_all_others(findings);
  g_assert_null(sign(sample, draft, others, NULL));
  g_autoptr(Consent) all = consent_new();
  g_autoptr(Consent) named = accept_by_name(findings);
  consent_accept_all(all);
  g_autoptr(TrustList) forced = sign(sample, draft, all, NULL);
  g_autoptr(TrustList) accepted = named != NULL ? sign(sample, draft, named, NULL) : NULL;
  g_assert_true((forced != NULL) == (named != NULL));
  g_assert_true((accepted != NULL) == (named != NULL));
  g_assert_true(accepted == NULL || trust_list_verify(accepted, NULL, NULL));
}

static void
test_build(SampleMigration *sample, gconstpointer data)
{
  g_autoptr(GBytes) bytes = bad_list_make(data);
  g_autoptr(TrustList) list = trust_list_parse(bytes, NULL);
  g_assert_true((list == NULL) == bad_list_is_damaged(data)); /* one that cannot be read stops before */
  g_autoptr(ListDraft) draft = list != NULL ? list_draft_new(list) : NULL;
  if (draft != NULL)
    cross_signing(sample, draft);
}

static void
test_window_sign(SampleMigration *sample, gconstpointer data)
{
  g_autoptr(GBytes) bytes = bad_list_make(data);
  g_autoptr(ListDocument) document = list_document_new_fetched("hq", bytes, -1);
  if (list_document_why_not_sign(document) == NULL)
    cross_signing(sample, list_document_get_draft(document));
}

/* --- publishing --- */

static gboolean
push(SampleMigration *sample, const TrustList *list, const Consent *consent, GError **error)
{
  const PublishOrder order = {.list = list, .consent = consent};
  g_autoptr(PublishNodes) nodes = publish_nodes_new();
  publish_nodes_add(nodes, sample->entry, &sample->login);
  fake_forget();
  return publish_nodes_run(nodes, &order, sample->warnings, CTL_PROMPT(sample->prompt), NULL, NULL, error);
}

/* Or it is of a kind that has no place there, which nobody overrules. */
static void
expect_pushed(SampleMigration *sample, const TrustList *list, const Consent *consent)
{
  g_autoptr(GError) error = NULL;
  if (!push(sample, list, consent, &error))
    g_assert_error(error, CTL_ERROR, CTL_ERROR_UNACCEPTABLE);
}

/* On empty nodes, so that the list alone decides. */
static void
cross_publishing(SampleMigration *sample, const TrustList *list)
{
  g_autoptr(GPtrArray) findings = publish_judge_list(list);
  g_autoptr(GError) error = NULL;
  g_autoptr(Consent) named = accept_by_name(findings);
  g_autoptr(Consent) others = accept_all_others(findings);
  g_autoptr(Consent) all = consent_new();
  consent_accept_all(all);
  g_assert_false(push(sample, list, NULL, &error));
  g_assert_cmpint(ctl_error_exit_status(error), ==, 1);
  g_assert_cmpuint(fake_count("* write *"), ==, 0);
  g_assert_false(push(sample, list, others, NULL));
  g_assert_cmpuint(fake_count("* write *"), ==, 0);
  if (named == NULL)
    g_assert_false(push(sample, list, all, NULL));
  else
    expect_pushed(sample, list, named);
}

/* The path that a file of this name goes to. */
static void
set_target(SampleMigration *sample, const BadList *bad)
{
  g_free(sample->entry->address->path);
  sample->entry->address->path = g_strconcat("/", bad_list_get_file_name(bad), NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(HOSTS); i++)
    fake_put(HOSTS[i], sample->entry->address->path, NULL);
}

static void
test_push(SampleMigration *sample, gconstpointer data)
{
  g_autoptr(GBytes) bytes = bad_list_make(data);
  g_autoptr(TrustList) list = trust_list_parse(bytes, NULL);
  set_target(sample, data);
  if (list != NULL)
    cross_publishing(sample, list);
}

/* What the window offers to keep. */
static void
test_window_publish(SampleMigration *sample, gconstpointer data)
{
  g_autoptr(GBytes) bytes = bad_list_make(data);
  g_autoptr(ListDocument) document = list_document_new_fetched("hq", bytes, -1);
  set_target(sample, data);
  if (list_document_can_keep_signature(document))
    cross_publishing(sample, list_document_get_signed(document));
}

/* --- the migration --- */

/* What is on HOST is what was there, or a list without an error. Of a damaged one the fake CLI makes none. */
static void
expect_untouched_or_good(const char *host, GBytes *before)
{
  g_autoptr(GBytes) after = fake_get(host, LIST_PATH);
  if (after == NULL)
    return;
  g_autofree char *errors = describe_errors(after);
  g_assert_true(g_bytes_equal(before, after) || *errors == '\0');
}

/* The cluster's list is a bad one. */
static void
test_migrate(SampleMigration *sample, gconstpointer data)
{
  g_autoptr(GBytes) bytes = bad_list_make(data);
  g_autoptr(TrustList) list = trust_list_parse(bytes, NULL);
  if (list != NULL)
    sample_hold_everywhere(list);
  for (gsize i = 0; i < G_N_ELEMENTS(HOSTS); i++)
    fake_put(HOSTS[i], LIST_PATH, bytes);
  sample_migration_upload();
  sample_migration_go(sample);
  for (gsize i = 0; i < G_N_ELEMENTS(HOSTS); i++)
    expect_untouched_or_good(HOSTS[i], bytes);
}

/* --- the table --- */

static const struct {
  const char *name;
  void (*test)(SampleMigration *, gconstpointer);
} WAYS[] = {
    {"build", test_build},
    {"push", test_push},
    {"migrate", test_migrate},
    {"window-sign", test_window_sign},
    {"window-publish", test_window_publish},
};

static void
add_tests(const BadList *bad)
{
  for (gsize i = 0; i < G_N_ELEMENTS(WAYS); i++) {
    g_autofree char *path = g_strdup_printf("/ways-out/%s/%s", WAYS[i].name, bad->name);
    g_test_add(path, SampleMigration, bad, sample_migration_set_up, WAYS[i].test, sample_migration_tear_down);
  }
}

int
main(int argc, char **argv)
{
  guint n = 0;
  sample_home_init(&argc, &argv);
  const BadList *lists = bad_lists_get(&n);
  g_assert_cmpuint(n, >=, 60);
  for (guint i = 0; i < n; i++)
    add_tests(&lists[i]);
  return sample_home_run();
}
